import { MIXED_GENERATIONS } from '../../domain/selection/velero-filter.ts';
import { conflict, type Finding } from '../finding.ts';
import { hasKeepRule } from '../build/retention.ts';
import type { BackupPolicyDocument } from '../generated/documents.ts';
import { checkConfigMapReference } from './config-map-reference.ts';
import { checkPositive, checkVeleroDefault } from './durations.ts';
import { checkBackupHooks } from './hooks.ts';
import { checkNamespaces, checkResources, checkScopedResources } from './includes-excludes.ts';
import { checkLabels, checkLabelSelector } from './labels.ts';
import { checkObjectives, checkTelling } from './telling/notify.ts';
import type { Rule, RuleFacts } from './rule.ts';
import { checkTtlAgainstSchedule, checkSchedule, checkTimeZone, checkWindow } from './schedule.ts';
import { isDuration, isExactly, isNothing, refuseUnbuilt, type UnbuiltField, warnVolumeData } from './unbuilt.ts';

type BackupRule = Rule<BackupPolicyDocument>;

/** Fields about volume data, which no run honours yet. */
export const VOLUME_DATA_FIELDS: readonly UnbuiltField[] = [
  { path: ['snapshotVolumes'], isInert: isNothing },
  { path: ['defaultVolumesToFsBackup'], isInert: isNothing },
  { path: ['defaultVolumesToRestic'], isInert: isNothing },
  { path: ['snapshotMoveData'], isInert: isNothing },
  { path: ['datamover'], isInert: isNothing },
  { path: ['backupType'], isInert: isNothing },
  { path: ['uploaderConfig'], isInert: isNothing },
  { path: ['volumeSnapshotLocations'], isInert: isNothing },
  { path: ['volumeGroupSnapshotLabelKey'], isInert: isExactly('velero.io/volume-group') },
  { path: ['csiSnapshotTimeout'], isInert: isDuration('10m') },
  { path: ['itemOperationTimeout'], isInert: isDuration('4h') },
];

/** Fields about objects and runs that are not in this release. */
const UNBUILT_FIELDS: readonly UnbuiltField[] = [{ path: ['encryption'], isInert: () => false }];

/** Everything about a backup policy that its schema cannot say. */
export const BACKUP_POLICY_RULES: readonly BackupRule[] = [
  filterGenerations,
  namespaceLists,
  resourceLists,
  clusterScopedLists,
  namespaceScopedLists,
  selectorKinds,
  labelSelectors,
  backupLabels,
  durations,
  ({ spec }) => checkBackupHooks(spec.hooks),
  veleroExpiry,
  ({ spec }, facts) => checkSchedule(spec, facts),
  ({ spec }) => checkTimeZone(spec),
  ({ spec }, facts) => checkTtlAgainstSchedule(spec, facts),
  ({ spec }) => checkWindow(spec),
  ({ spec }) => checkConfigMapReference(spec.resourcePolicy, ['spec', 'resourcePolicy']),
  ({ spec }) => checkTelling(spec),
  ({ spec }, facts) => checkObjectives(spec, facts),
  ({ spec }) => refuseUnbuilt(spec, UNBUILT_FIELDS),
  ({ spec }) => warnVolumeData(spec, VOLUME_DATA_FIELDS),
];

/** Velero's two generations of resource filters cannot be mixed; in Velero's words. */
function filterGenerations({ spec }: BackupPolicyDocument): Finding[] {
  const isOld =
    (spec.includedResources ?? []).length > 0 ||
    (spec.excludedResources ?? []).length > 0 ||
    spec.includeClusterResources !== undefined;
  const scoped = SCOPED_LISTS.find((name) => (spec[name] ?? []).length > 0);
  if (!isOld || scoped === undefined) return [];
  return [conflict(['spec', scoped], MIXED_GENERATIONS)];
}

const SCOPED_LISTS = [
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
] as const;

function namespaceLists({ spec }: BackupPolicyDocument): Finding[] {
  return checkNamespaces({
    included: spec.includedNamespaces,
    excluded: spec.excludedNamespaces,
    includedPath: ['spec', 'includedNamespaces'],
    excludedPath: ['spec', 'excludedNamespaces'],
    prefix: 'Invalid included/excluded namespace lists',
  });
}

function resourceLists({ spec }: BackupPolicyDocument): Finding[] {
  return checkResources({
    included: spec.includedResources,
    excluded: spec.excludedResources,
    includedPath: ['spec', 'includedResources'],
    excludedPath: ['spec', 'excludedResources'],
    prefix: 'Invalid included/excluded resource lists',
  });
}

function clusterScopedLists({ spec }: BackupPolicyDocument): Finding[] {
  return checkScopedResources({
    included: spec.includedClusterScopedResources,
    excluded: spec.excludedClusterScopedResources,
    includedPath: ['spec', 'includedClusterScopedResources'],
    excludedPath: ['spec', 'excludedClusterScopedResources'],
    prefix: 'Invalid cluster-scoped included/excluded resource lists',
  });
}

function namespaceScopedLists({ spec }: BackupPolicyDocument): Finding[] {
  return checkScopedResources({
    included: spec.includedNamespaceScopedResources,
    excluded: spec.excludedNamespaceScopedResources,
    includedPath: ['spec', 'includedNamespaceScopedResources'],
    excludedPath: ['spec', 'excludedNamespaceScopedResources'],
    prefix: 'Invalid namespace-scoped included/excluded resource lists',
  });
}

function selectorKinds({ spec }: BackupPolicyDocument): Finding[] {
  if (spec.labelSelector === undefined || spec.orLabelSelectors === undefined) return [];
  const message = 'encountered labelSelector as well as orLabelSelectors in backup spec, only one can be specified';
  return [conflict(['spec', 'orLabelSelectors'], message)];
}

function labelSelectors({ spec }: BackupPolicyDocument): Finding[] {
  const several = spec.orLabelSelectors ?? [];
  return [
    ...checkLabelSelector(spec.labelSelector, ['spec', 'labelSelector']),
    ...several.flatMap((selector, i) => checkLabelSelector(selector, ['spec', 'orLabelSelectors', i])),
  ];
}

function backupLabels({ spec }: BackupPolicyDocument): Finding[] {
  return checkLabels(spec.metadata?.labels, ['spec', 'metadata', 'labels']);
}

function durations({ spec }: BackupPolicyDocument): Finding[] {
  return [
    ...checkVeleroDefault(spec.ttl, ['spec', 'ttl'], '720h'),
    ...checkVeleroDefault(spec.csiSnapshotTimeout, ['spec', 'csiSnapshotTimeout'], '10m'),
    ...checkVeleroDefault(spec.itemOperationTimeout, ['spec', 'itemOperationTimeout'], '4h'),
    ...checkPositive(spec.timeout, ['spec', 'timeout']),
  ];
}

/** Without a term of its own a policy with a keep rule has no date on which Velero could be let loose. */
function veleroExpiry({ spec }: BackupPolicyDocument, { refused }: RuleFacts): Finding[] {
  const isRuledOnly = spec.ttl === undefined && !refused.has('ttl') && hasKeepRule(spec.retention ?? {});
  if (spec.allowVeleroExpiry !== true || !isRuledOnly) return [];
  return [
    conflict(['spec', 'allowVeleroExpiry'], 'needs a ttl beside rules of retention: Velero deletes by date alone'),
  ];
}
