import { lastWords, outlive } from '../../base/abort.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { parseMetadata } from '../files/parse-metadata.ts';
import { archiveKey, metadataKey } from '../layout.ts';
import { readClaim } from './claims.ts';
import { readDocument } from './read-document.ts';

/** Everything that is needed to make a verified draft a backup. */
export interface Commitment {
  readonly backup: string;
  readonly runId: string;
  readonly archiveBytes: number;
  readonly archiveSha256: string;
  /** The commit object, `velero-backup.json`. */
  readonly document: Buffer;
  /** Called right before the put: from then on nothing but the backup itself proves what became of it. */
  readonly attempted: () => void;
}

/** A store may show a new object late; between look-ups there are pauses as between any attempts. */
const LOOKS = 5;

/**
 * Puts the commit object between two look-ups. Before: nothing is committed, the claim is still ours, the archive is
 * there. After: the commit object is ours, the archive is still there. Does not start once the signal has aborted, and is
 * not cut by it once it started. A put that fails is settled by looking whether it arrived; where it is not seen it may
 * arrive later, so what it needs must stay.
 */
export async function commit(ctx: RunContext, store: ObjectStore, commitment: Commitment): Promise<Backup> {
  const earlier = await lookBefore(ctx, store, commitment);
  if (earlier !== undefined) return earlier;
  await ctx.reached('marker-putting');
  ctx.signal.throwIfAborted();
  try {
    await putMarker(ctx, store, commitment);
    await ctx.reached('marker-stored');
    return await lookAfter(ctx, store, commitment);
  } catch (error) {
    if (error instanceof RunError && error.code === 'backup-exists') throw error;
    return settle(ctx, store, commitment, ctx.signal.aborted ? ctx.signal.reason : error);
  }
}

/** Under a signal of its own: a put that is cut may still arrive, when nobody expects it any more. */
async function putMarker(ctx: RunContext, store: ObjectStore, commitment: Commitment): Promise<void> {
  const { backup, runId, document, attempted } = commitment;
  using putting = outlive(ctx, () => new RunError('storage-unavailable', `Cannot commit backup ${backup} in time`));
  attempted();
  await store.put(putting.ctx, metadataKey(backup), document, { ifAbsent: true, metadata: { 'run-id': runId } });
}

/** Throws where the commit must not be made; returns the backup that another Pod of this very run has committed. */
async function lookBefore(ctx: RunContext, store: ObjectStore, commitment: Commitment): Promise<Backup | undefined> {
  const { backup, runId } = commitment;
  ctx.signal.throwIfAborted();
  const standing = await readDocument(ctx, store, metadataKey(backup));
  if (standing !== undefined) return ownBackup(commitment, standing);
  const holder = await readClaim(ctx, store, backup);
  if (holder?.origin.runId !== runId) {
    const who = holder === undefined ? 'nobody' : `run ${holder.origin.runId}`;
    throw new RunError('lock-lost', `Cannot commit backup ${backup}: its claim is now held by ${who}`);
  }
  const fault = await archiveFault(ctx, store, commitment);
  if (fault !== undefined) throw fault;
  return undefined;
}

async function lookAfter(ctx: RunContext, store: ObjectStore, commitment: Commitment): Promise<Backup> {
  for (let look = 0; look < LOOKS; look++) {
    const standing = await readDocument(ctx, store, metadataKey(commitment.backup));
    if (standing !== undefined) return confirm(ctx, store, commitment, standing);
    await ctx.clock.pause(Math.min(ctx.timings.retryFirstMs * 2 ** look, ctx.timings.retryLargestMs), ctx.signal);
  }
  throw new RunError('storage-unavailable', `Cannot see the commit of backup ${commitment.backup} in ${store.root}`);
}

/** Decides, under a signal of its own, whether the commit of an interrupted or failed `commit` stands. */
async function settle(ctx: RunContext, store: ObjectStore, commitment: Commitment, cause: unknown): Promise<Backup> {
  const { backup } = commitment;
  const tooLate = () =>
    new RunError('storage-unavailable', `Cannot tell in time whether backup ${backup} is committed`);
  using last = lastWords(ctx, tooLate);
  let standing: Buffer | undefined;
  try {
    standing = await readDocument(last.ctx, store, metadataKey(backup));
  } catch (error) {
    ctx.log.warn({ backup, err: error }, 'cannot tell whether the backup was committed');
    throw cause;
  }
  if (standing === undefined) throw cause;
  const own = await confirm(last.ctx, store, commitment, standing);
  ctx.log.warn({ backup, err: cause }, 'the commit was interrupted, but it stands');
  return own;
}

/** The backup that stands. A commit object of ours whose archive is gone since is withdrawn: it would promise too much. */
async function confirm(ctx: RunContext, store: ObjectStore, commitment: Commitment, standing: Buffer): Promise<Backup> {
  const own = ownBackup(commitment, standing);
  const fault = await archiveFault(ctx, store, commitment);
  if (fault === undefined || !standing.equals(commitment.document)) return own;
  await store.delete(ctx, metadataKey(commitment.backup));
  throw fault;
}

/**
 * The backup that stands, if it is this run's: another Pod of the same run counts, somebody else's does not. The archive
 * that was verified is ours, so the commit of another one, which arrived late, is no backup; the next claim cleans it.
 */
function ownBackup({ backup, runId, document, archiveSha256 }: Commitment, standing: Buffer): Backup {
  const parsed = parseMetadata(backup, standing);
  if (parsed.ok && standing.equals(document)) return parsed.value;
  if (parsed.ok && parsed.value.origin?.runId === runId) {
    if (parsed.value.archiveSha256 === archiveSha256) return parsed.value;
    throw new RunError('storage-unavailable', `Cannot commit backup ${backup}: a late commit names another archive`);
  }
  throw new RunError('backup-exists', `Cannot commit backup ${backup}: another run committed one of this name`, {
    hint: 'Choose another name; the other backup was left as it is',
  });
}

async function archiveFault(
  ctx: RunContext,
  store: ObjectStore,
  commitment: Commitment,
): Promise<RunError | undefined> {
  const { backup, archiveBytes } = commitment;
  const archive = await store.head(ctx, archiveKey(backup));
  if (archive?.size === archiveBytes) return undefined;
  const found = archive === undefined ? 'is gone' : `has ${archive.size} bytes instead of ${archiveBytes}`;
  return new RunError('storage-unavailable', `Cannot commit backup ${backup}: its verified archive ${found}`);
}
