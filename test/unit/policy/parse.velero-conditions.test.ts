import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';

/**
 * Every condition under which Velero's controllers (1.18) refuse a document, `backup_controller.go` and
 * `restore_controller.go`, in the words in which they do. What only a run can see (a location that does not answer, a
 * schedule without backups, a name that is taken, ConfigMaps that documents name) has tests where runs look.
 */
const NOW = new Date('2026-11-21T00:00:00Z');

const LOCATION = {
  apiVersion: 'velero.io/v1',
  kind: 'BackupStorageLocation',
  metadata: { name: 'default' },
  spec: { provider: 'aws', objectStorage: { bucket: 'b' } },
};

function faultsOf(kind: string, spec: object, locations: readonly object[] = [LOCATION]) {
  const document = { apiVersion: 'velero.io/v1', kind, metadata: { name: 'one' }, spec };
  const text = [...locations, document].map((one) => JSON.stringify(one)).join('\n---\n');
  return parsePolicies([{ name: 'v.json', text }], NOW).diagnostics.filter(({ severity }) => severity === 'error');
}

function locationWith(fields: object) {
  return { ...LOCATION, spec: { ...LOCATION.spec, ...fields } };
}

const MIXED = 'include-resources, exclude-resources and include-cluster-resources are old filter parameters';
const STAR_ALONE = "includes list must either contain '*' only, or a non-empty list of items";
const RESOURCES = 'Invalid included/excluded resource lists: ';
const CLUSTER_SCOPED = 'Invalid cluster-scoped included/excluded resource lists: ';
const NAMESPACE_SCOPED = 'Invalid namespace-scoped included/excluded resource lists: ';
const NAMESPACES = 'Invalid included/excluded namespace lists: ';

