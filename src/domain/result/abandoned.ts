import { enterPhase } from '../phase.ts';
import { leftStoppedText } from '../restore/apps/left-stopped.ts';
import { formatTime } from '../time.ts';
import { RUN_ABORTED } from './attempt.ts';
import type { RunResult } from './result.ts';

/** What the cluster knows of the Job that an open record names. */
export interface JobState {
  readonly uid: string;
  /** Its condition `Failed` holds: no Pod will follow. */
  readonly hasFailed: boolean;
  /** Somebody has deleted it, and its Pods are told to end. */
  readonly isBeingDeleted?: boolean;
}

/**
 * Why an open record will never be finished by its own run, in words; undefined while that is possible, or where it
 * cannot be told. `job` is undefined when there is no Job of that name any more. A Job that succeeded is left alone:
 * its run may have ended well and only failed to say so, and `Failed` would be a claim that nobody checked.
 */
export function whyAbandoned(result: RunResult, job: JobState | undefined): string | undefined {
  if (result.terminal || result.job === undefined) return undefined;
  const { name, uid } = result.job;
  if (job === undefined) return `Job ${name} is gone and none of its Pods finished this record`;
  if (job.uid !== uid)
    return `Job ${name} was replaced by another of that name and none of its Pods finished this record`;
  return job.hasFailed ? `Job ${name} failed and none of its Pods finished this record` : undefined;
}

/** The record of a run that died, closed: Failed, without an exit code that nobody saw. */
export function closeAbandonedResult(result: RunResult, why: string, now: Date): RunResult {
  const lastExitCode = result.attempts.find(({ attempt }) => attempt === result.attempt)?.exitCode;
  return {
    ...result,
    phase: enterPhase(result.phase, 'Failed'),
    terminal: true,
    ...(lastExitCode !== undefined && { exitCode: lastExitCode }),
    reason: RUN_ABORTED,
    message: why,
    hint: adviceAfter(result),
    completedAt: formatTime(now),
  };
}

function adviceAfter(result: RunResult): string {
  const { action, backup } = result;
  if (action === 'restore') {
    const again = 'Start it again under a new name: what was restored already is found unchanged';
    const stopped = leftStoppedText(result);
    return stopped === undefined ? again : `${again}. ${stopped}`;
  }
  if (action === 'delete' || action === 'prune') return 'Start it again: what it left half deleted goes then';
  if (action === 'verify') return 'Start it again: it changes nothing';
  return backup
    ? `Run \`lifeboat list\` to see whether backup ${backup.name} was committed all the same`
    : "Read the logs of the Job's Pods, where they are kept";
}
