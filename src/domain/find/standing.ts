import { type JobState, whyAbandoned } from '../result/abandoned.ts';
import type { RunResult } from '../result/result.ts';

/**
 * Where a run stands: it goes on; it has ended; its record is open, but nothing will ever close it; it has ended, and
 * the backup it made is in its location no more; or only the cluster could tell, and was not asked.
 */
export type Standing = 'live' | 'finished' | 'lost' | 'removed' | 'unknown';

/** What was found out about a run beside its record. */
export interface StandingFacts {
  /** The Job of its name; undefined where there is none. `asked` tells whether anybody looked. */
  readonly job: JobState | undefined;
  readonly wasJobAsked: boolean;
  /** Whether the backup it made is in its location; undefined where nobody looked, or it made none. */
  readonly hasBackup: boolean | undefined;
}

/** Where a run stands, and why where that is not plain. */
export function standingOf(
  result: RunResult,
  { job, wasJobAsked, hasBackup }: StandingFacts,
): { readonly standing: Standing; readonly why: string | undefined } {
  if (result.terminal) {
    if (hasBackup !== false) return { standing: 'finished', why: undefined };
    return { standing: 'removed', why: `Backup ${result.backup?.name ?? ''} is not in its location any more` };
  }
  if (result.job === undefined || !wasJobAsked) {
    return { standing: 'unknown', why: 'Its record is open, and whether it goes on only its cluster could tell' };
  }
  const why = whyAbandoned(result, job);
  return { standing: why === undefined ? 'live' : 'lost', why };
}
