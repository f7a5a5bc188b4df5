import type { RunContext } from '../../base/context.ts';
import { type Fact, readersOf } from '../../domain/backup/facts.ts';
import { isLongDead } from '../../domain/backup/claim.ts';
import { isWriteRefused, RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { RemovalOrder, RemovalOutcome } from '../backup-store.ts';
import { parseClaim } from '../files/claim-file.ts';
import { parseMetadata } from '../files/parse-metadata.ts';
import { factKey, fileKey, folderOf, metadataKey } from '../layout.ts';
import { putFact, readFacts } from './facts.ts';
import { readDocument } from './read-document.ts';

/** How often is looked whether the commit object is gone, where the store shows things late. */
const LOOKS = 5;

/**
 * `BackupStore.remove`. The order is what makes it safe: it is said that the backup goes, then `velero-backup.json` goes,
 * then the data, the claim last. Whoever dies in between leaves either a whole backup, or a folder without a commit
 * object whose claim, and whose facts, tell that it may be swept.
 */
export async function removeBackup(
  ctx: RunContext,
  store: ObjectStore,
  name: string,
  order: RemovalOrder,
): Promise<RemovalOutcome> {
  const standing = await readDocument(ctx, store, metadataKey(name));
  if (standing === undefined) return finish(ctx, store, name);
  const parsed = parseMetadata(name, standing);
  if (!parsed.ok) return { outcome: 'refused', reason: parsed.error };
  const doubt = order.doubt(parsed.value, await readFacts(ctx, store, name));
  if (doubt !== undefined) return { outcome: 'refused', reason: doubt };
  await ctx.reached('removing');
  const refusal = await withdraw(ctx, store, name, parsed.value, order);
  if (refusal !== undefined) return { outcome: 'refused', reason: refusal };
  await ctx.reached('uncommitted');
  return empty(ctx, store, name);
}

/** Says that the backup goes, looks once more whether it may, and deletes its commit object; the reason where it may not. */
async function withdraw(
  ctx: RunContext,
  store: ObjectStore,
  name: string,
  backup: Parameters<RemovalOrder['doubt']>[0],
  { fact, doubt }: RemovalOrder,
): Promise<string | undefined> {
  const said = await attempt(() => putFact(ctx, store, name, { ...fact, type: 'removal' }));
  if (said !== undefined) return said;
  const late = doubt(backup, await readFacts(ctx, store, name));
  const refused = late ?? (await attempt(() => store.delete(ctx, metadataKey(name))));
  if (refused !== undefined) {
    await attempt(() => store.delete(ctx, factKey(name, fact)));
    return refused;
  }
  for (let look = 1; (await store.head(ctx, metadataKey(name))) !== undefined; look++) {
    if (look === LOOKS) {
      throw new RunError('storage-unavailable', `Cannot delete backup ${name}: its commit object does not go away`);
    }
    await ctx.clock.pause(Math.min(ctx.timings.retryFirstMs * 2 ** look, ctx.timings.retryLargestMs), ctx.signal);
  }
  return undefined;
}

/** What an earlier removal left of a backup goes too, and what a long dead run left; anything else is somebody's work. */
async function finish(ctx: RunContext, store: ObjectStore, name: string): Promise<RemovalOutcome> {
  const keys = await Array.fromAsync(store.list(ctx, folderOf(name)), ({ key }) => key);
  if (keys.length === 0) return { outcome: 'absent' };
  const { facts } = await readFacts(ctx, store, name);
  if (facts.some(({ type }) => type === 'removal') || isAbandoned(ctx, keys, facts)) return empty(ctx, store, name);
  const bytes = await readDocument(ctx, store, fileKey(name, 'claim'));
  const claim = bytes && parseClaim(name, bytes);
  if (claim !== undefined && isLongDead(claim.claimedAt, ctx.clock.now())) return empty(ctx, store, name);
  const who = claim === undefined ? 'nobody’s that is known' : `run ${claim.origin.runId}’s`;
  return { outcome: 'refused', reason: `it is not committed, and may be at work: its folder is ${who}` };
}

/** Whether there is nothing but what restores said of a backup that went at the same time. */
function isAbandoned(ctx: RunContext, keys: readonly string[], facts: readonly Fact[]): boolean {
  const isToldByReaders = facts.every(({ type }) => type === 'use' || type === 'used');
  return isToldByReaders && facts.length === keys.length && readersOf(facts, ctx.clock.now()).length === 0;
}

/** Deletes what is in the folder of a backup that is none any more: data, then what was said of it, the claim last. */
async function empty(ctx: RunContext, store: ObjectStore, name: string): Promise<RemovalOutcome> {
  const keys = await Array.fromAsync(store.list(ctx, folderOf(name)), ({ key }) => key);
  if (keys.includes(metadataKey(name))) return { outcome: 'refused', reason: 'it was committed anew meanwhile' };
  const { facts } = await readFacts(ctx, store, name);
  const removals = facts.filter(({ type }) => type === 'removal').map((fact) => factKey(name, fact));
  const last = [...removals, fileKey(name, 'claim')];
  const kept: string[] = [];
  for (const key of [...keys.filter((one) => !last.includes(one)), ...last.filter((one) => keys.includes(one))]) {
    if (kept.length > 0 && last.includes(key)) continue;
    const refusal = await attempt(() => store.delete(ctx, key));
    if (refusal !== undefined) {
      ctx.log.warn({ backup: name, key, reason: refusal }, 'leftovers kept');
      kept.push(key);
    }
    await ctx.reached('deleted');
  }
  return { outcome: 'removed', kept };
}

/** Does it; why the store refuses, where it does. Everything else is thrown. */
async function attempt(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!isWriteRefused(error)) throw error;
    return error.message;
  }
}
