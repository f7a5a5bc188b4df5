import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../../../src/domain/restore/scope/scope.ts';
import type { RestoreSelection } from '../../../../../src/domain/restore/selection.ts';
import { surveyArchive } from '../../../../../src/run/restore/plan/survey.ts';
import { aContext } from '../../../../support/context.ts';
import { archived, FakeArchive } from '../../../../support/fake-archive.ts';
import { aRestorePolicy, aRestoreSelection, clusterTypes, refOf } from '../../../../support/restore-builders.ts';

const POD = { metadata: { name: 'web' }, spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data' } }] } };
const CLAIM = { metadata: { name: 'data' }, spec: { volumeName: 'pv-1' } };
const VOLUME = { metadata: { name: 'pv-1' }, spec: { persistentVolumeReclaimPolicy: 'Retain' } };
const SHOP = {
  'namespaces/shop': {},
  'pods/shop/web': POD,
  'persistentvolumeclaims/shop/data': CLAIM,
  'secrets/shop/login': {},
};

describe('surveyArchive', () => {
  it('reads nothing where names say everything', async () => {
    const { archive, kept } = await survey(SHOP);

    expect(kept).toEqual(Object.keys(SHOP));
    expect(archive.passes).toEqual([]);
  });

  it('reads volumes, and nothing of those that could need them, where all of them are selected', async () => {
    const { archive, kept, volumes } = await survey({ ...SHOP, 'persistentvolumes/pv-1': VOLUME });

    expect(kept).toContain('persistentvolumes/pv-1');
    expect(volumes).toEqual(['pv-1']);
    expect(archive.passes).toEqual([['persistentvolumes/pv-1']]);
  });

  it('reads what may need something that is not selected itself', async () => {
    const others = { 'persistentvolumes/pv-1': VOLUME, 'persistentvolumes/pv-2': VOLUME };

    const { archive, kept, volumes } = await survey({ ...SHOP, ...others }, { includedNamespaces: ['shop'] });

    expect(kept).toEqual([...Object.keys(SHOP), 'persistentvolumes/pv-1']);
    expect(volumes).toEqual(['pv-1']);
    expect(archive.passes).toHaveLength(1);
    expect(archive.passes[0]).not.toContain('secrets/shop/login');
  });

  it('reads everything in scope where labels are asked for', async () => {
    const labelSelectors = [{ matchLabels: { app: 'web' }, matchExpressions: [] }];

    const { archive, kept } = await survey(SHOP, { labelSelectors });

    expect(kept).toEqual([]);
    expect(archive.passes).toEqual([Object.keys(SHOP)]);
  });
});

async function survey(items: Readonly<Record<string, object>>, selection: Partial<RestoreSelection> = {}) {
  const archive = new FakeArchive(Object.entries(items).map(([item, object]) => archived(item, object)));
  const policy = aRestorePolicy({ selection: aRestoreSelection(selection) });
  const scope = scopeOf(policy, archive.contents, clusterTypes());
  const found = await surveyArchive(aContext(), { archive, policy }, scope);
  return {
    archive,
    kept: Object.keys(items).filter((name) => found.keeps(refOf(name))),
    volumes: [...found.volumes.keys()],
  };
}
