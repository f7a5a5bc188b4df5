import { type Backup, isGood } from '../backup/backup.ts';
import type { Entry } from '../entry.ts';
import { madeGoodBackup } from '../result/latest.ts';
import type { RunResult } from '../result/result.ts';
import { formatTime } from '../time.ts';
import { judgeRpo, judgeRto, type RecoveryPoint } from './judge-rpo.ts';
import type { ObjectiveReport, Objectives } from './objectives.ts';

/** Counts the times at which a schedule was due after one time and before another; undefined where there is no schedule. */
export type CountSlots = (after: Date, before: Date) => number | undefined;

/** What is promised of the policy that a run is about, and when it is due. */
export interface Promises {
  readonly policy: string;
  readonly objectives: Objectives;
  readonly countSlots: CountSlots;
}

/** The promises that a result is judged by: those of its policy, or of the policy whose backup it restored. */
export function promisesFor(result: RunResult, promises: readonly Promises[]): Promises | undefined {
  const policy = result.action === 'restore' ? policyOfBackup(result.restore?.backup) : result.policy?.name;
  return promises.find((one) => one.policy === policy);
}

/**
 * The policy in a backup's name, which is `<policy>-<time due>`, with six characters of the run's id where no schedule
 * asked for it; undefined for any other name.
 */
export function policyOfBackup(backup = ''): string | undefined {
  return /^(.+)-\d{14}(?:-[\da-z]{6})?$/.exec(backup)?.[1];
}

/** The newest good backup of a history, which is newest first. */
export function lastGoodOf(history: readonly Backup[]): RecoveryPoint | undefined {
  for (const backup of history) {
    if (isGood(backup) && backup.startedAt !== undefined) return { backup: backup.name, startedAt: backup.startedAt };
  }
  return undefined;
}

/**
 * How a run that is over stands to what is promised; undefined where nothing is, or where the run says nothing about it:
 * an ad hoc one, one that was skipped, one that never saw its history, a restore that was not finished.
 */
export function judgeRun(
  result: RunResult,
  { policy, objectives, countSlots }: Promises,
  now: Date,
): ObjectiveReport | undefined {
  if (result.action === 'restore') return judgeRestore(result, { policy, objectives, countSlots });
  const isAdHoc = (result.overrides ?? []).length > 0;
  if (objectives.rpoMs === undefined || isAdHoc || result.phase === 'Skipped') return undefined;
  if (result.history === undefined) return undefined;
  const { lastGood } = result.history;
  const before = lastGood && { backup: lastGood.backup, startedAt: new Date(lastGood.startedAt) };
  const made = madeBy(result);
  const rpo = judgeRpo({ rpoMs: objectives.rpoMs, before, made, now });
  const due = new Date(result.scheduledFor);
  const missedSlots = before === undefined ? undefined : countSlots(before.startedAt, due);
  return { policy, rpo, ...(missedSlots !== undefined && { missedSlots }), isMissed: rpo.isMissed };
}

function judgeRestore(result: RunResult, { policy, objectives }: Promises): ObjectiveReport | undefined {
  const { restore, completedAt } = result;
  if (objectives.rtoMs === undefined || restore?.finished !== true || completedAt === undefined) return undefined;
  const began = result.attempts[0]?.startedAt ?? result.startedAt;
  const rto = judgeRto(objectives.rtoMs, Date.parse(completedAt) - Date.parse(began), `restore ${restore.name}`);
  return { policy, rto, isMissed: rto.isMissed };
}

/** The good backup of a run, as old as the run's last try. */
function madeBy(result: RunResult): RecoveryPoint | undefined {
  const { backup, startedAt } = result;
  if (backup === undefined || !madeGoodBackup(result)) return undefined;
  return { backup: backup.name, startedAt: new Date(startedAt) };
}

/** What was missed, as warnings of the run. */
export function objectiveWarnings({ policy, rpo, rto, missedSlots = 0 }: ObjectiveReport): Entry[] {
  const slots =
    missedSlots === 0
      ? ''
      : `; ${missedSlots} earlier ${missedSlots === 1 ? 'time' : 'times'} of its schedule brought no good backup`;
  const missed = [
    ...(rpo?.isMissed === true ? [`RPO of policy ${policy} is missed: ${rpo.reason}${slots}`] : []),
    ...(rto?.isMissed === true ? [`RTO of policy ${policy} is missed: ${rto.reason}`] : []),
  ];
  return missed.map((message) => ({ code: 'objective-missed', message }));
}

/** What a backup's run found of its policy's history, as results tell it. */
export function historyFacts(history: readonly Backup[]): NonNullable<RunResult['history']> {
  const lastGood = lastGoodOf(history);
  return {
    backups: history.length,
    ...(lastGood && { lastGood: { backup: lastGood.backup, startedAt: formatTime(lastGood.startedAt) } }),
  };
}
