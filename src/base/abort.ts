import { withSignal, type RunContext } from './context.ts';

/** A context whose signal also ends after `ms`, with an error of our making; `dispose` stops the watch. */
export interface Deadline extends Disposable {
  readonly ctx: RunContext;
}

/** Limits a part of the run: its signal aborts with the run's reason or, when time is up, with `error()`. */
export function deadline(ctx: RunContext, ms: number, error: () => Error): Deadline {
  const timeUp = new AbortController();
  const done = new AbortController();
  const watch = async () => {
    try {
      await ctx.clock.pause(ms, AbortSignal.any([ctx.signal, done.signal]));
      timeUp.abort(error());
    } catch {
      // Ended before its time, by the run or by `dispose`: there is nothing left to watch.
    }
  };
  void watch();
  return {
    ctx: withSignal(ctx, AbortSignal.any([ctx.signal, timeUp.signal])),
    [Symbol.dispose]: () => done.abort(),
  };
}

/**
 * A context for the last words of a run, under a signal of its own: what must be told is told although the run was
 * stopped. It ends after `callBudgetMs`, or `lastWordsMs` after the run was told to stop, so that everything fits into a
 * Pod's grace period.
 */
export function lastWords(ctx: RunContext, error: () => Error): Deadline {
  const timeUp = new AbortController();
  const done = new AbortController();
  const watch = async () => {
    await ctx.clock.pause(ctx.timings.callBudgetMs, AbortSignal.any([ctx.signal, done.signal])).catch(() => undefined);
    if (ctx.signal.aborted) await ctx.clock.pause(ctx.timings.lastWordsMs, done.signal).catch(() => undefined);
    if (!done.signal.aborted) timeUp.abort(error());
  };
  void watch();
  return { ctx: withSignal(ctx, timeUp.signal), [Symbol.dispose]: () => done.abort() };
}

/**
 * A context for a step that an abort must not cut in the middle: its signal ends `lastWordsMs` after the run's, and never
 * where the run's does not.
 */
export function outlive(ctx: RunContext, error: () => Error): Deadline {
  const timeUp = new AbortController();
  const done = new AbortController();
  const watch = async () => {
    await ctx.clock.pause(ctx.timings.lastWordsMs, done.signal).catch(() => undefined);
    if (!done.signal.aborted) timeUp.abort(error());
  };
  if (ctx.signal.aborted) void watch();
  else ctx.signal.addEventListener('abort', () => void watch(), { once: true, signal: done.signal });
  return { ctx: withSignal(ctx, timeUp.signal), [Symbol.dispose]: () => done.abort() };
}

/** A signal of its own for a short piece of work, which aborts with a longer one until it is disposed of. */
export interface Branch extends Disposable {
  readonly signal: AbortSignal;
}

/** What is to abort with a signal, each at a place that the next one takes; one listener aborts them all. */
const BRANCHES = new WeakMap<AbortSignal, (AbortController | undefined)[]>();

/**
 * A branch of a signal for one of very many requests, so that they do not all listen to the same signal: its listeners
 * are a chain, in which one that was removed still holds the next, with all that this one holds. Once one of them is old,
 * what requests leave behind is collected no sooner than the whole heap.
 */
export function branchOf(signal: AbortSignal): Branch {
  const controller = new AbortController();
  if (signal.aborted) {
    controller.abort(signal.reason);
    return { signal: controller.signal, [Symbol.dispose]: () => undefined };
  }
  const branches = BRANCHES.get(signal) ?? listen(signal);
  const free = branches.indexOf(undefined);
  const place = free < 0 ? branches.length : free;
  branches[place] = controller;
  const forget = () => {
    if (branches[place] === controller) branches[place] = undefined;
  };
  return { signal: controller.signal, [Symbol.dispose]: forget };
}

function listen(signal: AbortSignal): (AbortController | undefined)[] {
  const branches: (AbortController | undefined)[] = [];
  BRANCHES.set(signal, branches);
  const abortAll = () => {
    for (const branch of branches) branch?.abort(signal.reason);
  };
  signal.addEventListener('abort', abortAll, { once: true });
  return branches;
}
