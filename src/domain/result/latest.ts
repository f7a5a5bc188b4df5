import type { RunResult } from './result.ts';

/** What the pointer to a policy's latest result says. */
export interface Latest {
  /** RFC 3339 in UTC. */
  readonly scheduledFor: string;
  /** The newest backup that was good when the pointer moved; a bad run that follows leaves it alone. */
  readonly lastGood: LastGood | undefined;
}

/** A good backup and the time at which it was completed, RFC 3339 in UTC. */
export interface LastGood {
  readonly backup: string;
  readonly completedAt: string;
}

/**
 * What the pointer of the result's policy shall say; undefined where it stays as it is: for restores, of which each is a
 * decision of its own; for runs without a policy; for ad hoc, Skipped, Planned and open runs; and for a run that was due
 * before the one the pointer shows.
 */
export function latestAfter(current: Latest | undefined, result: RunResult): Latest | undefined {
  const isAdHoc = (result.overrides ?? []).length > 0;
  const says = result.terminal && result.phase !== 'Planned' && result.phase !== 'Skipped';
  if (!says || isAdHoc || result.policy === undefined || result.action !== 'backup') return undefined;
  if (current !== undefined && Date.parse(result.scheduledFor) < Date.parse(current.scheduledFor)) return undefined;
  return { scheduledFor: result.scheduledFor, lastGood: goodBackupOf(result) ?? current?.lastGood };
}

function goodBackupOf(result: RunResult): LastGood | undefined {
  const { backup, completedAt } = result;
  if (!madeGoodBackup(result) || backup === undefined || completedAt === undefined) return undefined;
  return { backup: backup.name, completedAt };
}

/** Whether a run made a good backup: Completed, or partial where the policy's exit code accepts that; not in quarantine. */
export function madeGoodBackup({ phase, exitCode, backup }: RunResult): boolean {
  const isGood = phase === 'Completed' || (phase === 'PartiallyFailed' && exitCode === 0);
  return isGood && backup?.committed === true && backup.quarantined === undefined;
}
