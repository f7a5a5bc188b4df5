import type { RemovalOrder } from '../../archive/backup-store.ts';
import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import { newRemoval, withRemoved } from '../../domain/retention/removal.ts';
import type { Work } from '../action.ts';
import type { Order } from '../services.ts';

/** Backups that go at a time: each is a dozen small requests, one after the other. */
const PARALLEL = 4;

/** A backup that is to go, and why. */
export interface Doomed {
  readonly name: string;
  readonly reason: string;
  /** Why it may not go after all, asked by the store at the last moment. */
  readonly doubt: RemovalOrder['doubt'];
}

/** What the removal needs of a run. */
export type Removing = Pick<Work<Order>, 'backups' | 'journal'> & { readonly runId: string };

/**
 * Removes backups and tells of each in the result. One that stays is an error where somebody asked for its end, and else
 * a warning; objects that the store keeps of one that is gone are a warning. What the store cannot do just now is thrown.
 */
export async function removeAll(
  ctx: RunContext,
  { backups, journal, runId }: Removing,
  doomed: readonly Doomed[],
  refusalIs: 'error' | 'warning',
): Promise<void> {
  const before = journal.result.removal ?? newRemoval(0);
  journal.update({ removal: { ...before, total: before.total + doomed.length } });
  const note = (backup: { readonly name: string; readonly end: 'removed' | 'kept'; readonly reason: string }) => {
    journal.update({ removal: withRemoved(journal.result.removal ?? newRemoval(doomed.length), backup) });
  };
  await mapConcurrent(doomed, PARALLEL, async ({ name, reason, doubt }) => {
    ctx.signal.throwIfAborted();
    const fact = { id: runId.slice(0, 8), at: ctx.clock.now(), by: `run ${runId}` };
    const ended = await backups.remove(ctx, name, { fact, doubt });
    if (ended.outcome === 'refused') {
      note({ name, end: 'kept', reason: ended.reason });
      const entry = { code: 'removal-refused', message: `Backup ${name} is still there: ${ended.reason}` } as const;
      if (refusalIs === 'error') journal.error(ctx, entry);
      else journal.warn(ctx, entry);
      return;
    }
    note({ name, end: 'removed', reason });
    ctx.log.info({ backup: name, reason }, 'backup deleted');
    if (ended.outcome === 'absent' || ended.kept.length === 0) return;
    const message = `Backup ${name} is gone, but its store keeps ${ended.kept.length} of its objects, the first: ${ended.kept[0]}`;
    journal.warn(ctx, { code: 'leftovers-kept', message });
  });
}
