import type { RunContext } from '../../../../base/context.ts';
import { RunError } from '../../../../domain/problem.ts';
import { nameFault } from '../../../../policy/names.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { backupMeant } from '../../../../domain/restore/backup-meant.ts';
import type { StorageLocation } from '../../../../domain/storage-location.ts';
import type { RestorePolicySpec } from '../../../../policy/generated/documents.ts';
import type { ConfigMapManifest } from '../../../../policy/source/read-stream.ts';
import type { FoundDocument } from '../../../../policy/parse.ts';
import type { PinnedPolicy } from '../../../../domain/result/result.ts';
import type { BackupListing } from '../../../../archive/backup-store.ts';
import type { Call } from '../../../command.ts';
import { openLocation } from '../../../compose.ts';
import { locationAt, locationNamed } from '../../../locations.ts';
import {
  type FaultyPolicies,
  choosePolicy,
  findPolicy,
  locationsIn,
  type PolicyBook,
  readBook,
} from '../orders/policy-book.ts';
import { specOf, withFields } from '../orders/restore-document.ts';
import { fieldsOf, RESTORE_FIELDS, type RESTORE_OPTIONS } from './restore-options.ts';

/** A call of `lifeboat restore`. */
export type RestoreCall = Call<typeof RESTORE_OPTIONS, { readonly backup: { readonly description: string } }>;

/** What a call asks for, once location and backup are found out. */
export interface WhatToRestore {
  /** For the policy: that of its document, else `restore`. */
  readonly name: string;
  readonly spec: RestorePolicySpec;
  readonly location: StorageLocation;
  /** Set where a RestorePolicy was named. */
  readonly source: PinnedPolicy | undefined;
  /** What the call says otherwise than that policy. */
  readonly overrides: readonly string[];
  /** ConfigMaps whose manifests stand among the policies' texts. */
  readonly configMaps: readonly ConfigMapManifest[];
}

/**
 * Finds out what a call of `lifeboat restore` is about: a RestorePolicy of the policies, or a backup, which is looked up
 * in its location, so that what was planned and what is applied is the same one.
 */
export async function whatToRestore(ctx: RunContext, call: RestoreCall): Promise<WhatToRestore | FaultyPolicies> {
  const { options, given, io } = call;
  const { word, sort } = sourceOf(call);
  const fields = fieldsOf(options, given);
  if (options.from !== undefined) {
    const location = await locationAt(options.from, options, io.cwd);
    return byHand(ctx, call, { location, policies: [], configMaps: [] });
  }
  const book = await readPoliciesOf(ctx, call);
  const found = findPolicy(book, word);
  if (sort !== undefined || found?.kind !== 'RestorePolicy') {
    const policies = book.parsed.found.flatMap(({ kind, name }) => (kind === 'RestorePolicy' ? (name ?? []) : []));
    const location = locationIn(book, call, found);
    return byHand(ctx, call, { location, policies, configMaps: book.parsed.configMaps });
  }
  const chosen = choosePolicy(ctx, book, word, ['RestorePolicy']);
  if ('problems' in chosen) return chosen;
  const { policy, source } = chosen;
  refusePointInTime(call, `RestorePolicy ${word}`);
  const name = options.location ?? policy.storageLocation;
  const location = locationNamed(locationsIn(book), name, book.source.source);
  const spec = { ...withFields(specOf(found), fields), storageLocation: location.name };
  const { configMaps } = book.parsed;
  return { name: policy.name, spec, location, source, overrides: saidOtherwise(call), configMaps };
}

/** What a call names to restore from. */
export interface NamedSource {
  readonly word: string;
  /** Set where the call says whether it is a backup or a schedule. */
  readonly sort: 'backup' | 'schedule' | undefined;
  /** What Velero's command line takes for the restore's name: the word beside `--from-backup` or `--from-schedule`. */
  readonly stem: string | undefined;
}

/** What the call names; `usage`, in Velero's words, where it is nothing or two things. */
export function sourceOf({
  options,
  given,
  positionals,
}: Pick<RestoreCall, 'options' | 'given' | 'positionals'>): NamedSource {
  const { fromBackup, fromSchedule } = options;
  if (fromBackup !== undefined && fromSchedule !== undefined) {
    throw new RunError('usage', 'either a backup or schedule must be specified, but not both', {
      hint: `Leave ${given.get('fromBackup')} or ${given.get('fromSchedule')} out.`,
    });
  }
  const stem = positionals.backup;
  if (fromBackup !== undefined) return { word: fromBackup, sort: 'backup', stem: checkedStem(stem) };
  if (fromSchedule !== undefined) return { word: fromSchedule, sort: 'schedule', stem: checkedStem(stem) };
  if (stem !== undefined) return { word: stem, sort: undefined, stem: undefined };
  throw new RunError('usage', '<backup> is missing', {
    hint: 'Name latest, a backup, a policy or Velero Schedule, or a RestorePolicy.',
  });
}

function checkedStem(stem: string | undefined): string | undefined {
  const fault = stem === undefined ? undefined : nameFault(stem);
  if (fault === undefined) return stem;
  throw new RunError('usage', `<backup>: ${JSON.stringify(stem)} cannot name a restore: it ${fault}`, {
    hint: 'Use lower-case letters, digits and dashes.',
  });
}

/** A restore of a backup that the call names; its location is known, and which RestorePolicies it may have meant. */
async function byHand(
  ctx: RunContext,
  call: RestoreCall,
  place: Place & Pick<WhatToRestore, 'configMaps'>,
): Promise<WhatToRestore> {
  const { location, configMaps } = place;
  const backupName = await lookUp(ctx, call, place);
  const fields = fieldsOf(call.options, call.given);
  const spec = { ...fields, backupName, storageLocation: location.name };
  return { name: sourceOf(call).stem ?? 'restore', spec, location, source: undefined, overrides: [], configMaps };
}

