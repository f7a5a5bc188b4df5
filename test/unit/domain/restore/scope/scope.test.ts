import { describe, expect, it } from 'vitest';
import type { RestoreSelection } from '../../../../../src/domain/restore/selection.ts';
import { scopeOf } from '../../../../../src/domain/restore/scope/scope.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import { aRestoreSelection, clusterTypes, contentsOf, refOf } from '../../../../support/restore-builders.ts';

const ITEMS = [
  'namespaces/shop',
  'namespaces/bank',
  'namespaces/empty',
  'configmaps/shop/settings',
  'configmaps/bank/settings',
  'deployments.apps/shop/web',
  'pods/shop/web-1',
  'persistentvolumeclaims/shop/data',
  'persistentvolumes/pv-1',
  'priorityclasses.scheduling.k8s.io/high',
  'clusterroles.rbac.authorization.k8s.io/reader',
  'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
  'widgets.example.com/shop/wheel',
  'nodes/worker-1',
  'events/shop/started',
];

function scope(selection: Partial<RestoreSelection> = {}) {
  const policy = { selection: aRestoreSelection(selection), namespaceMapping: new Map<string, string>() };
  return scopeOf({ restorePVs: undefined, ...policy }, contentsOf(ITEMS), clusterTypes());
}

function reached(selection: Partial<RestoreSelection>, reach: 'selected' | 'companion' = 'selected'): string[] {
  const { reachOf } = scope(selection);
  return ITEMS.filter((item) => reachOf(refOf(item)) === reach);
}

const NEVER = new Set(['nodes/worker-1', 'events/shop/started']);
const COMPANIONS = [
  'persistentvolumes/pv-1',
  'priorityclasses.scheduling.k8s.io/high',
  'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
];
const OF_SHOP = ITEMS.filter((item) => item.includes('shop') && !NEVER.has(item));

describe('scopeOf', () => {
  it('selects everything but what Velero never restores where nothing is filtered', () => {
    expect(reached({})).toEqual(ITEMS.filter((item) => !NEVER.has(item)));
    expect(reached({ includedResources: ['*'] })).toEqual(ITEMS.filter((item) => !NEVER.has(item)));
  });

  it('selects a namespace with its own object, and reaches what its items may need', () => {
    expect(reached({ includedNamespaces: ['shop'] })).toEqual(OF_SHOP);
    expect(reached({ includedNamespaces: ['shop'] }, 'companion')).toEqual(COMPANIONS);
  });

  it('leaves snapshots out where no volume is to be restored from them', () => {
    const snapshot = 'volumesnapshots.snapshot.storage.k8s.io/shop/then';
    const reach = (restorePVs: boolean | undefined) => {
      const policy = { selection: aRestoreSelection(), namespaceMapping: new Map<string, string>(), restorePVs };
      return scopeOf(policy, contentsOf([snapshot]), clusterTypes()).reachOf(refOf(snapshot));
    };

    expect([reach(undefined), reach(true), reach(false)]).toEqual(['selected', 'selected', 'none']);
  });

  it('lets exclusion win', () => {
    const selection = { includedNamespaces: ['*'], excludedNamespaces: ['bank', 'emp*'], excludedResources: ['crd'] };

    expect(reached(selection)).toEqual(OF_SHOP);
    expect(reached(selection, 'companion')).toEqual(COMPANIONS.slice(0, 2));
  });

  it('restores cluster-scoped objects of all kinds, or none, where the policy says so', () => {
    const all = reached({ includedNamespaces: ['shop'], includeClusterResources: true });
    const none = { includeClusterResources: false };

    expect(all).toContain('clusterroles.rbac.authorization.k8s.io/reader');
    expect(all).not.toContain('namespaces/bank');
    expect(reached(none).filter((item) => item.split('/').length === 2)).toEqual([]);
    expect(reached(none, 'companion')).toEqual(['namespaces/shop', 'namespaces/bank', 'namespaces/empty']);
  });

  it('finds types in every spelling, of the cluster or of the archive alone', () => {
    for (const spelling of ['deploy', 'Deployment', 'deployments', 'deployments.apps', 'deploy*']) {
      expect(reached({ includedResources: [spelling] })).toEqual(['deployments.apps/shop/web']);
    }
    for (const spelling of ['Widget', 'widgets', 'widget.example.com', '*.example.com']) {
      expect(reached({ includedResources: [spelling] })).toEqual(['widgets.example.com/shop/wheel']);
    }
  });

  it('brings definitions and volumes along with a filter of types, and what Pods need only where it lets that in', () => {
    const COME_ALONG = ['namespaces/shop', 'namespaces/bank', 'namespaces/empty', COMPANIONS[0], COMPANIONS[2]];

    expect(reached({ includedResources: ['pods'] }, 'companion')).toEqual(COME_ALONG);
    expect(reached({ includedResources: ['pods', 'pvc'] })).toEqual([
      'pods/shop/web-1',
      'persistentvolumeclaims/shop/data',
    ]);
  });

  it('selects single items, cluster-scoped ones too, and nothing else', () => {
    const items = [
      { resource: 'deploy', namespace: 'shop', name: 'web' },
      { resource: 'ClusterRole', namespace: undefined, name: 'reader' },
    ];

    expect(reached({ items })).toEqual(['deployments.apps/shop/web', 'clusterroles.rbac.authorization.k8s.io/reader']);
    expect(scope({ items }).faults).toEqual([]);
  });

  it('selects nothing for a pattern that matches nothing, unlike Velero', () => {
    const { warnings } = scope({ includedNamespaces: ['team-*'] });

    expect(reached({ includedNamespaces: ['team-*'] })).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['namespace-pattern-unmatched']);
  });

  it('names the types that need not be read', () => {
    const { selectsType } = scope({ includedResources: ['configmaps'], includeClusterResources: false });
    const types = [...new Set(ITEMS.map((item) => item.split('/')[0]!))];

    expect(types.filter((type) => selectsType(parseGroupResource(type)))).toEqual(['namespaces', 'configmaps']);
  });

  it('never skips a type that it reaches an item of', () => {
    const selections: Partial<RestoreSelection>[] = [
      {},
      { includedNamespaces: ['shop'] },
      { includedResources: ['pods'] },
      { includeClusterResources: true, includedResources: ['clusterroles'] },
      { items: [{ resource: 'pods', namespace: 'shop', name: 'web-1' }] },
    ];

    for (const selection of selections) {
      const { selectsType, reachOf } = scope(selection);
      const reachedItems = ITEMS.map(refOf).filter((ref) => reachOf(ref) !== 'none');
      expect(reachedItems.filter((ref) => !selectsType(ref))).toEqual([]);
    }
  });

  it('matches labels by any of several selectors', () => {
    const { matchesLabels } = scope({
      labelSelectors: [{ matchLabels: { app: 'web' } }, { matchLabels: { app: 'db' } }],
    });

    expect([{ app: 'web' }, { app: 'db' }, { app: 'x' }, {}].map(matchesLabels)).toEqual([true, true, false, false]);
    expect(scope().matchesLabels({})).toBe(true);
  });
});
