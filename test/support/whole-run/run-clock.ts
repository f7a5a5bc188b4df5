import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import type { Clock } from '../../../src/base/context.ts';

/**
 * Real time from a start of the test's choosing, in which some pauses, known by their length, take none: the clocks
 * move on by it, and the world stays as it is.
 */
export class RunClock implements Clock {
  readonly #startMs: number;
  readonly #startedMs = performance.now();
  readonly #instant: ReadonlySet<number>;
  #skippedMs = 0;

  constructor(start: Date, instant: readonly number[] = []) {
    this.#startMs = start.getTime();
    this.#instant = new Set(instant);
  }

  now(): Date {
    return new Date(this.#startMs + this.monotonicMs());
  }

  monotonicMs(): number {
    return performance.now() - this.#startedMs + this.#skippedMs;
  }

  async pause(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#instant.has(ms)) return systemClock.pause(ms, signal);
    signal.throwIfAborted();
    this.#skippedMs += ms;
    await nextTurn();
    signal.throwIfAborted();
  }
}
