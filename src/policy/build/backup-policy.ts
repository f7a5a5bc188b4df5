import type { BackupPolicy } from '../../domain/backup/policy.ts';
import type { ShrinkGuard } from '../../domain/guard/shrink.ts';
import type { ResourceFilter, Selection } from '../../domain/selection/selection.ts';
import { DEFAULTS } from '../defaults.ts';
import { formatPath } from '../finding.ts';
import type { BackupPolicyDocument, BackupPolicySpec } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';
import { VOLUME_DATA_FIELDS } from '../rules/backup-policy.ts';
import { unbuiltIn } from '../rules/unbuilt.ts';
import { backupHooksOf } from './hooks.ts';
import { objectivesOf, tellingOf } from './notify.ts';
import { retentionOf } from './retention.ts';
import { veleroBackupSpec } from './velero-spec.ts';
import { withoutStar } from './without-star.ts';

/**
 * A backup policy with every default in place. The document must have passed schema and rules; `defaultLocation` is the
 * location for a policy that names none.
 */
export function backupPolicyOf({ metadata, spec }: BackupPolicyDocument, defaultLocation: string): BackupPolicy {
  const storageLocation = spec.storageLocation ?? defaultLocation;
  const timeZone = spec.timeZone ?? DEFAULTS.timeZone;
  return {
    kind: 'BackupPolicy',
    name: metadata.name,
    storageLocation,
    selection: selectionOf(spec),
    orderedResources: orderOf(spec),
    resourcePolicy: spec.resourcePolicy?.name,
    apiGroupVersions: spec.apiGroupVersions ?? DEFAULTS.apiGroupVersions,
    hooks: backupHooksOf(spec.hooks),
    retention: retentionOf(spec, timeZone),
    prune: spec.prune ?? DEFAULTS.prune,
    historyLimits: historyLimitsOf(spec),
    schedule: spec.schedule?.trim(),
    timeZone,
    window: spec.window,
    timeoutMs: spec.timeout === undefined ? undefined : goDurationMs(spec.timeout),
    onPartial: spec.onPartial ?? DEFAULTS.onPartial,
    onBusy: spec.onBusy ?? DEFAULTS.onBusy,
    allowEmpty: spec.allowEmpty ?? DEFAULTS.allowEmpty,
    guard: guardOf(spec),
    allowVeleroExpiry: spec.allowVeleroExpiry ?? DEFAULTS.allowVeleroExpiry,
    objectives: objectivesOf(spec),
    ...tellingOf(spec),
    labels: spec.metadata?.labels ?? {},
    veleroSpec: veleroBackupSpec(spec, storageLocation),
    volumeDataFields: unbuiltIn(spec, VOLUME_DATA_FIELDS).map(formatPath),
  };
}

/** A policy under which an empty backup is a success has no guard against shrinking but the one that it asks for. */
function guardOf({ guard, allowEmpty = DEFAULTS.allowEmpty }: BackupPolicySpec): ShrinkGuard | undefined {
  if (guard?.maxShrinkPercent === undefined && allowEmpty) return undefined;
  return { maxShrinkPercent: guard?.maxShrinkPercent ?? DEFAULTS.maxShrinkPercent };
}

function historyLimitsOf({ results }: BackupPolicySpec): BackupPolicy['historyLimits'] {
  const { succeeded = DEFAULTS.succeeded, failed = DEFAULTS.failed } = results?.historyLimits ?? {};
  return { succeeded, failed };
}

function selectionOf(spec: BackupPolicySpec): Selection {
  return {
    includedNamespaces: withoutStar(spec.includedNamespaces),
    excludedNamespaces: spec.excludedNamespaces ?? [],
    resources: filterOf(spec),
    labelSelectors: spec.labelSelector === undefined ? (spec.orLabelSelectors ?? []) : [spec.labelSelector],
  };
}

/** Velero's `a/x,a/y`; empty names, as after a last comma, mean nothing. */
function orderOf({ orderedResources = {} }: BackupPolicySpec): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(orderedResources).map(([type, names]) => [
      type,
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ]),
  );
}

function filterOf(spec: BackupPolicySpec): ResourceFilter {
  const scoped = {
    style: 'scoped' as const,
    includedClusterScoped: spec.includedClusterScopedResources ?? [],
    excludedClusterScoped: spec.excludedClusterScopedResources ?? [],
    includedNamespaceScoped: spec.includedNamespaceScopedResources ?? [],
    excludedNamespaceScoped: spec.excludedNamespaceScopedResources ?? [],
  };
  const { style: _, ...lists } = scoped;
  if (Object.values(lists).some((list) => list.length > 0)) return scoped;
  return {
    style: 'unscoped',
    included: withoutStar(spec.includedResources),
    excluded: spec.excludedResources ?? [],
    includeClusterResources: spec.includeClusterResources,
  };
}
