import type { RunContext } from '../../base/context.ts';
import { decideClaim, maySweep, type Claimant } from '../../domain/backup/claim.ts';
import { isWriteRefused, RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { Claim } from '../backup-store.ts';
import { encodeClaim, parseClaim } from '../files/claim-file.ts';
import { fileKey, folderOf, metadataKey } from '../layout.ts';
import { readDocument } from './read-document.ts';

/** How an attempt to claim a name ended; `cleaned` are the keys of what a dead attempt had left. */
export type Secured =
  | { readonly outcome: 'claimed'; readonly cleaned: readonly string[] }
  | { readonly outcome: 'refused'; readonly claim: Claim };

/** What became of a folder's objects, as keys. */
interface Emptied {
  readonly deleted: readonly string[];
  readonly kept: readonly string[];
}

/** A claim may change hands while it is looked at, but not for ever. */
const ROUNDS = 3;

/** Clocks of stores differ from ours; nothing alive can be at work in a folder that is being cleaned. */
const CLOCK_SKEW_MS = 86_400_000;

/**
 * Makes a claim stand for `claim`, or tells whose does. What lies in the folder is deleted only under a claim that may
 * be taken (see `decideClaim`); a folder with objects and without a claim of ours is somebody else's: `backup-exists`.
 * The caller has looked that nothing is committed; it is looked up again before anything is deleted.
 */
export async function secureClaim(
  ctx: RunContext,
  store: ObjectStore,
  claim: Claim,
  mayTakeOver: boolean,
): Promise<Secured> {
  const cleaned: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const standing = await readClaim(ctx, store, claim.backup);
    if (standing === undefined) {
      if (await placeClaim(ctx, store, claim)) return { outcome: 'claimed', cleaned };
      continue;
    }
    const decision = decideClaim(standing, claim.origin, { now: ctx.clock.now(), mayTakeOver });
    if (decision === 'refuse') return { outcome: 'refused', claim: standing };
    if ((await store.head(ctx, metadataKey(claim.backup))) !== undefined) throw occupied(claim.backup);
    cleaned.push(...(await emptyFolder(ctx, store, claim.backup)).deleted);
    if (decision === 'ours') return { outcome: 'claimed', cleaned };
    await store.delete(ctx, fileKey(claim.backup, 'claim'));
  }
  throw new RunError(
    'storage-unavailable',
    `Cannot claim backup ${claim.backup}: its claim changes hands all the time`,
  );
}

/** The claim on a name, undefined where there is none. Throws `backup-exists` for a file that is no claim of ours. */
export async function readClaim(ctx: RunContext, store: ObjectStore, backup: string): Promise<Claim | undefined> {
  const bytes = await readDocument(ctx, store, fileKey(backup, 'claim'));
  if (bytes === undefined) return undefined;
  const claim = parseClaim(backup, bytes);
  if (claim === undefined) throw occupied(backup);
  return claim;
}

/**
 * Deletes what a dead run left uncommitted under a claim of the same policy and cluster, the claim last. Returns
 * whether there was something to delete, and it is gone.
 */
export async function sweepFolder(
  ctx: RunContext,
  store: ObjectStore,
  backup: string,
  mine: Claimant,
): Promise<boolean> {
  const standing = await readClaim(ctx, store, backup);
  if (standing === undefined || !maySweep(standing, mine, ctx.clock.now())) return false;
  if ((await store.head(ctx, metadataKey(backup))) !== undefined) return false;
  const { kept } = await emptyFolder(ctx, store, backup);
  if (kept.length > 0) return false;
  await store.delete(ctx, fileKey(backup, 'claim'));
  return true;
}

/** Removes what dead puts left beside the backup that they were for; what stays is in nobody's way, and told in the log. */
export async function tidyFolder(ctx: RunContext, store: ObjectStore, backup: string): Promise<void> {
  try {
    await abortPuts(ctx, store, backup);
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof RunError)) throw error;
    ctx.log.warn({ backup, code: error.code, reason: error.message }, 'leftovers kept');
  }
}

/** Puts the claim into an empty folder; false where somebody was faster. */
async function placeClaim(ctx: RunContext, store: ObjectStore, claim: Claim): Promise<boolean> {
  const claimKey = fileKey(claim.backup, 'claim');
  for await (const { key } of store.list(ctx, folderOf(claim.backup)))
    if (key !== claimKey) throw occupied(claim.backup);
  const metadata = { 'run-id': claim.origin.runId };
  return (await store.put(ctx, claimKey, encodeClaim(claim), { ifAbsent: true, metadata })) === 'stored';
}

/**
 * Deletes everything in a folder but its claim, and what unfinished uploads hold; nothing where a commit has arrived
 * since the caller looked. Objects that a lock or a missing right protects are kept and told in the log: what they hinder
 * fails by itself.
 */
async function emptyFolder(ctx: RunContext, store: ObjectStore, backup: string): Promise<Emptied> {
  const folder = folderOf(backup);
  await abortPuts(ctx, store, backup);
  const keys: string[] = [];
  for await (const { key } of store.list(ctx, folder)) if (key !== fileKey(backup, 'claim')) keys.push(key);
  if (keys.includes(metadataKey(backup))) throw occupied(backup);
  const kept: string[] = [];
  for (const key of keys) {
    try {
      await store.delete(ctx, key);
    } catch (error) {
      if (!isWriteRefused(error)) throw error;
      ctx.log.warn({ backup, key, code: error.code, reason: error.message }, 'leftovers kept');
      kept.push(key);
    }
  }
  return { deleted: keys.filter((key) => !kept.includes(key)), kept };
}

/** Ends what dead puts began in the folder of a backup, at which nothing alive can be at work. */
export async function abortPuts(ctx: RunContext, store: ObjectStore, backup: string): Promise<void> {
  await store.abortUnfinished(ctx, folderOf(backup), new Date(ctx.clock.now().getTime() + CLOCK_SKEW_MS));
}

function occupied(backup: string): RunError {
  return new RunError(
    'backup-exists',
    `Cannot create backup ${backup}: its folder holds what is not a run’s of this policy`,
    {
      hint: `Choose another name, or look into ${folderOf(backup)} and delete it by hand`,
    },
  );
}
