import type { ItemRef } from '../../src/domain/item.ts';
import { formatGroupResource, parseGroupResource, type ResourceType } from '../../src/domain/resource.ts';
import type { ArchiveContents } from '../../src/domain/restore/contents.ts';
import type { PrepareFacts } from '../../src/domain/restore/prepare/facts.ts';
import type { RestorePolicy } from '../../src/domain/restore/policy.ts';
import type { RestoreSelection } from '../../src/domain/restore/selection.ts';
import { aResourceType } from './builders.ts';

export function aRestoreSelection(overrides: Partial<RestoreSelection> = {}): RestoreSelection {
  return {
    includedNamespaces: [],
    excludedNamespaces: [],
    includedResources: [],
    excludedResources: [],
    includeClusterResources: undefined,
    labelSelectors: [],
    items: [],
    ...overrides,
  };
}

export function aRestorePolicy(overrides: Partial<RestorePolicy> = {}): RestorePolicy {
  return {
    kind: 'RestorePolicy',
    name: 'bring-back',
    storageLocation: 'default',
    source: { type: 'backup', name: 'nightly-20261121021700' },
    selection: aRestoreSelection(),
    namespaceMapping: new Map(),
    existingResourcePolicy: 'none',
    existingResourcePolicies: new Map(),
    resourceModifier: undefined,
    hooks: { rules: [], fromAnnotations: false },
    managedFields: 'Drop',
    ownerReferences: 'Drop',
    finalizers: 'Keep',
    gitOpsTracking: 'StripFromCopies',
    notify: [],
    pushgateway: undefined,
    preserveNodePorts: false,
    restorePVs: undefined,
    restoreStatus: undefined,
    mode: 'Plan',
    ifEmpty: false,
    stopApps: false,
    replace: { objects: false, volumes: false, confirm: undefined },
    planDigest: undefined,
    planWith: 'Compare',
    emptyVolumes: 'Skip',
    allowKinds: [],
    allowNamespaces: [],
    timeoutMs: undefined,
    veleroSpec: {},
    volumeDataFields: [],
    ...overrides,
  };
}

/** What objects of a type are prepared with by a policy that says nothing about it. */
export function thePrepareFacts(type: string, overrides: Partial<PrepareFacts> = {}): PrepareFacts {
  return {
    type: parseGroupResource(type),
    mapping: new Map(),
    target: 'shop',
    preserveNodePorts: false,
    volume: undefined,
    statusWanted: false,
    managedFieldsWanted: false,
    keepsFinalizers: true,
    losesTracking: false,
    losesSnapshots: false,
    backupLabel: 'backup',
    restoreLabel: 'restore',
    ...overrides,
  };
}

/** `deployments.apps/shop/web`, `nodes/worker-1` as a reference. */
export function refOf(text: string): ItemRef {
  const [type = '', first = '', second] = text.split('/');
  return { ...parseGroupResource(type), namespace: second === undefined ? undefined : first, name: second ?? first };
}

/** An archive that holds these items, each written as `refOf` reads it, in version `v1`. */
export function contentsOf(items: readonly string[], overrides: Partial<ArchiveContents> = {}): ArchiveContents {
  const byType = Map.groupBy(items.map(refOf), formatGroupResource);
  return {
    types: [...byType.values()].map((refs) => ({
      group: refs[0]!.group,
      resource: refs[0]!.resource,
      versions: ['v1'],
      items: refs.map(({ namespace, name }) => ({ namespace, name })),
    })),
    items: items.length,
    sha256: 'a'.repeat(64),
    isComplete: true,
    formatVersion: '1.1.0',
    ...overrides,
  };
}

const TYPES: readonly (readonly [type: string, kind: string, isNamespaced: boolean, ...shortNames: string[]])[] = [
  ['configmaps', 'ConfigMap', true, 'cm'],
  ['secrets', 'Secret', true],
  ['services', 'Service', true, 'svc'],
  ['endpoints', 'Endpoints', true, 'ep'],
  ['pods', 'Pod', true, 'po'],
  ['serviceaccounts', 'ServiceAccount', true, 'sa'],
  ['persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc'],
  ['persistentvolumes', 'PersistentVolume', false, 'pv'],
  ['namespaces', 'Namespace', false, 'ns'],
  ['nodes', 'Node', false, 'no'],
  ['deployments.apps', 'Deployment', true, 'deploy'],
  ['jobs.batch', 'Job', true],
  ['roles.rbac.authorization.k8s.io', 'Role', true],
  ['clusterroles.rbac.authorization.k8s.io', 'ClusterRole', false],
  ['clusterrolebindings.rbac.authorization.k8s.io', 'ClusterRoleBinding', false],
  ['priorityclasses.scheduling.k8s.io', 'PriorityClass', false, 'pc'],
  ['storageclasses.storage.k8s.io', 'StorageClass', false, 'sc'],
  ['apiservices.apiregistration.k8s.io', 'APIService', false],
  ['flowschemas.flowcontrol.apiserver.k8s.io', 'FlowSchema', false],
  ['customresourcedefinitions.apiextensions.k8s.io', 'CustomResourceDefinition', false, 'crd'],
];

/** What a cluster serves that has no custom resources. */
export function clusterTypes(): ResourceType[] {
  return TYPES.map(([type, kind, namespaced, ...shortNames]) =>
    aResourceType({ ...parseGroupResource(type), kind, singular: kind.toLowerCase(), shortNames, namespaced }),
  );
}
