import type { RestorePolicySpec } from '../../../../policy/generated/documents.ts';
import type { OptionSpecs, OptionValues } from '../../../arguments/option.ts';
import { annotationsOf, labelsOf } from './label-pairs.ts';
import { VELERO_MARKS, VELERO_WAIT } from './shared-flags.ts';

/** The flags of `velero restore create` that are fields of a RestorePolicy (`pkg/cmd/cli/restore/create.go`). */
export const VELERO_RESTORE_FIELDS = {
  ...VELERO_MARKS,
  restoreVolumes: { type: 'boolean', topic: 'velero', description: 'Volume data: a warning, no volume' },
  resourceModifierConfigmap: {
    type: 'string',
    topic: 'velero',
    valueName: 'NAME',
    description: 'ConfigMap with Velero’s resource modifiers',
  },
  resourcePoliciesConfigmap: {
    type: 'string',
    topic: 'velero',
    valueName: 'NAME',
    description: 'Filters of releases of Velero after 1.18: not in this release',
  },
  itemOperationTimeout: { type: 'string', topic: 'velero', valueName: 'DURATION', description: 'Volume data' },
  writeSparseFiles: { type: 'boolean', topic: 'velero', description: 'Volume data' },
  parallelFilesDownload: { type: 'integer', minimum: 1, topic: 'velero', description: 'Volume data' },
} as const satisfies OptionSpecs;

/** Those that say which backup, or mean nothing here. */
export const VELERO_RESTORE_OPTIONS = {
  fromBackup: {
    type: 'string',
    topic: 'velero',
    valueName: 'BACKUP',
    description: 'The backup; the word after restore is then a name for what is done',
  },
  fromSchedule: {
    type: 'string',
    topic: 'velero',
    valueName: 'NAME',
    description: 'backup: what this Schedule or policy says; restore: its newest good backup',
  },
  ...VELERO_WAIT,
} as const satisfies OptionSpecs;

/** The fields of a RestorePolicy that the flags say; `usage` for what is no label or annotation. */
export function veleroRestoreFields(
  options: OptionValues<typeof VELERO_RESTORE_FIELDS>,
  given: ReadonlyMap<string, string>,
): Partial<Record<keyof RestorePolicySpec, unknown>> {
  const { writeSparseFiles, parallelFilesDownload } = options;
  const configMap = (name: string | undefined) => (name === undefined ? undefined : { kind: 'ConfigMap', name });
  const uploader = {
    ...(writeSparseFiles !== undefined && { writeSparseFiles }),
    ...(parallelFilesDownload !== undefined && { parallelFilesDownload }),
  };
  const metadata = {
    ...(given.has('labels') && { labels: labelsOf(options.labels, given.get('labels')) }),
    ...(given.has('annotations') && { annotations: annotationsOf(options.annotations, given.get('annotations')) }),
  };
  return {
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
    restorePVs: options.restoreVolumes,
    resourceModifier: configMap(options.resourceModifierConfigmap),
    resourcePolicy: configMap(options.resourcePoliciesConfigmap),
    itemOperationTimeout: options.itemOperationTimeout,
    uploaderConfig: Object.keys(uploader).length === 0 ? undefined : uploader,
  };
}
