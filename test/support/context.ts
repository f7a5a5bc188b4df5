import { pino } from 'pino';
import { DEFAULT_TIMINGS, type Clock, type RunContext, type Timings } from '../../src/base/context.ts';

/** A log line as it was written: pino's JSON, parsed. `level` is 10 trace … 50 error. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string };

/**
 * Time in the hand of a test. It flows by itself: a pause is over at the next turn of the event loop and moves both
 * clocks by its length. After `stand()` it moves only by `advance`, which ends the pauses that are due: for deadlines
 * and everything else that watches while something else works. An aborted signal ends a pause by rejecting with the
 * signal's reason, as on the real clock.
 */
export class FakeClock implements Clock {
  /** The length of every pause so far, in milliseconds. */
  readonly pauses: number[] = [];
  readonly #sleepers = new Set<{ readonly dueMs: number; readonly wake: () => void }>();
  #nowMs: number;
  #monotonicMs = 0;
  #isStanding = false;

  constructor(now: Date) {
    this.#nowMs = now.getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  async pause(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.pauses.push(ms);
    if (this.#isStanding) return this.#sleep(ms, signal);
    this.advance(ms);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    signal.throwIfAborted();
  }

  /** From now on time moves only by `advance`. */
  stand(): void {
    this.#isStanding = true;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
    for (const { dueMs, wake } of this.#sleepers) if (dueMs <= this.#monotonicMs) wake();
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', interrupt);
        settle();
      };
      const interrupt = end(() => reject(signal.reason));
      const sleeper = { dueMs: this.#monotonicMs + ms, wake: end(resolve) };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', interrupt);
    });
  }
}

/** A context whose every effect a test can see and steer. */
export interface TestContext extends RunContext {
  readonly clock: FakeClock;
  /** Every line logged, from trace up. */
  readonly logLines: LogLine[];
  /** Aborts `signal`, unless the test brought a signal of its own. */
  readonly controller: AbortController;
  /** The named steps reached, in order. */
  readonly steps: string[];
}

/** What a test may say about its context; everything has a default. */
export interface ContextOverrides {
  /** The fake wall clock's start; by default 2026-11-21T02:17:00Z. */
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly timings?: Partial<Timings>;
  /** Called after the step was noted: a place to throw, abort or wait. */
  readonly reached?: (step: string) => void | Promise<void>;
}

export function aContext(overrides: ContextOverrides = {}): TestContext {
  const logLines: LogLine[] = [];
  const controller = new AbortController();
  const steps: string[] = [];
  const log = pino({ level: 'trace', base: null }, { write: (line: string) => logLines.push(JSON.parse(line)) });
  return {
    signal: overrides.signal ?? controller.signal,
    log,
    clock: new FakeClock(overrides.now ?? new Date('2026-11-21T02:17:00Z')),
    timings: { ...DEFAULT_TIMINGS, ...overrides.timings },
    reached: (step) => {
      steps.push(step);
      return overrides.reached?.(step);
    },
    logLines,
    controller,
    steps,
  };
}
