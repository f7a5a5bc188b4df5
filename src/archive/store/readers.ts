import type { RunContext } from '../../base/context.ts';
import {
  type Fact,
  type FactHead,
  type Facts,
  type Reader,
  removalUnderWay,
  timeAfter,
} from '../../domain/backup/facts.ts';
import { isWriteRefused, RunError } from '../../domain/problem.ts';
import { formatTime } from '../../domain/time.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { factKey, metadataKey } from '../layout.ts';
import { putFact, readFacts } from './facts.ts';

/** How often is looked whether a removal gives way: one that sees a reader takes its word back at once. */
const LOOKS = 5;

/**
 * `ReaderStore.beginReading`. A removal says that it has begun, then looks for readers, then deletes the commit object; a
 * reader says that it reads, then looks for removals, then for the commit object: in this order one of them sees the other.
 */
export async function beginReading(
  ctx: RunContext,
  store: ObjectStore,
  backup: string,
  reader: Reader,
  { by }: Pick<FactHead, 'by'>,
): Promise<void> {
  const before = await readFacts(ctx, store, backup);
  const use: Fact = { type: 'use', ...reader, by, ...stampOf(reader.run, before, ctx.clock.now()) };
  await putFact(ctx, store, backup, use);
  await ctx.reached('use-told');
  const refusal = await whyNot(ctx, store, backup);
  if (refusal === undefined) return;
  await withdraw(ctx, store, backup, [use]);
  const { why, instead } = refusal;
  throw new RunError('backup-not-found', `Cannot restore from ${backup}: ${why}`, {
    hint: `Choose another backup: see \`lifeboat list\`${instead}. Nothing was written to the cluster`,
  });
}

/**
 * `ReaderStore.endReading`. Taken back, what was said leaves nothing behind: each later look at a backup that is restored
 * every day would read all of it again. A key that may not delete says that the use has ended.
 */
export async function endReading(
  ctx: RunContext,
  store: ObjectStore,
  backup: string,
  run: string,
  { by }: Pick<FactHead, 'by'>,
): Promise<void> {
  const before = await readFacts(ctx, store, backup);
  const uses = before.facts.filter((fact) => fact.type === 'use' && fact.run === run);
  if (await withdraw(ctx, store, backup, uses)) return;
  if ((await store.head(ctx, metadataKey(backup))) === undefined) return;
  await putFact(ctx, store, backup, { type: 'used', run, by, ...stampOf(run, before, ctx.clock.now()) });
}

function stampOf(run: string, facts: Facts, now: Date): Pick<FactHead, 'id' | 'at'> {
  return { id: run.slice(0, 8), at: timeAfter(facts, now) };
}

/** Why a backup may not be read although a reader of it is told; a removal gets some time to give way. */
async function whyNot(
  ctx: RunContext,
  store: ObjectStore,
  backup: string,
): Promise<{ readonly why: string; readonly instead: string } | undefined> {
  for (let look = 1; ; look++) {
    const removal = removalUnderWay(await readFacts(ctx, store, backup), ctx.clock.now());
    if ((await store.head(ctx, metadataKey(backup))) === undefined) {
      return { why: 'it was deleted just now', instead: '' };
    }
    if (removal === undefined) return undefined;
    if (look === LOOKS) {
      const { by, at, until } = removal;
      const why = `it is being deleted by ${by}, since ${formatTime(at)}`;
      return { why, instead: `; or wait: if it is still there at ${formatTime(until)}, it may be read again` };
    }
    await ctx.clock.pause(Math.min(ctx.timings.retryFirstMs * 2 ** look, ctx.timings.retryLargestMs), ctx.signal);
  }
}

/** Takes facts back; false where the store keeps one of them. */
async function withdraw(ctx: RunContext, store: ObjectStore, backup: string, facts: readonly Fact[]): Promise<boolean> {
  try {
    for (const fact of facts) await store.delete(ctx, factKey(backup, fact));
    return true;
  } catch (error) {
    if (!isWriteRefused(error)) throw error;
    ctx.log.info({ backup, reason: error.message }, 'what this restore said of its backup stays in its folder');
    return false;
  }
}
