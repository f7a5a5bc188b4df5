import { RunError } from '../../../domain/problem.ts';
import { isDnsLabel } from '../../../policy/names.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { S3_OPTIONS } from '../../locations.ts';
import { POLICIES_OPTION } from '../../policies/read-policies.ts';
import { BACKUP_FIELDS, backupFieldsOf } from './orders/backup-fields.ts';
import { performBackup } from './perform-backup.ts';
import { RUN_OUTPUT } from './perform-run.ts';
import { RUN_OPTIONS } from './run-options.ts';
import { warnWithoutEffect } from './velero/backup-flags.ts';

const OPTIONS = {
  to: {
    type: 'string',
    valueName: 'ROOT',
    complete: 'directory',
    description: 'Where backups go: a folder, or s3://bucket/prefix',
  },
  storageLocation: {
    type: 'string',
    topic: 'velero',
    valueName: 'NAME',
    description: 'Where backups go: the StorageLocation of this name among the policies',
  },
  fromSchedule: {
    type: 'string',
    topic: 'velero',
    valueName: 'NAME',
    description: 'backup: what this Schedule or policy says; restore: its newest good backup',
  },
  policies: POLICIES_OPTION,
  name: { type: 'string', valueName: 'NAME', description: 'Name of the backup; else manual-<time>-<id>' },
  ...BACKUP_FIELDS,
  ...RUN_OPTIONS,
  ...S3_OPTIONS,
  ...RUN_OUTPUT,
  output: { ...RUN_OUTPUT.output, description: 'How to print; yaml: the policy, and no backup is made' },
} as const;

const POSITIONALS = { backup: { description: 'Name of the backup, as --name says it' } } as const;

/** A call of `lifeboat backup`. */
export type BackupCall = Call<typeof OPTIONS, typeof POSITIONALS>;

/** `lifeboat backup --to <root>`: a backup by hand. */
export const backup = defineCommand({
  name: 'backup',
  isRun: true,
  summary: 'Back up now, by hand, without a policy',
  description:
    'Writes nothing to the cluster: the outcome is printed, and kept in --status-dir. Without --namespace the whole cluster is backed up, cluster-scoped objects included.',
  examples: [
    { title: 'One namespace into a folder', line: 'backup --namespace shop --to ./backups' },
    { title: 'The cluster into a bucket', line: 'backup before-upgrade --to s3://backups/prod' },
    { title: 'What a Velero Schedule says', line: 'backup --from-schedule nightly --policies ./policies' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const { ctx, given, options } = call;
    const name = nameOf(call);
    const fields = backupFieldsOf(options, given);
    refuseTwoPlaces(call);
    warnWithoutEffect(ctx, given, ['annotations'], 'backups keep no annotations of yours');
    const { backupByHand, checkFlags, writePolicy } = await import('./orders/by-hand.ts');
    if (options.fromSchedule === undefined) checkFlags(call, fields);
    if (options.output === 'yaml') return writePolicy(call, { name, fields });
    const prepare = async (inRun: typeof ctx) => backupByHand(inRun, call, { name, fields });
    return performBackup(call, () => ({ policy: options.fromSchedule, prepare }), undefined);
  },
});

function nameOf({ options, given, positionals }: BackupCall): string | undefined {
  if (options.name !== undefined && positionals.backup !== undefined && options.name !== positionals.backup) {
    throw new RunError('usage', `The backup has two names: ${positionals.backup} and ${options.name}`, {
      hint: `Leave ${given.get('name')} out.`,
    });
  }
  const name = options.name ?? positionals.backup;
  if (name === undefined || isDnsLabel(name)) return name;
  throw new RunError('usage', `${given.get('name') ?? '<backup>'}: ${JSON.stringify(name)} cannot name a backup`, {
    hint: 'Use lower-case letters, digits and dashes, at most 63 of them.',
  });
}

function refuseTwoPlaces({ options, given }: BackupCall): void {
  if (options.to === undefined || options.storageLocation === undefined) return;
  throw new RunError('usage', `${given.get('to')} and ${given.get('storageLocation')} both say where the backup goes`, {
    hint: 'Leave one of them out.',
  });
}
