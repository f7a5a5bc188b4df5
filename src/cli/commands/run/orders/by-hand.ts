import type { RunContext } from '../../../../base/context.ts';
import { PROJECT_LABEL } from '../../../../domain/find/rows/backup-row.ts';
import type { BackupPolicy } from '../../../../domain/backup/policy.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { PinnedPolicy } from '../../../../domain/result/result.ts';
import type { StorageLocation } from '../../../../domain/storage-location.ts';
import type { BackupPolicySpec } from '../../../../policy/generated/documents.ts';
import { parsePolicies } from '../../../../policy/parse.ts';
import type { ConfigMapManifest } from '../../../../policy/source/read-stream.ts';
import type { BackupOrder } from '../../../../run/services.ts';
import { renderYaml } from '../../../../views/yaml-document.ts';
import { flagOf } from '../../../arguments/option.ts';
import { locationAt, locationNamed } from '../../../locations.ts';
import type { BackupCall } from '../backup.ts';
import { FLAG_OF_FIELD } from '../velero/backup-flags.ts';
import type { WithManifests } from './referenced-config-map.ts';
import { BACKUP_FIELDS } from './backup-fields.ts';
import { choosePolicy, type FaultyPolicies, inOneLine, locationsIn, type PolicyBook, readBook } from './policy-book.ts';

/** What a call of `lifeboat backup` says of the backup itself. */
export interface ByHand {
  readonly name: string | undefined;
  readonly fields: Partial<BackupPolicySpec>;
}

/** The document that a call amounts to, and where the backup goes. */
interface Written {
  readonly name: string;
  readonly spec: BackupPolicySpec;
  readonly location: StorageLocation;
  /** Set where a policy was named. */
  readonly source: PinnedPolicy | undefined;
  readonly configMaps: readonly ConfigMapManifest[];
}

/** `usage` where flags make no policy, whatever the cluster and the location are: told before anything is begun. */
export function checkFlags(call: BackupCall, fields: ByHand['fields']): void {
  backupPolicyOf(call.ctx, call, { name: 'manual', spec: { ...fields, storageLocation: 'default' } });
}

/** The order of a backup by hand: what the call says, laid over the policy that it names, if any. */
export async function backupByHand(
  ctx: RunContext,
  call: BackupCall,
  hand: ByHand,
): Promise<WithManifests<BackupOrder>> {
  const written = await writtenBy(ctx, call, hand.fields);
  if ('problems' in written) return written;
  const { location, source } = written;
  const policy = backupPolicyOf(ctx, call, written);
  return {
    order: {
      policy,
      source,
      overrides: source === undefined ? [] : saidOtherwise(call),
      location,
      backupName: hand.name,
      clusterName: call.options.clusterName,
      project: policy.labels[PROJECT_LABEL],
      timeoutMs: call.options.timeout ?? policy.timeoutMs,
      adopt: false,
      // Whoever calls for a backup by hand means now.
      force: true,
    },
    configMaps: written.configMaps,
  };
}

/** Prints the policy that a call amounts to, with the location where only the call says it; makes no backup. */
export async function writePolicy(call: BackupCall, hand: ByHand): Promise<number> {
  const written = await writtenBy(call.ctx, call, hand.fields);
  if ('problems' in written) throw new RunError('policy-invalid', written.problems.join('\n'));
  backupPolicyOf(call.ctx, call, written);
  const { spec, location } = written;
  const policy = documentOf('BackupPolicy', hand.name ?? written.name, spec);
  const isNamed = call.options.to === undefined;
  call.io.stdout.write([policy, ...(isNamed ? [] : [documentOfLocation(location)])].map(renderYaml).join('---\n'));
  return 0;
}

async function writtenBy(
  ctx: RunContext,
  call: BackupCall,
  fields: Partial<BackupPolicySpec>,
): Promise<Written | FaultyPolicies> {
  const { options, io } = call;
  const { fromSchedule, to } = options;
  if (fromSchedule === undefined) {
    const named = to === undefined ? await namedLocation(ctx, call) : undefined;
    const location = named?.location ?? (await locationAt(to ?? '', options, io.cwd));
    const configMaps = named?.configMaps ?? [];
    const spec = { ...fields, storageLocation: location.name };
    return { name: 'manual', spec, location, source: undefined, configMaps };
  }
  const book = await readBook(ctx, call);
  const chosen = choosePolicy(ctx, book, fromSchedule, ['BackupPolicy']);
  if ('problems' in chosen) return chosen;
  const { policy, found, source } = chosen;
  const spec = withBackupFields((found.document as { readonly spec: BackupPolicySpec }).spec, fields);
  const name = options.storageLocation ?? policy.storageLocation;
  const location =
    to === undefined
      ? locationNamed(locationsIn(book), name, book.source.source)
      : await locationAt(to, options, io.cwd);
  const { configMaps } = book.parsed;
  return { name: policy.name, spec: { ...spec, storageLocation: location.name }, location, source, configMaps };
}