describe('a Backup is refused', () => {
  it.each<[condition: string, spec: object, path: string, message: string]>([
    [
      'old filters beside new ones: a list',
      { includedResources: ['pods'], excludedClusterScopedResources: ['nodes'] },
      'spec.excludedClusterScopedResources',
      MIXED,
    ],
    [
      'old filters beside new ones: an exclude list',
      { excludedResources: ['pods'], includedNamespaceScopedResources: ['jobs'] },
      'spec.includedNamespaceScopedResources',
      MIXED,
    ],
    [
      'old filters beside new ones: the switch',
      { includeClusterResources: false, includedClusterScopedResources: ['nodes'] },
      'spec.includedClusterScopedResources',
      MIXED,
    ],
    [
      'old lists: * among others',
      { includedResources: ['*', 'pods'] },
      'spec.includedResources',
      `${RESOURCES}${STAR_ALONE}`,
    ],
    [
      'old lists: * excluded',
      { excludedResources: ['*'] },
      'spec.excludedResources',
      `${RESOURCES}excludes list cannot contain '*'`,
    ],
    [
      'old lists: one item in both',
      { includedResources: ['pods'], excludedResources: ['pods'] },
      'spec.excludedResources[0]',
      `${RESOURCES}excludes list cannot contain an item in the includes list: pods`,
    ],
    [
      'cluster-scoped lists: * among others',
      { includedClusterScopedResources: ['*', 'nodes'] },
      'spec.includedClusterScopedResources',
      `${CLUSTER_SCOPED}${STAR_ALONE}`,
    ],
    [
      'cluster-scoped lists: * among others, excluded',
      { excludedClusterScopedResources: ['*', 'nodes'] },
      'spec.excludedClusterScopedResources',
      `${CLUSTER_SCOPED}excludes list must`,
    ],
    [
      'cluster-scoped lists: something included, * excluded',
      { includedClusterScopedResources: ['nodes'], excludedClusterScopedResources: ['*'] },
      'spec.includedClusterScopedResources',
      `${CLUSTER_SCOPED}when exclude is '*', include cannot have value`,
    ],
    [
      'cluster-scoped lists: one item in both',
      { includedClusterScopedResources: ['nodes'], excludedClusterScopedResources: ['nodes'] },
      'spec.excludedClusterScopedResources[0]',
      `${CLUSTER_SCOPED}excludes list cannot contain`,
    ],
    [
      'namespace-scoped lists: * among others',
      { includedNamespaceScopedResources: ['*', 'pods'] },
      'spec.includedNamespaceScopedResources',
      `${NAMESPACE_SCOPED}${STAR_ALONE}`,
    ],
    [
      'namespace-scoped lists: something included, * excluded',
      { includedNamespaceScopedResources: ['pods'], excludedNamespaceScopedResources: ['*'] },
      'spec.includedNamespaceScopedResources',
      `${NAMESPACE_SCOPED}when exclude is '*'`,
    ],
    [
      'namespace-scoped lists: one item in both',
      { includedNamespaceScopedResources: ['pods'], excludedNamespaceScopedResources: ['pods'] },
      'spec.excludedNamespaceScopedResources[0]',
      `${NAMESPACE_SCOPED}excludes list cannot contain`,
    ],
    [
      'namespaces: * among others',
      { includedNamespaces: ['*', 'shop'] },
      'spec.includedNamespaces',
      `${NAMESPACES}${STAR_ALONE}`,
    ],
    [
      'namespaces: * excluded',
      { excludedNamespaces: ['*'] },
      'spec.excludedNamespaces',
      `${NAMESPACES}excludes list cannot contain '*'`,
    ],
    [
      'namespaces: one in both',
      { includedNamespaces: ['shop'], excludedNamespaces: ['shop'] },
      'spec.excludedNamespaces[0]',
      `${NAMESPACES}excludes list cannot contain an item in the includes list: shop`,
    ],
    ['namespaces: no name', { includedNamespaces: ['Shop'] }, 'spec.includedNamespaces[0]', '"Shop" '],
    [
      'namespaces: a pattern that is none',
      { includedNamespaces: ['shop-[a'] },
      'spec.includedNamespaces[0]',
      '"shop-[a" ',
    ],
    ['namespaces: braces', { excludedNamespaces: ['{a,b}'] }, 'spec.excludedNamespaces[0]', '"{a,b}" '],
    [
      'both kinds of selectors',
      { labelSelector: { matchLabels: { a: 'b' } }, orLabelSelectors: [{ matchLabels: { c: 'd' } }] },
      'spec.orLabelSelectors',
      'encountered labelSelector as well as orLabelSelectors in backup spec, only one can be specified',
    ],
    [
      'a location that is not there',
      { storageLocation: 'other' },
      'spec.storageLocation',
      'no StorageLocation is called other',
    ],
  ])('%s', (_, spec, path, message) => {
    const faults = faultsOf('Backup', spec);

    expect(faults).toMatchObject([{ path, message: expect.stringContaining(message) }]);
  });

  it.each<[condition: string, locations: readonly object[], message: string]>([
    ['the default location is not there', [], 'no StorageLocation is called default'],
    [
      'its location is for reading only',
      [locationWith({ accessMode: 'ReadOnly' })],
      "backup can't be created because backup storage location default is currently in read-only mode",
    ],
    ['its location has faults', [locationWith({ objectStorage: {} })], 'StorageLocation default has errors of its own'],
    [
      'the bucket is a path',
      [locationWith({ objectStorage: { bucket: 'a/b' } })],
      'StorageLocation default has errors of its own',
    ],
  ])('%s', (_, locations, message) => {
    const faults = faultsOf('Backup', {}, locations);

    expect(faults).toContainEqual(expect.objectContaining({ message: expect.stringContaining(message) }));
  });

  it('for all of it at once, a Schedule at the places of its template', () => {
    const template = {
      includedResources: ['*', 'pods'],
      excludedNamespaces: ['*'],
      includedClusterScopedResources: ['nodes'],
      labelSelector: { matchLabels: { 'a b': 'c' } },
      orLabelSelectors: [],
      hooks: { resources: [{ name: 'h', labelSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }] },
    };

    const faults = faultsOf('Schedule', { schedule: '61 * * * *', template });

    expect(faults.map(({ path }) => path).toSorted()).toEqual([
      'spec.schedule',
      'spec.template.excludedNamespaces',
      'spec.template.hooks.resources[0].labelSelector.matchExpressions[0].values',
      'spec.template.includedClusterScopedResources',
      'spec.template.includedResources',
      'spec.template.labelSelector.matchLabels["a b"]',
      'spec.template.orLabelSelectors',
    ]);
  });
});

