import type { RunContext } from '../base/context.ts';
import { retry } from '../base/retry.ts';
import type { LogRequest } from './cluster.ts';
import { queryOf, resourcePath } from './resource-path.ts';
import { explain, newJudge } from './transport/ask.ts';
import { asLostAnswer } from './transport/lost-answer.ts';
import { readBody, readSome } from './transport/read-body.ts';
import type { Line, Question, Transport } from './transport/transport.ts';

/** As `Cluster.readLog`. Beginning is asked again after a failure; once bytes have come, a break is told. */
export async function* readLog(
  ctx: RunContext,
  transport: Transport,
  { namespace, pod, container, follow }: LogRequest,
): AsyncGenerator<Uint8Array, void, void> {
  const path = resourcePath({ group: '', version: 'v1', resource: 'pods', namespace }, pod, 'log');
  const query = queryOf({ container, follow: follow ? 'true' : undefined });
  const question: Question = { method: 'GET', path: path + query, what: `read the log of pod ${namespace}/${pod}` };
  const attempt = async () => transport.dial(ctx, question, async (line) => open(ctx, line));
  try {
    const about = { server: transport.server, to: question.what };
    yield* await retry(ctx, attempt, newJudge(transport.others, question), about);
  } catch (error) {
    throw explain(error, transport, question);
  }
}

/** A log may rest for hours: its body has no deadline but the caller's. */
async function open(ctx: RunContext, line: Line): Promise<AsyncIterable<Uint8Array>> {
  const { origin, pathname, search } = new URL(line.url);
  const { signal } = ctx;
  const request = {
    origin,
    path: pathname + search,
    method: 'GET',
    headers: line.headers,
    signal,
    bodyTimeout: 0,
  } as const;
  try {
    const { statusCode, headers, body } = await line.dispatcher.request(request);
    body.on('error', () => undefined);
    if (statusCode >= 300) throw line.refusalOf({ statusCode, headers, bytes: await readSome(body) });
    return readBody(ctx, body);
  } catch (error) {
    signal.throwIfAborted();
    throw asLostAnswer(error);
  }
}
