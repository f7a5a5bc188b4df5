import type { RestorePolicy } from '../../domain/restore/policy.ts';
import { DEFAULTS } from '../defaults.ts';
import { formatPath } from '../finding.ts';
import type { RestorePolicyDocument, RestorePolicySpec } from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';
import { VOLUME_DATA_FIELDS } from '../rules/restore-policy.ts';
import { unbuiltIn } from '../rules/unbuilt.ts';
import { veleroRestoreSpec } from './velero-spec.ts';

/** A restore policy with every default in place. The document must have passed schema and rules. */
export function restorePolicyOf({ metadata, spec }: RestorePolicyDocument, defaultLocation: string): RestorePolicy {
  return {
    kind: 'RestorePolicy',
    name: metadata.name,
    storageLocation: spec.storageLocation ?? defaultLocation,
    source: sourceOf(spec),
    mode: spec.mode ?? DEFAULTS.mode,
    planWith: spec.planWith ?? DEFAULTS.planWith,
    emptyVolumes: spec.emptyVolumes ?? DEFAULTS.emptyVolumes,
    allowKinds: spec.allowKinds ?? [],
    allowNamespaces: spec.allowNamespaces ?? [],
    timeoutMs: spec.timeout === undefined ? undefined : goDurationMs(spec.timeout),
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
