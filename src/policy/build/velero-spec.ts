import { scopedFields, unscopedFields } from '../../domain/selection/velero-filter.ts';
import { NON_RESTORABLE_RESOURCES } from '../../domain/restore/scope/never-restored.ts';
import { DEFAULTS } from '../defaults.ts';
import type { BackupPolicySpec, RestorePolicySpec } from '../generated/documents.ts';
import { formatGoDuration, parseGoDuration } from '../go-duration.ts';

/**
 * Velero's BackupSpec as its server stores it in `velero-backup.json`: its own fields only, in the order of its Go type,
 * defaults written out, the two snapshot types excluded.
 */
export function veleroBackupSpec(spec: BackupPolicySpec, storageLocation: string): Readonly<Record<string, unknown>> {
  const labels = spec.metadata?.labels;
  return withoutUnset({
    metadata: labels === undefined ? {} : { labels },
    includedNamespaces: nonEmpty(spec.includedNamespaces) ?? DEFAULTS.includedNamespaces,
    excludedNamespaces: nonEmpty(spec.excludedNamespaces),
    ...filters(spec),
    labelSelector: spec.labelSelector,
    orLabelSelectors: nonEmpty(spec.orLabelSelectors),
    snapshotVolumes: spec.snapshotVolumes,
    ttl: duration(spec.ttl, DEFAULTS.ttl),
    volumeGroupSnapshotLabelKey: spec.volumeGroupSnapshotLabelKey ?? DEFAULTS.volumeGroupSnapshotLabelKey,
    includeClusterResources: spec.includeClusterResources,
    hooks: hooksOf(spec),
    storageLocation,
    volumeSnapshotLocations: nonEmpty(spec.volumeSnapshotLocations),
    defaultVolumesToRestic: spec.defaultVolumesToRestic,
    defaultVolumesToFsBackup:
      spec.defaultVolumesToFsBackup ?? spec.defaultVolumesToRestic ?? DEFAULTS.defaultVolumesToFsBackup,
    orderedResources: nonEmptyMap(spec.orderedResources),
    csiSnapshotTimeout: duration(spec.csiSnapshotTimeout, DEFAULTS.csiSnapshotTimeout),
    itemOperationTimeout: duration(spec.itemOperationTimeout, DEFAULTS.itemOperationTimeout),
    resourcePolicy: referenceOf(spec.resourcePolicy),
    snapshotMoveData: spec.snapshotMoveData ?? DEFAULTS.snapshotMoveData,
    datamover: spec.datamover === '' ? undefined : spec.datamover,
    uploaderConfig: spec.uploaderConfig,
    backupType: spec.backupType,
  });
}

/** Without any filter Velero takes the newer generation (`collections.UseOldResourceFilters`). */
function filters(spec: BackupPolicySpec): Record<string, unknown> {
  const isOld =
    nonEmpty(spec.includedResources) !== undefined ||
    nonEmpty(spec.excludedResources) !== undefined ||
    spec.includeClusterResources !== undefined;
  if (isOld) return { ...unscopedFields(spec.includedResources ?? [], spec.excludedResources ?? []) };
  return {
    ...scopedFields({
      includedClusterScoped: spec.includedClusterScopedResources ?? [],
      excludedClusterScoped: spec.excludedClusterScopedResources ?? [],
      includedNamespaceScoped: spec.includedNamespaceScopedResources ?? [],
      excludedNamespaceScoped: spec.excludedNamespaceScopedResources ?? [],
    }),
  };
}

/** Velero's RestoreSpec as its controller completes it: its own fields only, defaults written out. */
export function veleroRestoreSpec(spec: RestorePolicySpec): Readonly<Record<string, unknown>> {
  return withoutUnset({
    backupName: spec.backupName,
    scheduleName: spec.scheduleName,
    includedNamespaces: nonEmpty(spec.includedNamespaces),
    excludedNamespaces: nonEmpty(spec.excludedNamespaces),
    includedResources: nonEmpty(spec.includedResources),
    excludedResources: withAdded(spec.excludedResources, NON_RESTORABLE_RESOURCES),
    namespaceMapping: spec.namespaceMapping,
    labelSelector: spec.labelSelector,
    orLabelSelectors: nonEmpty(spec.orLabelSelectors),
    restorePVs: spec.restorePVs,
    restoreStatus: spec.restoreStatus,
    preserveNodePorts: spec.preserveNodePorts,
    includeClusterResources: spec.includeClusterResources,
    hooks: nonEmptyMap(hooksOf(spec)),
    existingResourcePolicy: spec.existingResourcePolicy,
    itemOperationTimeout: duration(spec.itemOperationTimeout, DEFAULTS.itemOperationTimeout),
    resourceModifier: referenceOf(spec.resourceModifier),
    resourcePolicy: referenceOf(spec.resourcePolicy),
    uploaderConfig: spec.uploaderConfig,
  });
}

/** Velero's field without the one of ours in it. */
function hooksOf({ hooks }: BackupPolicySpec | RestorePolicySpec): object {
  const resources = hooks?.resources ?? [];
  return resources.length === 0 ? {} : { resources };
}

/** Go writes the group of Kubernetes' own types as null. */
function referenceOf(reference: BackupPolicySpec['resourcePolicy']): object | undefined {
  if (reference === undefined) return undefined;
  const { apiGroup = null, kind, name } = reference;
  return { apiGroup, kind, name };
}

function nonEmptyMap<T extends object>(map: T | undefined): T | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map;
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function withAdded(list: readonly string[] | undefined, added: readonly string[]): readonly string[] {
  return [...new Set([...(list ?? []), ...added])];
}

/** In Go's spelling; like Velero, 0 is taken for "not said". */
function duration(text: string | undefined, standard: string): string {
  const written = text === undefined ? undefined : parseGoDuration(text);
  const parsed = written?.ok === true && written.value > 0n ? written : parseGoDuration(standard);
  return formatGoDuration(parsed.ok ? parsed.value : 0n);
}

function withoutUnset(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
