import { formatTime } from '../time.ts';
import { RESULT_SCHEMA, type RunResult, type Trigger } from './result.ts';

/** What is known of a run when it starts; the rest of its result comes later. */
export interface RunStart {
  readonly runId: string;
  readonly action: RunResult['action'];
  readonly trigger: Trigger;
  readonly scheduledFor: Date;
  readonly startedAt: Date;
  /** Lifeboat's version. */
  readonly version: string;
  readonly job: RunResult['job'];
  readonly pod: RunResult['pod'];
  readonly policy: RunResult['policy'];
  readonly overrides: readonly string[];
}

/** The first result of a run: in progress, open, with nothing done yet. */
export function newResult(start: RunStart): RunResult {
  const { job, pod, policy, overrides } = start;
  return {
    schema: RESULT_SCHEMA,
    runId: start.runId,
    action: start.action,
    phase: 'InProgress',
    terminal: false,
    ...(policy && { policy }),
    ...(overrides.length > 0 && { overrides }),
    ...(job && { job }),
    ...(pod && { pod }),
    trigger: start.trigger,
    scheduledFor: formatTime(start.scheduledFor),
    startedAt: formatTime(start.startedAt),
    attempt: 1,
    attempts: [],
    version: start.version,
    progress: { step: 'started', listsDone: 0, listsTotal: 0, items: 0, bytes: 0 },
    errorCount: 0,
    warningCount: 0,
    errors: [],
    warnings: [],
  };
}