async function readPoliciesOf(ctx: RunContext, call: RestoreCall): Promise<PolicyBook> {
  try {
    return await readBook(ctx, call);
  } catch (error) {
    const isUnsaid = error instanceof RunError && error.code === 'policy-not-found' && !call.given.has('policies');
    if (!isUnsaid) throw error;
    throw new RunError('usage', 'It is not said where backups are', {
      hint: 'Give --from a folder or s3://bucket/prefix, or --policies that define a StorageLocation.',
      cause: error,
    });
  }
}

/** The location that the call names, else that of the BackupPolicy it names, else the only one there is. */
function locationIn(book: PolicyBook, { options }: RestoreCall, found: FoundDocument | undefined): StorageLocation {
  const locations = locationsIn(book);
  const ofPolicy = found?.policy?.kind === 'BackupPolicy' ? found.policy.storageLocation : undefined;
  const name = options.location ?? ofPolicy;
  const [only, ...more] = locations;
  if (name === undefined && only !== undefined && more.length === 0) return only;
  if (name !== undefined || only === undefined) return locationNamed(locations, name ?? 'default', book.source.source);
  const names = locations.map((location) => location.name).join(', ');
  throw new RunError('usage', `It is not said in which location the backup is: there are ${names}`, {
    hint: 'Say which with --location.',
  });
}

interface Place {
  readonly location: StorageLocation;
  readonly policies: readonly string[];
}

/** The name of the backup that the call means; that of a backup which is not there is left for the run to tell. */
async function lookUp(ctx: RunContext, call: RestoreCall, { location, policies }: Place): Promise<string> {
  const { options, given } = call;
  const { word, sort } = sourceOf(call);
  const { backups } = await openLocation(ctx, { ...location, accessMode: 'ReadOnly' });
  try {
    const listing = await backups.list(ctx);
    const clusterName = given.has('clusterName') ? options.clusterName : undefined;
    const choice = { word, sort, at: pointInTime(call), allowPartial: options.allowPartial, clusterName };
    const meant = backupMeant(listing.backups, choice);
    if ('unknown' in meant && sort === 'schedule') throw unknownSchedule(word, backups.root, listing);
    if ('unknown' in meant) {
      const names = listing.backups.map(({ name }) => name);
      const nearest = nearestName(word, [...policies, ...names]);
      const isLeftToTheRun = !options.dryRun && (nearest === undefined || names.includes(nearest));
      if (isLeftToTheRun) return word;
      throw unknown(word, backups.root, nearest);
    }
    if ('clusters' in meant) throw ambiguous(word, backups.root, meant.clusters);
    if ('none' in meant) throw noneOf(word, backups.root, whyNone(meant.none, listing));
    if (meant.isNamed) refusePointInTime(call, `backup ${word}`);
    return meant.backup.name;
  } finally {
    await backups.close();
  }
}

function unknown(word: string, root: string, nearest: string | undefined): RunError {
  return new RunError('backup-not-found', `Neither a backup in ${root} nor a policy is called ${word}`, {
    hint: nearest === undefined ? 'See lifeboat list.' : `Did you mean ${nearest}?`,
  });
}

/** In Velero's words; never left to the run, which would take the word for a backup's name. */
function unknownSchedule(word: string, root: string, { backups }: BackupListing): RunError {
  const nearest = nearestName(
    word,
    backups.flatMap(({ scheduleName }) => scheduleName ?? []),
  );
  return new RunError('backup-not-found', `No backups found for the schedule ${word} in ${root}`, {
    hint: nearest === undefined ? 'See lifeboat list.' : `Did you mean ${nearest}?`,
  });
}

/** Backups that cannot be read are not among those to choose from, and yet there. */
function whyNone(why: string, { backups, unreadable: [first, ...more] }: BackupListing): string {
  if (backups.length > 0 || first === undefined) return why;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `nothing there can be read: ${first.name}: ${first.message}${others}`;
}

function ambiguous(word: string, root: string, clusters: readonly string[]): RunError {
  return new RunError('usage', `${word} in ${root} may be a backup of several clusters: ${clusters.join(', ')}`, {
    hint: 'Say which with --cluster-name, or name the backup.',
  });
}

function noneOf(word: string, root: string, why: string): RunError {
  const what = word === 'latest' ? 'no backup to restore from' : `no backup of ${word} to restore from`;
  return new RunError('backup-not-found', `${root} has ${what}: ${why}`, {
    hint: why.includes('PartiallyFailed') ? '--allow-partial takes partial backups too.' : 'See lifeboat list.',
  });
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/;

function pointInTime({ options, given }: RestoreCall): Date | 'latest' {
  const { at } = options;
  if (at === undefined || at === 'latest') return 'latest';
  if (TIME.test(at) && !Number.isNaN(Date.parse(at))) return new Date(at);
  throw new RunError('usage', `${given.get('at')}: ${JSON.stringify(at)} is not a time`, {
    hint: 'Write a time as 2026-11-21T02:17:00Z.',
  });
}

function refusePointInTime({ given }: RestoreCall, what: string): void {
  const flag = given.get('at');
  if (flag === undefined) return;
  throw new RunError('usage', `${flag} goes with latest or the name of a policy, and ${what} says which backup it is`, {
    hint: `Leave ${flag} out.`,
  });
}

/** `--namespace=shop`: how the run differs from its policy, as it was said. */
function saidOtherwise({ options, given }: RestoreCall): string[] {
  const keys = Object.keys(RESTORE_FIELDS) as (keyof typeof RESTORE_FIELDS)[];
  return keys.flatMap((key) => (given.has(key) ? [`${given.get(key)}=${String(options[key])}`] : []));
}
