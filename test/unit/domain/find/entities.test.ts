import { expect, it } from 'vitest';
import { entityRows } from '../../../../src/domain/find/entities.ts';

const namespace = (name: string, labels: Readonly<Record<string, string>> = {}, isHidden = false) => ({
  name,
  labels,
  isHidden,
});

it('joins what several policies take, each object once, and says why nothing is taken', () => {
  const rows = entityRows(
    [
      { policy: 'nightly', namespace: 'shop', types: { configmaps: 3, persistentvolumeclaims: 2 } },
      { policy: 'hourly', namespace: 'shop', types: { configmaps: 5 } },
      { policy: 'nightly', namespace: undefined, types: { clusterroles: 7 } },
    ],
    [namespace('shop'), namespace('vault', { 'lifeboat.dev/companion-of': 'shop' }), namespace('dev', {}, true)],
  );

  expect(rows).toEqual([
    expect.objectContaining({ name: 'cluster', items: 7, policies: ['nightly'], why: undefined }),
    expect.objectContaining({
      name: 'namespace/shop',
      items: 7,
      types: { configmaps: 5, persistentvolumeclaims: 2 },
      claimsWithoutData: 2,
      policies: ['hourly', 'nightly'],
    }),
    expect.objectContaining({ name: 'namespace/vault', companionOf: 'shop', items: 0, why: 'no policy selects it' }),
    expect.objectContaining({ name: 'namespace/dev', why: 'a label keeps it out' }),
  ]);
});
