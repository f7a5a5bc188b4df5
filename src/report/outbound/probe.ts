import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { HttpAnswer, HttpQuestion } from '../../domain/restore/conditions/success-condition.ts';
import { guardedAgent } from './guarded-agent.ts';
import { requestTarget } from './resolved-endpoint.ts';

/** What is read of an answer. */
const MOST_BYTES = 65_536;

/**
 * Asks an address with GET, once, within `notifyTryMs`: to no address that is denied, following no redirect, with no
 * credentials and no proxy. What it answers is an answer, whatever the status.
 */
export async function probe(ctx: RunContext, question: HttpQuestion): Promise<HttpAnswer> {
  const url = new URL(question.url);
  const { allowHttp, allowPrivate } = question;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp))
    return { failure: 'its address is not https, which needs allowHttp: true', isFinal: true };
  const timeUp = AbortSignal.timeout(ctx.timings.notifyTryMs);
  let agent: ReturnType<typeof guardedAgent> | undefined;
  try {
    agent = guardedAgent({ url, headers: {}, ca: undefined, allowHttp, allowPrivate });
    const signal = AbortSignal.any([ctx.signal, timeUp]);
    const headers = { 'user-agent': 'lifeboat' };
    const answer = await agent.request({ ...requestTarget(url), method: 'GET', headers, signal });
    return { status: answer.statusCode, body: await beginningOf(answer.body) };
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (timeUp.aborted) return { failure: `no answer within ${ctx.timings.notifyTryMs / 1_000} s`, isFinal: false };
    if (error instanceof RunError) return { failure: error.message, isFinal: true };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected error';
    return { failure: `it cannot be reached: ${code}`, isFinal: false };
  } finally {
    await agent?.destroy();
  }
}

/** Leaving the loop ends the connection. */
async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString();
}
