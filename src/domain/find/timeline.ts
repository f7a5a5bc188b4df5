import { type RunRow, unrecordedRow } from './rows/run-row.ts';
import type { Source } from './rows/source.ts';

/** The phase of a time at which a policy was due and no run of it is known. */
export const MISSED = 'Missed';

/** A run is not missed before it had this long to appear: its Job is made, scheduled, and pulls its image. */
const GRACE_MS = 10 * 60_000;

/** How far the time that a run was due may be from the schedule's: Jobs name the minute. */
const NEAR_MS = 60_000;

/**
 * A policy's runs over time, and the times in `due` at which it should have run and did not. Times before its first run
 * count for nothing: nobody knows since when there is a schedule.
 */
export function timelineOf(
  runs: readonly RunRow[],
  due: readonly Date[],
  { policy, now, source }: { readonly policy: string; readonly now: Date; readonly source: Source },
): readonly RunRow[] {
  const taken = runs.flatMap(({ scheduledFor }) => scheduledFor?.getTime() ?? []).toSorted((a, b) => a - b);
  const first = taken[0];
  if (first === undefined) return runs;
  const missed = due.filter((time) => {
    const at = time.getTime();
    return at > first && at <= now.getTime() - GRACE_MS && !isNear(taken, at);
  });
  return [...runs, ...missed.map((time) => missedRow(policy, time, source))];
}

/** Whether one of some ascending times is within a minute of another. */
function isNear(times: readonly number[], at: number): boolean {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < at - NEAR_MS) low = middle + 1;
    else high = middle;
  }
  return low < times.length && times[low]! <= at + NEAR_MS;
}

function missedRow(policy: string, due: Date, source: Source): RunRow {
  const told = { policy, trigger: 'Schedule', scheduledFor: due };
  return unrecordedRow({ source, action: 'backup', phase: MISSED, ...told });
}
