import { enterPhase, type Phase } from '../phase.ts';
import { formatTime } from '../time.ts';
import type { Attempt, RunResult } from './result.ts';

/** The reason of a try, or a run, that died without a word. */
export const RUN_ABORTED = 'run-aborted';

/** How a Pod's try ended, as it is known to the process itself. */
export interface AttemptEnd {
  readonly phase: Phase;
  readonly exitCode: number;
  /** A Job answers this end with another Pod: bug, internal, temporary, interrupted (docs/operations.md). */
  readonly isTriedAgain: boolean;
  /** A problem's code where one ended the try, else the code of the first error. */
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly hint: string | undefined;
  readonly endedAt: Date;
}

/**
 * The result at the end of a try. An end that a Job answers with another Pod leaves the run open, unless nothing is left
 * to do again. Outside a Job there is no other Pod, and every end is final.
 */
export function endResult(result: RunResult, end: AttemptEnd): RunResult {
  const staysOpen = end.isTriedAgain && result.pod !== undefined && !isDone(result);
  return staysOpen ? withAttempt(result, end) : withEnd(result, end);
}

/** The backup is committed, or every item of the restore, every backup of a delete has its end; what fails after that undoes nothing. */
export function isDone({ backup, restore, removal }: RunResult): boolean {
  return backup?.committed === true || restore?.finished === true || removal?.finished === true;
}

function withEnd(result: RunResult, { phase, exitCode, reason, message, hint, endedAt }: AttemptEnd): RunResult {
  return {
    ...result,
    phase: enterPhase(result.phase, phase),
    terminal: true,
    exitCode,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(hint !== undefined && { hint }),
    completedAt: formatTime(endedAt),
  };
}

/** Notes a try that ended and leaves the run open, as in progress, for the Job's next Pod. */
export function withAttempt(result: RunResult, end: AttemptEnd): RunResult {
  const ended: Attempt = {
    ...attemptOf(result),
    endedAt: formatTime(end.endedAt),
    exitCode: end.exitCode,
    reason: end.reason ?? 'bug',
    message: end.message ?? 'The attempt ended with an error that Lifeboat does not know',
  };
  return {
    ...result,
    phase: enterPhase(result.phase, 'InProgress'),
    terminal: false,
    attempts: [...result.attempts, ended],
  };
}

/** The result of the Job's next Pod: its own facts, with what earlier Pods left in the run's open record. */
export function continueResult(previous: RunResult, fresh: RunResult): RunResult {
  const attempts = hasEndedAttempt(previous) ? previous.attempts : [...previous.attempts, vanished(previous, fresh)];
  return { ...fresh, attempt: previous.attempt + 1, attempts };
}

/** Whether the try that this result tells of is over, although the run is not. */
export function hasEndedAttempt(result: RunResult): boolean {
  return !result.terminal && result.attempts.at(-1)?.attempt === result.attempt;
}

/** A Pod that never said how it ended; the next Pod's start is the earliest time at which that was known. */
function vanished(previous: RunResult, fresh: RunResult): Attempt {
  const { step } = previous.progress;
  return {
    ...attemptOf(previous),
    endedAt: fresh.startedAt,
    reason: RUN_ABORTED,
    message: `The Pod ended without a word; the last step on record is ${step}`,
  };
}

function attemptOf({ attempt, pod, startedAt, progress }: RunResult) {
  return { attempt, ...(pod && { pod: pod.name }), startedAt, step: progress.step };
}
