import type { BackupPolicySpec } from '../../../../policy/generated/documents.ts';
import type { OptionValues } from '../../../arguments/option.ts';
import { overridesOf, SCOPED_OPTIONS, SELECTION_OPTIONS } from '../selection-options.ts';
import { VELERO_BACKUP_OPTIONS, veleroBackupFields } from '../velero/backup-flags.ts';

const { includeNamespaces, ...otherSelection } = SELECTION_OPTIONS;

/** What a backup by hand may be told: a field of a BackupPolicy each. */
export const BACKUP_FIELDS = {
  namespace: { ...includeNamespaces, short: 'n', veleroFlag: 'include-namespaces' },
  ...otherSelection,
  ...SCOPED_OPTIONS,
  ttl: {
    type: 'string',
    valueName: 'DURATION',
    description: 'How long it is to be kept, as Go writes durations; else 720h',
  },
  allowEmpty: { type: 'boolean', description: 'A selection without any object is no failure' },
  onPartial: {
    type: 'choice',
    choices: ['Fail', 'Succeed'],
    description: 'Exit with 80 (Fail, the default), or with 0, when something is missing from the backup',
  },
  ...VELERO_BACKUP_OPTIONS,
} as const;

/** The fields of a BackupPolicy that a call says; `usage` names the flag whose value makes no sense. */
export function backupFieldsOf(
  options: OptionValues<typeof BACKUP_FIELDS>,
  given: ReadonlyMap<string, string>,
): Partial<BackupPolicySpec> {
  const flag = given.get('namespace');
  const renamed = flag === undefined ? given : new Map([...given, ['includeNamespaces', flag]]);
  const { ttl, allowEmpty, onPartial } = options;
  const selection = overridesOf({ ...options, includeNamespaces: options.namespace }, renamed);
  const said = Object.entries({ ...selection, ttl, allowEmpty, onPartial }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(said), ...veleroBackupFields(options, given) };
}
