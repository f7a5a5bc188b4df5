import { createHash } from 'node:crypto';
import type { RunContext } from '../../base/context.ts';
import { retry } from '../../base/retry.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { decideClaim, mayWithdraw } from '../../domain/backup/claim.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { Claim } from '../backup-store.ts';
import { archiveKey, folderOf, metadataKey } from '../layout.ts';
import { readClaim } from './claims.ts';

/** How often is looked for an archive, and how often it is read, where the store fails or shows things late. */
const LOOKS = 5;

/**
 * Whether a commit object stands for no backup, because its archive is gone or, of the claiming run's own, is another
 * than it names: a commit that arrived after its data had been deleted. Such a one is withdrawn, so that the name can be
 * claimed; where it is not this run's to withdraw, `backup-exists`.
 */
export async function withdrawHollow(
  ctx: RunContext,
  store: ObjectStore,
  standing: Backup,
  claim: Claim,
  mayTakeOver: boolean,
): Promise<boolean> {
  const fault = await findFault(ctx, store, standing, standing.origin?.runId === claim.origin.runId);
  if (fault === undefined) return false;
  const { name } = standing;
  const holder = await readClaim(ctx, store, name);
  const isFree =
    holder === undefined || decideClaim(holder, claim.origin, { now: ctx.clock.now(), mayTakeOver }) !== 'refuse';
  if (!isFree || !mayWithdraw(standing.origin, claim.origin, mayTakeOver)) {
    throw new RunError('backup-exists', `Cannot create backup ${name}: its commit object stands, but ${fault}`, {
      hint: `Choose another name, or look into ${folderOf(name)} and delete it by hand`,
    });
  }
  await store.delete(ctx, metadataKey(name));
  ctx.log.warn({ backup: name, fault }, 'a commit without its archive was withdrawn');
  return true;
}

/** What is wrong with a backup's archive. All of it is read only where its hash is known and `isOwn`, to be resumed. */
async function findFault(
  ctx: RunContext,
  store: ObjectStore,
  { name, archiveSha256 }: Backup,
  isOwn: boolean,
): Promise<string | undefined> {
  if (!(await isThere(ctx, store, archiveKey(name)))) return 'its archive is gone';
  if (!isOwn || archiveSha256 === undefined) return undefined;
  const found = await hashOf(ctx, store, archiveKey(name));
  return found === archiveSha256 ? undefined : 'its archive is another one';
}

async function isThere(ctx: RunContext, store: ObjectStore, key: string): Promise<boolean> {
  for (let look = 1; ; look++) {
    if ((await store.head(ctx, key)) !== undefined) return true;
    if (look === LOOKS) return false;
    await ctx.clock.pause(Math.min(ctx.timings.retryFirstMs * 2 ** look, ctx.timings.retryLargestMs), ctx.signal);
  }
}

/** SHA-256 (hex) of an object, undefined where there is none. */
async function hashOf(ctx: RunContext, store: ObjectStore, key: string): Promise<string | undefined> {
  let reads = 0;
  const read = async () => {
    reads++;
    const source = await store.get(ctx, key);
    if (source === undefined) return undefined;
    const hash = createHash('sha256');
    for await (const chunk of source) hash.update(chunk);
    return hash.digest('hex');
  };
  const isUnavailable = (error: unknown) => error instanceof RunError && error.code === 'storage-unavailable';
  return retry(ctx, read, (error) => ({ retry: isUnavailable(error) && reads < LOOKS }));
}
