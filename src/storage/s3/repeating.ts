import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { RunContext } from '../../base/context.ts';

type Strategy = Extract<NonNullable<S3ClientConfig['retryStrategy']>, { readonly acquireInitialRetryToken: unknown }>;

/** How often one request of an upload is sent: a part that fails early must not cost the parts before it. */
export const UPLOAD_ATTEMPTS = 8;

/** How the SDK repeats the requests of one upload: our pauses, our clock, and not once more after an abort. */
export function repeating(ctx: RunContext): Strategy {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (before, { errorType, retryAfterHint }) => {
      const { retryFirstMs, retryLargestMs, retryAfterLargestMs } = ctx.timings;
      const count = before.getRetryCount() + 1;
      const isPassing = errorType === 'TRANSIENT' || errorType === 'THROTTLING';
      if (!isPassing || count >= UPLOAD_ATTEMPTS) throw new Error('no further attempt');
      const jitter = Math.random() * Math.min(retryFirstMs * 2 ** count, retryLargestMs);
      const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - ctx.clock.now().getTime();
      await ctx.clock.pause(Math.max(jitter, Math.min(asked, retryAfterLargestMs)), ctx.signal);
      return token(count);
    },
    recordSuccess: () => undefined,
  };
}
