import { describe, expect, it } from 'vitest';
import type { PlannedItem } from '../../../../src/domain/restore/plan.ts';
import { restoredItem, RestoreTally } from '../../../../src/run/restore/restore-tally.ts';
import { refOf } from '../../../support/restore-builders.ts';

function planned(item: string, change: Partial<PlannedItem> = {}): PlannedItem {
  const ref = refOf(item);
  return { ref, target: ref.namespace, version: 'v1', wave: 'others', action: 'create', ...change };
}

describe('RestoreTally', () => {
  it('counts every item once, by its end', () => {
    const tally = new RestoreTally();

    tally.ended(planned('configmaps/shop/a'), { end: 'created' });
    tally.ended(planned('configmaps/shop/b'), { end: 'created' });
    tally.ended(planned('configmaps/shop/c'), { end: 'failed', reason: 'rejected', detail: 'no' });

    expect(tally.counts).toEqual({ created: 2, failed: 1 });
    expect(tally.total).toBe(3);
    expect(tally.notable().map(({ item }) => item)).toEqual(['configmaps/shop/c']);
  });

  it('says of what is mapped where it is meant', () => {
    const tally = new RestoreTally();
    const end = { end: 'skipped', reason: 'exists-and-differs', detail: 'data.a' } as const;

    tally.ended(planned('configmaps/shop/a', { target: 'copy' }), end);
    tally.ended(planned('namespaces/shop', { renamed: 'copy' }), end);
    tally.ended(planned('configmaps/shop/b'), end);

    expect(tally.entries().warnings.map(({ message }) => message)).toEqual([
      'configmaps/shop/a (mapped to copy) exists and differs, and is left as it is: data.a',
      'namespaces/shop (mapped to copy) exists and differs, and is left as it is: data.a',
      'configmaps/shop/b exists and differs, and is left as it is: data.a',
    ]);
    expect(tally.notable().map(({ target }) => target)).toEqual(['copy', 'copy', undefined]);
  });

  it('warns once of what a protected namespace or type leaves out, and counts each item', () => {
    const tally = new RestoreTally();
    const leave = (reason: 'kind-not-allowed' | 'namespace-not-allowed', detail: string, ...items: string[]) => {
      for (const item of items) tally.ended(planned(item), { end: 'skipped', reason, detail });
    };

    leave('namespace-not-allowed', 'kube-system is protected', 'namespaces/kube-system', 'configmaps/kube-system/a');
    leave('kind-not-allowed', 'only by allowKinds', 'clusterroles/a', 'clusterroles/b', 'nodes/a');
    leave('namespace-not-allowed', 'kube-system is protected', 'pods/kube-system/a');
    leave('namespace-not-allowed', 'kube-public is protected', 'configmaps/kube-public/a');

    expect(tally.entries()).toEqual({
      errors: [],
      warnings: [
        {
          code: 'namespace-not-allowed',
          namespace: 'kube-system',
          message: 'namespaces/kube-system and 2 objects in it are not restored: kube-system is protected',
        },
        {
          code: 'kind-not-allowed',
          resource: 'clusterroles',
          message: '2 objects of clusterroles are not restored: only by allowKinds',
        },
        {
          code: 'kind-not-allowed',
          item: refOf('nodes/a'),
          message: 'nodes/a is not restored: only by allowKinds',
        },
        {
          code: 'namespace-not-allowed',
          item: refOf('configmaps/kube-public/a'),
          message: 'configmaps/kube-public/a is not restored: kube-public is protected',
        },
      ],
    });
    expect(tally.counts).toEqual({ skipped: 7 });
    expect(tally.notable()).toHaveLength(7);
  });

  it('says where a namespace is mapped that is protected there', () => {
    const tally = new RestoreTally();

    for (const name of ['a', 'b']) {
      const item = planned(`configmaps/shop/${name}`, { target: 'kube-system' });
      tally.ended(item, { end: 'skipped', reason: 'namespace-not-allowed' });
    }

    expect(tally.entries().warnings.map(({ message }) => message)).toEqual([
      '2 objects in namespace shop (mapped to kube-system) are not restored',
    ]);
  });
});

describe('restoredItem', () => {
  it('has the end’s reason before the plan’s', () => {
    const item = planned('configmaps/shop/a', { detail: 'kept by Helm (web)' });

    expect(restoredItem(item)).toMatchObject({ action: 'create', detail: 'kept by Helm (web)' });
    expect(restoredItem(item, { end: 'failed', reason: 'rejected', detail: 'no' })).toMatchObject({
      end: 'failed',
      reason: 'rejected',
      detail: 'no',
    });
  });
});
