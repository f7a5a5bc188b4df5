import { parseItemName } from '../../domain/restore/item-name.ts';
import type { RestorePolicy, StatusSelection } from '../../domain/restore/policy.ts';
import type { RestoreSelection } from '../../domain/restore/selection.ts';
import { DEFAULTS } from '../defaults.ts';
import { formatPath } from '../finding.ts';
import type { RestorePolicyDocument, RestorePolicySpec } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';
import { VOLUME_DATA_FIELDS } from '../rules/restore-policy.ts';
import { unbuiltIn } from '../rules/unbuilt.ts';
import { restoreHooksOf } from './hooks.ts';
import { tellingOf } from './notify.ts';
import { successConditionsOf } from './success-conditions.ts';
import { veleroRestoreSpec } from './velero-spec.ts';
import { withoutStar } from './without-star.ts';

/** A restore policy with every default in place. The document must have passed schema and rules. */
export function restorePolicyOf({ metadata, spec }: RestorePolicyDocument, defaultLocation: string): RestorePolicy {
  return {
    kind: 'RestorePolicy',
    name: metadata.name,
    storageLocation: spec.storageLocation ?? defaultLocation,
    marks: spec.metadata ?? {},
    source: sourceOf(spec),
    selection: selectionOf(spec),
    namespaceMapping: new Map(Object.entries(spec.namespaceMapping ?? {})),
    existingResourcePolicy: spec.existingResourcePolicy ?? DEFAULTS.existingResourcePolicy,
    existingResourcePolicies: new Map(Object.entries(spec.existingResourcePolicies ?? {})),
    resourceModifier: spec.resourceModifier?.name,
    hooks: restoreHooksOf(spec.hooks),
    managedFields: spec.managedFields ?? DEFAULTS.managedFields,
    ownerReferences: spec.ownerReferences ?? DEFAULTS.ownerReferences,
    finalizers: spec.finalizers ?? DEFAULTS.finalizers,
    gitOpsTracking: spec.gitOpsTracking ?? DEFAULTS.gitOpsTracking,
    preserveNodePorts: spec.preserveNodePorts ?? DEFAULTS.preserveNodePorts,
    restorePVs: spec.restorePVs,
    restoreStatus: statusOf(spec),
    mode: spec.mode ?? DEFAULTS.mode,
    replace: {
      objects: spec.replace?.objects ?? DEFAULTS.replaceObjects,
      volumes: spec.replace?.volumes ?? DEFAULTS.replaceVolumes,
      confirm: spec.replace?.confirm,
    },
    stopApps: spec.stopApps ?? DEFAULTS.stopApps,
    ifEmpty: spec.ifEmpty ?? DEFAULTS.ifEmpty,
    planDigest: spec.planDigest,
    planWith: spec.planWith ?? DEFAULTS.planWith,
    emptyVolumes: spec.emptyVolumes ?? DEFAULTS.emptyVolumes,
    allowKinds: spec.allowKinds ?? [],
    allowNamespaces: spec.allowNamespaces ?? [],
    successConditions: successConditionsOf(spec),
    timeoutMs: spec.timeout === undefined ? undefined : goDurationMs(spec.timeout),
    ...tellingOf(spec),
    veleroSpec: veleroRestoreSpec(spec),
    volumeDataFields: unbuiltIn(spec, VOLUME_DATA_FIELDS).map(formatPath),
  };
}

function sourceOf({ backupName, scheduleName = '', from }: RestorePolicySpec): RestorePolicy['source'] {
  if (backupName !== undefined) return { type: 'backup', name: backupName };
  const at = from?.at ?? DEFAULTS.at;
  return {
    type: 'schedule',
    name: scheduleName,
    at: at === 'latest' ? at : new Date(at),
    allowPartial: from?.allowPartial ?? DEFAULTS.allowPartial,
  };
}

function selectionOf(spec: RestorePolicySpec): RestoreSelection {
  return {
    includedNamespaces: withoutStar(spec.includedNamespaces),
    excludedNamespaces: spec.excludedNamespaces ?? [],
    includedResources: withoutStar(spec.includedResources),
    excludedResources: spec.excludedResources ?? [],
    includeClusterResources: spec.includeClusterResources,
    labelSelectors: spec.labelSelector === undefined ? (spec.orLabelSelectors ?? []) : [spec.labelSelector],
    items: (spec.items ?? []).flatMap((text) => parseItemName(text) ?? []),
  };
}

/** Written and empty is Velero's "all types"; only an unset field restores no status. */
function statusOf({ restoreStatus }: RestorePolicySpec): StatusSelection | undefined {
  if (restoreStatus === undefined) return undefined;
  const { includedResources, excludedResources = [] } = restoreStatus;
  return { included: withoutStar(includedResources), excluded: excludedResources };
}
