import type { RunContext } from '../base/context.ts';
import { withSignal } from '../base/context.ts';
import type { Entries, Entry } from '../domain/entry.ts';
import type { Progress, RunResult } from '../domain/result/result.ts';
import type { Publish } from './services.ts';

/** What a run is doing: reached in this order, each once per attempt; the last one is the result's `progress.step`. */
export type Step =
  | 'started'
  | 'locked'
  | 'claimed'
  | 'opened'
  | 'discovered'
  | 'planned'
  | 'applying'
  | 'applied'
  | 'judged'
  | 'removed'
  | 'listing'
  | 'collected'
  | 'sealed'
  | 'uploaded'
  | 'verified'
  | 'committing'
  | 'committed'
  | 'publishing'
  | 'published';

/** What an error means, by what the run does. */
const WHAT_IS_WRONG: Readonly<Record<RunResult['action'], string>> = {
  backup: 'something is missing from this backup',
  restore: 'something is not restored',
  delete: 'something is not deleted',
  prune: 'something is not deleted',
  verify: 'something cannot be relied on',
};

/** What a run has to tell, growing as it goes; the one place that knows the result so far. */
export class Journal {
  readonly #publish: Publish;
  #reach: Parameters<Publish>[3] = 'pod';
  #result: RunResult;
  readonly #errors: Entry[] = [];
  readonly #warnings: Entry[] = [];
  #earlier = { errors: 0, warnings: 0 };

  constructor(initial: RunResult, publish: Publish) {
    this.#result = initial;
    this.#publish = publish;
  }

  get result(): RunResult {
    return {
      ...this.#result,
      errorCount: this.#errors.length + this.#earlier.errors,
      warningCount: this.#warnings.length + this.#earlier.warnings,
      errors: this.#errors,
      warnings: this.#warnings,
    };
  }

  /** From now on the cluster is told too: the run's record there is ours. */
  goPublic(): void {
    this.#reach = 'everywhere';
  }

  update(change: Partial<RunResult>): void {
    this.#result = { ...this.#result, ...change };
  }

  progress(change: Partial<Progress>): void {
    this.update({ progress: { ...this.#result.progress, ...change } });
  }

  error(ctx: RunContext, ...entries: readonly Entry[]): void {
    this.#errors.push(...entries);
    for (const { code, message } of entries)
      ctx.log.error({ code, reason: message }, WHAT_IS_WRONG[this.#result.action]);
  }

  warn(ctx: RunContext, ...entries: readonly Entry[]): void {
    this.#warnings.push(...entries);
    for (const { code, message } of entries) ctx.log.debug({ code, reason: message }, 'warning recorded');
  }

  /** Notes entries however many they are: as arguments of one call, a hundred thousand would not fit on the stack. */
  note(ctx: RunContext, { errors, warnings }: Entries): void {
    for (const entry of errors) this.error(ctx, entry);
    for (const entry of warnings) this.warn(ctx, entry);
  }

  /**
   * Takes over what an earlier attempt recorded with the backup it committed: its entries as far as they are known, and
   * how many there were. Those that are only counted stand in the location alone.
   */
  takeOver(entries: Entries, counted: { readonly errors: number; readonly warnings: number }): void {
    prepend(this.#errors, entries.errors);
    prepend(this.#warnings, entries.warnings);
    const errors = Math.max(0, counted.errors - entries.errors.length);
    const warnings = Math.max(0, counted.warnings - entries.warnings.length);
    this.#earlier = { errors, warnings };
    if (errors + warnings > 0) this.update({ truncated: true });
  }

  /** Tells everybody where the run is; never fails because a sink does. */
  async reached(ctx: RunContext, step: Step): Promise<void> {
    this.progress({ step });
    ctx.log.debug({ step }, 'step reached');
    await this.tell(ctx, 'progress');
    await ctx.reached(step);
    ctx.signal.throwIfAborted();
  }

  /** Publishes the result as it is now; what the sinks could not tell becomes a warning, once per sink. */
  async tell(ctx: RunContext, when: 'progress' | 'finished'): Promise<void> {
    for (const entry of await this.#publish(ctx, when, this.result, this.#reach)) {
      if (!this.#warnings.some((known) => isSame(known, entry))) this.#warnings.push(entry);
    }
  }

  /** Publishes every `statusFileEveryMs` until disposed, so that people see a long step move. */
  follow(ctx: RunContext): AsyncDisposable {
    const done = new AbortController();
    const ticking = withSignal(ctx, AbortSignal.any([ctx.signal, done.signal]));
    const tick = async () => {
      while (!ticking.signal.aborted) {
        await ctx.clock.pause(ctx.timings.statusFileEveryMs, ticking.signal);
        await this.tell(ticking, 'progress');
      }
    };
    const ended = tick().catch(() => undefined);
    const stop = async () => {
      done.abort();
      await ended;
    };
    return { [Symbol.asyncDispose]: stop };
  }
}

/** Puts earlier entries first; what is noted again since then is one of them. */
function prepend(entries: Entry[], earlier: readonly Entry[]): void {
  const later = entries.filter((entry) => !earlier.some((known) => isSame(known, entry)));
  entries.splice(0, entries.length, ...earlier, ...later);
}

function isSame(a: Entry, b: Entry): boolean {
  return a.code === b.code && a.message === b.message;
}
