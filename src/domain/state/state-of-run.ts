import type { Phase } from '../phase.ts';
import { hasEndedAttempt } from '../result/attempt.ts';
import type { RunResult } from '../result/result.ts';
import type { RunState } from './run-state.ts';

/** What was found beside the record; absent where nobody looked. */
export interface Surroundings {
  /** The run's Job. */
  readonly job?: 'there' | 'being-deleted' | 'gone' | 'unreachable';
  /** The backup that the run made, in its location. */
  readonly backup?: 'there' | 'being-deleted' | 'gone' | 'unreachable';
}

/** What a run's record and what was found beside it say of its state. */
export function stateOfRun(result: RunResult, found: Surroundings = {}): RunState {
  return result.terminal ? stateAfter(result, found) : stateAtWork(result, found);
}

/** The state by the record alone: where a run was before its Job or its backup went. */
export function stateReached(result: RunResult): RunState {
  if (result.terminal) return ENDED[result.phase];
  return hasEndedAttempt(result) ? 'pending' : stateOfStep(result);
}

function stateAtWork(result: RunResult, { job }: Surroundings): RunState {
  if (job === 'gone' || job === 'unreachable') return 'unknown';
  return job === 'being-deleted' ? 'terminating' : stateReached(result);
}

function stateAfter(result: RunResult, { backup }: Surroundings): RunState {
  if (result.backup?.committed !== true || backup === undefined || backup === 'there') return stateReached(result);
  return LOST[backup];
}

const LOST = { gone: 'removed', 'being-deleted': 'terminating', unreachable: 'unknown' } as const;

/** `InProgress` is no end: a terminal record that says so was written by nobody. */
const ENDED: Readonly<Record<Phase, RunState>> = {
  Completed: 'completed',
  PartiallyFailed: 'partial',
  Failed: 'failed',
  FailedValidation: 'invalid',
  Planned: 'planned',
  Skipped: 'skipped',
  InProgress: 'unknown',
};

/** The state of a run whose last step on record is this one. Steps in words of their own are parts of the work. */
function stateOfStep({ action, progress: { step } }: RunResult): RunState {
  return OF_ACTIONS[action]?.[step] ?? STATE_OF_STEP[step] ?? 'saving';
}

/** Steps that mean something else in some actions: pruning ends a backup, and reading backups is what `verify` is for. */
const OF_ACTIONS: Readonly<Partial<Record<RunResult['action'], Readonly<Record<string, RunState>>>>> = {
  backup: { judged: 'finalizing', removed: 'finalizing' },
  verify: { opened: 'saving' },
};

/** Steps by what a run does once it has reached them. */
const STATE_OF_STEP: Readonly<Record<string, RunState>> = {
  started: 'pending',
  locked: 'pending',
  claimed: 'validating',
  opened: 'discovering',
  discovered: 'discovering',
  planned: 'discovering',
  judged: 'discovering',
  removed: 'saving',
  listing: 'saving',
  applying: 'saving',
  collected: 'finalizing',
  applied: 'finalizing',
  'running hooks': 'finalizing',
  sealed: 'finalizing',
  uploaded: 'finalizing',
  verified: 'finalizing',
  committing: 'finalizing',
  committed: 'finalizing',
  publishing: 'finalizing',
  published: 'finalizing',
};
