import type { RunContext } from './context.ts';

/** How one failed attempt is to be handled. */
export type Handling = { readonly retry: false } | { readonly retry: true; readonly afterMs?: number };

/**
 * Asks again until an attempt succeeds, `judge` forbids it, or the call's budget (`callBudgetMs`, pauses included)
 * is used up; then the last error is thrown. Pauses are full jitter between zero and a doubling bound, or what the
 * server asked for. Does nothing at all once the signal has aborted. `about` is logged with each failure that is not the
 * last: an error of the connection alone says neither who was asked nor what for.
 */
export async function retry<T>(
  ctx: RunContext,
  attempt: (n: number) => Promise<T>,
  judge: (error: unknown) => Handling,
  about: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { timings, clock } = ctx;
  const endsAt = clock.monotonicMs() + timings.callBudgetMs;
  for (let n = 0; ; n++) {
    ctx.signal.throwIfAborted();
    try {
      return await attempt(n);
    } catch (error) {
      ctx.signal.throwIfAborted();
      const handling = judge(error);
      if (!handling.retry) throw error;
      const bound = Math.min(timings.retryFirstMs * 2 ** n, timings.retryLargestMs);
      const pause =
        handling.afterMs === undefined
          ? Math.random() * bound
          : Math.min(handling.afterMs, timings.retryAfterLargestMs);
      if (clock.monotonicMs() + pause > endsAt) throw error;
      ctx.log.warn(
        { ...about, reason: messageOf(error), attempt: n + 1, pauseMs: Math.round(pause) },
        'no success yet, asking again',
      );
      await clock.pause(pause, ctx.signal);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
