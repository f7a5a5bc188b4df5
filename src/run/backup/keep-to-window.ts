import type { RunContext } from '../../base/context.ts';
import { judgedMoment, OUTSIDE_WINDOW, refusedByWindow } from '../../domain/backup/window.ts';
import type { BackupWork } from './backup-work.ts';

/**
 * Whether the window of the policy is closed to this run, of which the journal then says why; `now` is the API server's
 * time. A later attempt is judged as the first one was, so that a backup which that one committed is reported.
 */
export function keepToWindow(ctx: RunContext, { journal, run }: BackupWork, now: Date): boolean {
  const [first] = journal.result.attempts;
  const moment = judgedMoment(run.identity, first && new Date(first.startedAt), now);
  const message = run.order.force ? undefined : refusedByWindow(run.order.policy, moment);
  if (message === undefined) return false;
  ctx.log.info({ code: OUTSIDE_WINDOW, reason: message }, 'the run is skipped');
  const hint = 'Nothing to do; with --force (LIFEBOAT_FORCE=true) the backup is made all the same';
  journal.update({ reason: OUTSIDE_WINDOW, message, hint });
  return true;
}
