import { pino } from 'pino';
import { DEFAULT_TIMINGS, type Clock, type RunContext, type Timings } from '../../src/base/context.ts';

/** A log line as it was written: pino's JSON, parsed. `level` is 10 trace … 50 error. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string };

/**
 * Time in the hand of a test: it stands still until somebody pauses or the test advances it. A pause is over at once
 * and moves both clocks by its length; with an aborted signal it rejects with the signal's reason, as the real one does.
 */
export class FakeClock implements Clock {
  /** The length of every pause so far, in milliseconds. */
  readonly pauses: number[] = [];
  #nowMs: number;
  #monotonicMs = 0;

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
    this.advance(ms);
    await Promise.resolve();
    signal.throwIfAborted();
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
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
