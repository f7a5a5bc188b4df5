import type { RunContext } from '../../../../base/context.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { BackupPolicySpec } from '../../../../policy/generated/documents.ts';
import type { OptionSpecs, OptionValues } from '../../../arguments/option.ts';
import { labelsOf } from './label-pairs.ts';
import { VELERO_MARKS, VELERO_WAIT } from './shared-flags.ts';

/**
 * The flags of `velero backup create` that are fields of a BackupPolicy beside its selection, and those that mean nothing
 * here (`pkg/cmd/cli/backup/create.go`).
 */
export const VELERO_BACKUP_OPTIONS = {
  ...VELERO_MARKS,
  orderedResources: {
    type: 'string',
    topic: 'velero',
    valueName: 'LISTS',
    description: 'Objects that come first: pods=shop/db,shop/web;persistentvolumes=pv-1',
  },
  resourcePoliciesConfigmap: {
    type: 'string',
    topic: 'velero',
    valueName: 'NAME',
    description: 'ConfigMap with Velero’s resource policies',
  },
  volumeSnapshotLocations: { type: 'list', topic: 'velero', valueName: 'NAMES', description: 'Volume data' },
  snapshotVolumes: { type: 'boolean', topic: 'velero', description: 'Volume data: a warning, no snapshot' },
  snapshotMoveData: { type: 'boolean', topic: 'velero', description: 'Volume data' },
  dataMover: { type: 'string', topic: 'velero', valueName: 'NAME', description: 'Volume data' },
  defaultVolumesToFsBackup: { type: 'boolean', topic: 'velero', description: 'Volume data' },
  csiSnapshotTimeout: { type: 'string', topic: 'velero', valueName: 'DURATION', description: 'Volume data' },
  itemOperationTimeout: { type: 'string', topic: 'velero', valueName: 'DURATION', description: 'Volume data' },
  parallelFilesUpload: { type: 'integer', minimum: 1, topic: 'velero', description: 'Volume data' },
  backupType: { type: 'string', topic: 'velero', valueName: 'TYPE', description: 'Volume data: Full, Incremental' },
  volumeGroupSnapshotLabelKey: { type: 'string', topic: 'velero', valueName: 'KEY', description: 'Volume data' },
  ...VELERO_WAIT,
} as const satisfies OptionSpecs;

type Fields = Partial<Record<keyof BackupPolicySpec, unknown>>;

/** The fields of a BackupPolicy that those flags say; `usage` names the flag whose value makes no sense. */
export function veleroBackupFields(
  options: OptionValues<typeof VELERO_BACKUP_OPTIONS>,
  given: ReadonlyMap<string, string>,
): Partial<BackupPolicySpec> {
  const fields: Fields = {
    metadata: given.has('labels') ? { labels: labelsOf(options.labels, given.get('labels')) } : undefined,
    orderedResources: orderedResourcesOf(options.orderedResources, given.get('orderedResources')),
    resourcePolicy:
      options.resourcePoliciesConfigmap === undefined
        ? undefined
        : { kind: 'configmap', name: options.resourcePoliciesConfigmap },
    volumeSnapshotLocations: given.has('volumeSnapshotLocations') ? options.volumeSnapshotLocations : undefined,
    snapshotVolumes: options.snapshotVolumes,
    snapshotMoveData: options.snapshotMoveData,
    datamover: options.dataMover,
    defaultVolumesToFsBackup: options.defaultVolumesToFsBackup,
    csiSnapshotTimeout: options.csiSnapshotTimeout,
    itemOperationTimeout: options.itemOperationTimeout,
    uploaderConfig:
      options.parallelFilesUpload === undefined ? undefined : { parallelFilesUpload: options.parallelFilesUpload },
    backupType: options.backupType === undefined ? undefined : capitalised(options.backupType),
    volumeGroupSnapshotLabelKey: options.volumeGroupSnapshotLabelKey,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `--backup-type=full` is what the field calls `Full`. */
function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

/** Fields of a policy and the flags that say them; for telling what is wrong in the words of the call. */
export const FLAG_OF_FIELD: Readonly<Record<string, string>> = {
  metadata: 'labels',
  resourcePolicy: 'resourcePoliciesConfigmap',
  datamover: 'dataMover',
  uploaderConfig: 'parallelFilesUpload',
};

/** Says of each flag without effect that it has none. */
export function warnWithoutEffect(
  ctx: RunContext,
  given: ReadonlyMap<string, string>,
  keys: readonly string[],
  reason: string,
): void {
  for (const key of keys) {
    const flag = given.get(key);
    if (flag !== undefined) ctx.log.warn({ flag }, `has no effect: ${reason}`);
  }
}

/** `pods=ns1/a,ns1/b;secrets=ns1/c`, as Velero's `ParseOrderedResources` reads it. */
function orderedResourcesOf(
  text: string | undefined,
  writtenAs: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  const pairs = text
    .split(';')
    .filter((entry) => entry.trim() !== '')
    .map((entry): [string, string] => {
      const [type, names, ...more] = entry.split('=').map((part) => part.trim());
      if (type && names && more.length === 0) return [type, names];
      throw new RunError('usage', `${writtenAs}: ${JSON.stringify(entry)} is no type with its objects`, {
        hint: 'Write pods=shop/db,shop/web;persistentvolumes=pv-1',
      });
    });
  return Object.fromEntries(pairs);
}
