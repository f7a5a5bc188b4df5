import type { RunContext } from '../../base/context.ts';
import { type Phase, phaseOf } from '../../domain/phase.ts';
import { doubtOfDeleted } from '../../domain/retention/prune-policy.ts';
import { newRemoval } from '../../domain/retention/removal.ts';
import type { Work } from '../action.ts';
import { underLease } from '../lock/under-lease.ts';
import { type Doomed, removeAll } from '../prune/remove-all.ts';
import type { DeleteOrder, DoomedBackup } from '../services.ts';

/**
 * Deletes the backups that somebody named, those of a policy under that policy's Lease: no run of it is alive meanwhile.
 * One that is held, or that its store protects, stays, and is an error.
 */
export async function deleteBackups(ctx: RunContext, work: Work<DeleteOrder>): Promise<Phase> {
  const { backups, journal, run } = work;
  journal.update({ removal: newRemoval(0) });
  const removing = { backups, journal, runId: run.identity.runId };
  for (const [policy, doomed] of Map.groupBy(run.order.doomed, (one) => one.policy)) {
    const act = async (locked: RunContext) =>
      removeAll(
        locked,
        removing,
        doomed.map((one) => doomedOf(ctx, run.order, one)),
        'error',
      );
    if (policy === undefined) await act(ctx);
    else await underLease(ctx, work, { policy, onBusy: work.pod === undefined ? 'Fail' : 'Wait' }, act);
  }
  const { removal = newRemoval(0), errorCount } = journal.result;
  journal.update({ removal: { ...removal, finished: true } });
  await journal.reached(ctx, 'removed');
  return phaseOf(errorCount);
}

function doomedOf({ clock }: RunContext, { mayBeVeleros }: DeleteOrder, { name }: DoomedBackup): Doomed {
  return {
    name,
    reason: 'asked for',
    doubt: (backup, facts) => doubtOfDeleted(backup, facts, { now: clock.now(), mayBeVeleros }),
  };
}
