import { describe, expect, it } from 'vitest';
import { Companions } from '../../../../../src/domain/restore/scope/companions.ts';
import { scopeOf } from '../../../../../src/domain/restore/scope/scope.ts';
import type { RestoreSelection } from '../../../../../src/domain/restore/selection.ts';
import { aRestoreSelection, clusterTypes, contentsOf, refOf } from '../../../../support/restore-builders.ts';

const WEB = { metadata: { labels: { app: 'web' } } };
const OBJECTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'namespaces/shop': {},
  'namespaces/bank': {},
  'configmaps/shop/settings': WEB,
  'configmaps/bank/settings': {},
  'pods/shop/db-0': {
    ...WEB,
    spec: {
      priorityClassName: 'high',
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  },
  'persistentvolumeclaims/shop/data': { spec: { volumeName: 'pv-1' } },
  'persistentvolumeclaims/shop/other': { spec: { volumeName: 'pv-2' } },
  'persistentvolumes/pv-1': {},
  'persistentvolumes/pv-2': {},
  'priorityclasses.scheduling.k8s.io/high': {},
  'priorityclasses.scheduling.k8s.io/low': {},
  'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com': {},
  'customresourcedefinitions.apiextensions.k8s.io/gears.example.com': {},
  'widgets.example.com/shop/wheel': WEB,
  'gears.example.com/bank/gear': {},
};

function kept(selection: Partial<RestoreSelection>, order = Object.keys(OBJECTS)): string[] {
  const policy = { selection: aRestoreSelection(selection), namespaceMapping: new Map<string, string>() };
  const scope = scopeOf({ restorePVs: undefined, ...policy }, contentsOf(Object.keys(OBJECTS)), clusterTypes());
  const companions = new Companions(scope);
  for (const item of order) companions.see(refOf(item), OBJECTS[item]!);
  return Object.keys(OBJECTS).filter((item) => companions.keeps(refOf(item)));
}

const OF_WEB = [
  'namespaces/shop',
  'configmaps/shop/settings',
  'pods/shop/db-0',
  'persistentvolumeclaims/shop/data',
  'persistentvolumes/pv-1',
  'priorityclasses.scheduling.k8s.io/high',
  'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
  'widgets.example.com/shop/wheel',
];

describe('Companions', () => {
  it('keeps what matches the labels and what that needs, and applies no labels to the latter', () => {
    expect(kept({ labelSelectors: [{ matchLabels: { app: 'web' } }] })).toEqual(OF_WEB);
  });

  it('gives the same answer in whatever order items come', () => {
    const selection = { labelSelectors: [{ matchLabels: { app: 'web' } }] };

    expect(kept(selection, Object.keys(OBJECTS).toReversed())).toEqual(OF_WEB);
  });

  it('brings definitions of custom resources and volumes of claims along with a namespace, unlike Velero', () => {
    expect(kept({ includedNamespaces: ['shop'] })).toEqual([
      ...OF_WEB.slice(0, 4),
      'persistentvolumeclaims/shop/other',
      'persistentvolumes/pv-1',
      'persistentvolumes/pv-2',
      ...OF_WEB.slice(5),
    ]);
  });

  it('leaves cluster-scoped objects out where the policy says so, namespaces excepted', () => {
    expect(kept({ includedResources: ['widgets.example.com', 'pvc'], includeClusterResources: false })).toEqual([
      'namespaces/shop',
      'persistentvolumeclaims/shop/data',
      'persistentvolumeclaims/shop/other',
      'widgets.example.com/shop/wheel',
    ]);
  });

  it('brings nothing along that is excluded, nor what only that needs', () => {
    const selection = {
      includedNamespaces: ['shop'],
      includedResources: ['pods', 'pvc'],
      excludedResources: ['ns', 'pvc'],
    };

    expect(kept(selection)).toEqual(['pods/shop/db-0']);
  });

  it('brings no more than its namespace and definition along with a single item', () => {
    expect(kept({ items: [{ resource: 'Widget', namespace: 'shop', name: 'wheel' }] })).toEqual([
      'namespaces/shop',
      'customresourcedefinitions.apiextensions.k8s.io/widgets.example.com',
      'widgets.example.com/shop/wheel',
    ]);
  });
});