/** The location that the call names among the policies, else the only one there is. */
async function namedLocation(ctx: RunContext, call: BackupCall): Promise<Pick<Written, 'location' | 'configMaps'>> {
  const { options, given } = call;
  if (options.storageLocation === undefined && !given.has('policies')) throw placeUnsaid();
  const book: PolicyBook = await readBook(ctx, call);
  const locations = locationsIn(book);
  const [only, ...more] = locations;
  const isOnly = options.storageLocation === undefined && more.length === 0;
  const location =
    isOnly && only !== undefined
      ? only
      : locationNamed(locations, options.storageLocation ?? 'default', book.source.source);
  return { location, configMaps: book.parsed.configMaps };
}

function placeUnsaid(): RunError {
  return new RunError('usage', 'It is not said where the backup goes', {
    hint: 'Give --to a folder or s3://bucket/prefix, or --storage-location a name that --policies define.',
  });
}

/** A spec with some fields said anew; what cannot stand beside them goes. */
function withBackupFields(spec: BackupPolicySpec, fields: Partial<BackupPolicySpec>): BackupPolicySpec {
  const { labelSelector, orLabelSelectors, ...rest } = spec;
  const isElse = fields.labelSelector !== undefined || fields.orLabelSelectors !== undefined;
  const kept = { ...(labelSelector && { labelSelector }), ...(orLabelSelectors && { orLabelSelectors }) };
  return { ...rest, ...(isElse ? {} : kept), ...fields };
}

/** A policy document that nobody wrote, so that a backup by hand has the same defaults and rules as any other. */
function backupPolicyOf(
  ctx: RunContext,
  call: BackupCall,
  { name, spec }: Pick<Written, 'name' | 'spec'>,
): BackupPolicy {
  const location = { name: spec.storageLocation ?? 'default' };
  const documents = [
    { kind: 'StorageLocation', metadata: location, spec: { filesystem: { path: '/' } } },
    { kind: 'BackupPolicy', metadata: { name }, spec },
  ].map((document) => JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', ...document }));
  const parsed = parsePolicies([{ name: 'the command line', text: documents.join('\n---\n') }], ctx.clock.now());
  const policy = parsed.documents.find((document) => document.kind === 'BackupPolicy');
  if (policy !== undefined) return policy;
  const [first, ...more] = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  throw new RunError('usage', `${flagFor(call, first?.path)}: ${first?.message ?? 'invalid'}`, {
    hint: more.length === 0 ? undefined : more.map(inOneLine).join('\n'),
  });
}

/** The flag that said the field of a path, as it was written. */
function flagFor({ given }: BackupCall, path = ''): string {
  const field = /^spec\.(\w+)/.exec(path)?.[1] ?? '';
  const key = FLAG_OF_FIELD[field] ?? field.replace(/^included/, 'include').replace(/^excluded/, 'exclude');
  return given.get(key) ?? (given.has(field) ? flagOf(field) : path || 'the command line');
}

/** `--ttl=2h`: how the run differs from its policy, as it was said. */
function saidOtherwise({ options, given }: BackupCall): string[] {
  const keys = Object.keys(BACKUP_FIELDS) as (keyof typeof BACKUP_FIELDS)[];
  const fields = keys.filter((key) => given.has(key) && !WITHOUT_EFFECT.has(key));
  return fields.map((key) => `${given.get(key)}=${String(options[key])}`);
}

const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['wait', 'annotations']);

function documentOf(kind: string, name: string, spec: object): object {
  return { apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name }, spec };
}

function documentOfLocation({ name, accessMode, provider }: StorageLocation): object {
  const { type, ...fields } = provider;
  return documentOf('StorageLocation', name, { [type]: fields, ...(accessMode === 'ReadOnly' && { accessMode }) });
}
