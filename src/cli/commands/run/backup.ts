import type { RunContext } from '../../../base/context.ts';
import { overridePolicy } from '../../../domain/backup/override.ts';
import { RunError } from '../../../domain/problem.ts';
import { isDnsLabel } from '../../../policy/names.ts';
import { parsePolicies } from '../../../policy/parse.ts';
import type { BackupOrder, Prepared } from '../../../run/services.ts';
import { renderDiagnostics } from '../../../views/diagnostics.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { locationAt, S3_OPTIONS } from '../../locations.ts';
import { performBackup } from './perform-backup.ts';
import { RUN_OUTPUT } from './perform-run.ts';
import { RUN_OPTIONS } from './run-options.ts';
import { overridesOf, SELECTION_OPTIONS } from './selection-options.ts';

const { includeNamespaces, ...otherSelection } = SELECTION_OPTIONS;

const OPTIONS = {
  to: {
    type: 'string',
    valueName: 'ROOT',
    complete: 'directory',
    description: 'Where backups go: a folder, or s3://bucket/prefix',
  },
  name: { type: 'string', valueName: 'NAME', description: 'Name of the backup; else manual-<time>-<id>' },
  namespace: { ...includeNamespaces, short: 'n' },
  ...otherSelection,
  ttl: {
    type: 'string',
    valueName: 'DURATION',
    default: '720h',
    description: 'How long it is to be kept, as Go writes durations',
  },
  allowEmpty: { type: 'boolean', default: false, description: 'A selection without any object is no failure' },
  onPartial: {
    type: 'choice',
    choices: ['Fail', 'Succeed'],
    default: 'Fail',
    description: 'Exit with 80, or with 0, when something is missing from the backup',
  },
  ...RUN_OPTIONS,
  ...S3_OPTIONS,
  ...RUN_OUTPUT,
} as const;

/** `lifeboat backup --to <root>`: a backup by hand, without a policy. */
export const backup = defineCommand({
  name: 'backup',
  isRun: true,
  summary: 'Back up now, by hand, without a policy',
  description:
    'Writes nothing to the cluster: the outcome is printed, and kept in --status-dir. Without --namespace the whole cluster is backed up, cluster-scoped objects included.',
  examples: [
    { title: 'One namespace into a folder', line: 'backup --namespace shop --to ./backups' },
    { title: 'The cluster into a bucket', line: 'backup --to s3://backups/prod --name before-upgrade' },
  ],
  options: OPTIONS,
  run: async (call) =>
    performBackup(call, () => ({ policy: undefined, prepare: async (ctx) => prepareByHand(ctx, call) }), undefined),
});

async function prepareByHand(ctx: RunContext, call: Call<typeof OPTIONS>): Promise<Prepared<BackupOrder>> {
  const { options, given, io } = call;
  if (options.to === undefined) {
    throw new RunError('usage', 'It is not said where the backup goes', {
      hint: 'Give --to a folder or s3://bucket/prefix.',
    });
  }
  if (options.name !== undefined && !isDnsLabel(options.name)) {
    throw new RunError('usage', `${given.get('name')}: ${JSON.stringify(options.name)} cannot name a backup`, {
      hint: 'Use lower-case letters, digits and dashes, at most 63 of them.',
    });
  }
  const location = await locationAt(options.to, options, io.cwd);
  const policy = policyByHand(ctx, call, location.name);
  const overrides = overridesOf({ ...options, includeNamespaces: options.namespace }, renamed(given));
  return {
    order: {
      policy: overridePolicy(policy, overrides),
      source: undefined,
      overrides: [],
      location,
      backupName: options.name,
      clusterName: options.clusterName,
      timeoutMs: options.timeout,
      adopt: false,
    },
  };
}

/** A policy document that nobody wrote, so that a backup by hand has the same defaults and rules as any other. */
function policyByHand(ctx: RunContext, { options, given }: Call<typeof OPTIONS>, storageLocation: string) {
  const { ttl, allowEmpty, onPartial } = options;
  const documents = [
    { kind: 'StorageLocation', metadata: { name: storageLocation }, spec: { filesystem: { path: '/' } } },
    { kind: 'BackupPolicy', metadata: { name: 'manual' }, spec: { storageLocation, ttl, allowEmpty, onPartial } },
  ].map((document) => JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', ...document }));
  const parsed = parsePolicies([{ name: 'the command line', text: documents.join('\n---\n') }], ctx.clock.now());
  const policy = parsed.documents.find((document) => document.kind === 'BackupPolicy');
  if (policy !== undefined) return policy;
  throw new RunError(
    'usage',
    `${given.get('ttl') ?? 'the command line'}: ${parsed.diagnostics[0]?.message ?? 'invalid'}`,
    {
      hint: renderDiagnostics(parsed.diagnostics, { style: 'plain', sources: [] }).trim(),
    },
  );
}

/** `--namespace` is what policies call included namespaces. */
function renamed(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const flag = given.get('namespace');
  return flag === undefined ? given : new Map([...given, ['includeNamespaces', flag]]);
}
