import type { RunResult } from '../result/result.ts';
import type { RunState } from './run-state.ts';

/** What a run at work shows at most: 100 is said of what is done. */
const MOST = 99.9;

/**
 * How much of a run is done, in percent with one decimal: lists of a backup, items of a restore, as they were counted and
 * never a guess by phases. 100 exactly where it is completed, also with items missing; 0 where nothing is known.
 */
export function percentDone(state: RunState, { progress, restore }: Pick<RunResult, 'progress' | 'restore'>): number {
  if (state === 'completed' || state === 'partial') return 100;
  const [done, total] =
    restore?.planned === undefined
      ? [progress.listsDone, progress.listsTotal]
      : [sum(Object.values(restore.ended ?? {})), sum(Object.values(restore.planned))];
  return total === 0 ? 0 : Math.min(MOST, Math.floor((done / total) * 1_000) / 10);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
