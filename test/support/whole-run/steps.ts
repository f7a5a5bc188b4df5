import { RunError } from '../../../src/domain/problem.ts';

/** What a run calls at each of its steps. */
export type Reached = (step: string) => void | Promise<void>;

/** Ends a try at a step as if the store had gone away: the Job tries again. */
export function failAt(wanted: string, error: Error = temporaryFailure()): Reached {
  return (step) => {
    if (step === wanted) throw error;
  };
}

/** A failure of the kind that another Pod of the Job may not meet. */
export function temporaryFailure(): RunError {
  return new RunError('storage-unavailable', 'Cannot reach the store: it was unplugged');
}

/** Does something once, when a step is reached for the first time. */
export function onceAt(wanted: string, act: () => unknown): Reached {
  let isDone = false;
  return async (step) => {
    if (step !== wanted || isDone) return;
    isDone = true;
    await act();
  };
}

/** A run that is stopped at a step until it may go on. */
export interface Halt {
  readonly reached: Reached;
  /** Resolves when the run has come to the step. */
  readonly isThere: Promise<void>;
  /** Lets it go on. */
  readonly release: () => void;
}

/** Stops a run at a step; what follows it happens after `release`. */
export function haltAt(wanted: string): Halt {
  const there = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const reached = onceAt(wanted, async () => {
    there.resolve();
    await released.promise;
  });
  return { reached, isThere: there.promise, release: released.resolve };
}
