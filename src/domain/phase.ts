import { RunError } from './problem.ts';

/** State of a backup or restore: Velero's words, plus `Planned` and `Skipped`. */
export type Phase =
  | 'InProgress'
  | 'Completed'
  | 'PartiallyFailed'
  | 'Failed'
  | 'FailedValidation'
  | 'Planned'
  | 'Skipped';

/**
 * What may follow a phase. A run is in progress from its first record on, over as many attempts as its Job makes, and
 * ends once. Velero's phases in between (`New`, `Queued`, `ReadyToStart`, `WaitingForPluginOperations`, `Finalizing`, …)
 * are states of a server's queue: a Job starts at once, waits for no operation, and writes its Backup object when all of
 * it is over, so that Velero never sees one that it would take up and run.
 */
const NEXT: Readonly<Record<Phase, readonly Phase[]>> = {
  InProgress: ['InProgress', 'Completed', 'PartiallyFailed', 'Failed', 'FailedValidation', 'Planned', 'Skipped'],
  Completed: [],
  PartiallyFailed: [],
  Failed: [],
  FailedValidation: [],
  Planned: [],
  Skipped: [],
};

/** The phase that a run goes over to. Throws `internal` where it may not: an end is final. */
export function enterPhase(from: Phase, to: Phase): Phase {
  if (NEXT[from].includes(to)) return to;
  throw new RunError('internal', `Cannot go over from phase ${from} to ${to}`);
}

/** Any error makes a finished backup partial; warnings do not. */
export function phaseOf(errors: number): Extract<Phase, 'Completed' | 'PartiallyFailed'> {
  return errors > 0 ? 'PartiallyFailed' : 'Completed';
}