describe('a Restore is refused', () => {
  it.each<[condition: string, spec: object, path: string, message: string]>([
    [
      'a type that is never restored',
      { includedResources: ['nodes'] },
      'spec.includedResources[0]',
      'nodes are non-restorable resources',
    ],
    [
      'types: * among others',
      { includedResources: ['*', 'pods'] },
      'spec.includedResources',
      `${RESOURCES}${STAR_ALONE}`,
    ],
    [
      'types: one in both',
      { includedResources: ['pods'], excludedResources: ['pods'] },
      'spec.excludedResources[0]',
      `${RESOURCES}excludes list cannot contain`,
    ],
    [
      'namespaces: * excluded',
      { excludedNamespaces: ['*'] },
      'spec.excludedNamespaces',
      `${NAMESPACES}excludes list cannot contain '*'`,
    ],
    [
      'namespaces: one in both',
      { includedNamespaces: ['a'], excludedNamespaces: ['a'] },
      'spec.excludedNamespaces[0]',
      `${NAMESPACES}excludes list`,
    ],
    [
      'both kinds of selectors',
      { labelSelector: { matchLabels: { a: 'b' } }, orLabelSelectors: [{}] },
      'spec.orLabelSelectors',
      'encountered labelSelector as well as orLabelSelectors in restore spec, only one can be specified',
    ],
    [
      'a backup and a schedule',
      { scheduleName: 'nightly' },
      'spec.scheduleName',
      'Either a backup or schedule must be specified as a source for the restore, but not both',
    ],
    [
      'neither of them',
      { backupName: '' },
      'spec',
      'Either a backup or schedule must be specified as a source for the restore, but not both',
    ],
    ['another policy for what exists', { existingResourcePolicy: 'replace' }, 'spec.existingResourcePolicy', 'none'],
    [
      'a hook whose selector is none',
      {
        hooks: {
          resources: [
            { name: 'h', labelSelector: { matchLabels: { 'a b': 'c' } }, postHooks: [{ exec: { command: ['c'] } }] },
          ],
        },
      },
      'spec.hooks.resources[0].labelSelector.matchLabels["a b"]',
      '"a b" ',
    ],
    [
      'an init container without a name',
      { hooks: initHook({ image: 'i', command: ['c'] }) },
      'spec.hooks.resources[0].postHooks[0].init.initContainers[0]',
      'name',
    ],
    [
      'an init container without an image',
      { hooks: initHook({ name: 'n', command: ['c'] }) },
      'spec.hooks.resources[0].postHooks[0].init.initContainers[0]',
      'image',
    ],
    [
      'an init container without a command',
      { hooks: initHook({ name: 'n', image: 'i' }) },
      'spec.hooks.resources[0].postHooks[0].init.initContainers[0]',
      'command',
    ],
    ['a location that is not there', {}, 'spec', 'no StorageLocation is called default'],
  ])('%s', (condition, spec, path, message) => {
    const locations = condition.startsWith('a location') ? [] : [LOCATION];
    const faults = faultsOf('Restore', { backupName: 'full', ...spec }, locations);

    expect(faults).toMatchObject([{ path, message: expect.stringContaining(message) }]);
  });
});

function initHook(container: object): object {
  return { resources: [{ name: 'h', postHooks: [{ init: { initContainers: [container] } }] }] };
}
