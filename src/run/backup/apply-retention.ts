import type { RunContext } from '../../base/context.ts';
import { type Backup, isGood } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import { judgeBackups } from '../../domain/retention/judge.ts';
import { newRemoval } from '../../domain/retention/removal.ts';
import type { Verdict } from '../../domain/retention/retention.ts';
import { judgeHistory } from '../prune/judge-history.ts';
import { doomedOf } from '../prune/prune.ts';
import { removeAll } from '../prune/remove-all.ts';
import type { BackupWork } from './backup-work.ts';

/**
 * Judges the policy's history once a good backup of it stands, and tells the verdicts. Only a counted one is followed by
 * judgement: what is ad hoc, partial or in quarantine makes nothing go.
 */
export async function judgeRetention(
  ctx: RunContext,
  { backups, journal, run }: BackupWork,
  { backup, history, now }: { readonly backup: Backup; readonly history: readonly Backup[]; readonly now: Date },
): Promise<void> {
  const isCounted = run.order.source !== undefined && run.order.overrides.length === 0;
  if (!isCounted || !isGood(backup)) return;
  const others = history.filter((other) => other.name !== backup.name);
  const { name, retention } = run.order.policy;
  const all = [backup, ...others];
  try {
    journal.update({ verdicts: await judgeHistory(ctx, backups, all, { policy: name, retention, now }) });
  } catch (error) {
    tellFailure(ctx, { journal }, error);
    journal.update({ verdicts: judgeBackups(all, retention, now).map(asUndecided) });
  }
}

/** Deletes what retention gave up, where the policy says `prune: AfterBackup`. Whatever fails changes nothing about the backup. */
export async function pruneAfterBackup(
  ctx: RunContext,
  { backups, journal, run }: BackupWork,
  now: Date,
): Promise<void> {
  const { policy } = run.order;
  const doomed = doomedOf(journal.result.verdicts ?? [], now);
  if (policy.prune !== 'AfterBackup' || doomed.length === 0) return;
  journal.update({ removal: newRemoval(0) });
  try {
    await removeAll(ctx, { backups, journal, runId: run.identity.runId }, doomed, 'warning');
  } catch (error) {
    tellFailure(ctx, { journal }, error);
  }
}

function tellFailure(ctx: RunContext, { journal }: Pick<BackupWork, 'journal'>, error: unknown): void {
  ctx.signal.throwIfAborted();
  if (!(error instanceof RunError)) throw error;
  const message = `What retention gives up stays for now: ${error.message}`;
  journal.warn(ctx, { code: 'removal-refused', message });
}

/** What was said of a backup could not be read: it stays. */
function asUndecided(verdict: Verdict): Verdict {
  return verdict.keep
    ? verdict
    : { ...verdict, keep: true, reason: `${verdict.reason}, but what was said of it is unknown` };
}
