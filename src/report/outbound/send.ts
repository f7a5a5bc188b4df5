import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { guardedAgent } from './guarded-agent.ts';
import { requestTarget, type ResolvedEndpoint } from './resolved-endpoint.ts';

/** One request to an endpoint. */
export interface Outbound {
  readonly method: 'POST' | 'PUT';
  /** Replaces the endpoint's own address, of which it keeps the origin; unset: that address. */
  readonly url?: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How often a request is tried. */
const TRIES = 3;

/**
 * Sends one request, three times at most and `notifyTryMs` each, until an answer says that it was taken. Redirects are not
 * followed. Throws a `RunError` whose message names what went wrong and neither address nor headers.
 */
export async function send(ctx: RunContext, to: ResolvedEndpoint, outbound: Outbound): Promise<void> {
  const agent = guardedAgent(to);
  try {
    for (let n = 1; ; n++) {
      const failure = await attempt(ctx, to, outbound, agent);
      if (failure === undefined) return;
      ctx.signal.throwIfAborted();
      if (!failure.isRetriable || n === TRIES) throw new RunError('cannot-write', failure.message);
      await ctx.clock.pause(ctx.timings.retryFirstMs * 2 ** (n - 1), ctx.signal);
    }
  } finally {
    await agent.destroy();
  }
}

interface Failure {
  readonly message: string;
  readonly isRetriable: boolean;
}

async function attempt(
  ctx: RunContext,
  to: ResolvedEndpoint,
  { method, url = to.url, headers, body }: Outbound,
  agent: ReturnType<typeof guardedAgent>,
): Promise<Failure | undefined> {
  const timeUp = AbortSignal.timeout(ctx.timings.notifyTryMs);
  try {
    const signal = AbortSignal.any([ctx.signal, timeUp]);
    const all = { 'user-agent': 'lifeboat', ...to.headers, ...headers };
    const answer = await agent.request({ ...requestTarget(url), method, headers: all, body, signal });
    answer.body.on('error', () => undefined); // whatever the answer says beside its status is not read
    answer.body.destroy();
    return judge(answer.statusCode);
  } catch (error) {
    if (timeUp.aborted) return { message: `no answer within ${ctx.timings.notifyTryMs / 1_000} s`, isRetriable: true };
    if (error instanceof RunError) return { message: error.message, isRetriable: false };
    return { message: whyFailed(error), isRetriable: true };
  }
}

function judge(status: number): Failure | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400)
    return { message: `answered ${status}, a redirect, which is not followed`, isRetriable: false };
  return { message: `answered ${status}`, isRetriable: status >= 500 || status === 408 || status === 429 };
}

/** The code of an error of the connection; its text may quote the address. */
function whyFailed(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return `cannot be reached: ${typeof code === 'string' ? code : 'unexpected error'}`;
}
