import type { RunContext } from '../../base/context.ts';
import { retry } from '../../base/retry.ts';
import type { ExecOutcome, ExecRequest } from '../cluster.ts';
import { queryOf, resourcePath } from '../resource-path.ts';
import { explain, newJudge } from '../transport/ask.ts';
import { LostAnswer } from '../transport/lost-answer.ts';
import type { Line, Question, Transport } from '../transport/transport.ts';
import { observe } from './observed-dispatcher.ts';
import { readExitStatus } from './exit-status.ts';

/** The newest that the server has of these is spoken; both tell the exit code on the error channel. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Channels of these protocols, by the first byte of each message. */
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;

/**
 * As `Cluster.exec`. The WebSocket runs over the transport's own connections, so that certificates, token, proxy and
 * impersonation are those of every other request; it is loaded with the first command, because few runs have one.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/ and kubelet's `remotecommand` protocols
 */
export async function execInContainer(
  ctx: RunContext,
  transport: Transport,
  request: ExecRequest,
): Promise<ExecOutcome> {
  const { namespace, pod, container } = request;
  const question: Question = {
    method: 'GET',
    path: pathOf(request),
    what: `run a command in container ${container} of pod ${namespace}/${pod}`,
    isOnce: true,
    isPayload: true,
  };
  const attempt = async (): Promise<ExecOutcome> =>
    transport.dial(ctx, question, (line) => converse(ctx, line, request));
  try {
    const about = { server: transport.server, to: question.what };
    return await retry(ctx, attempt, newJudge(transport.others, question), about);
  } catch (error) {
    throw explain(error, transport, question);
  }
}

function pathOf({ namespace, pod, container, command }: ExecRequest): string {
  const path = resourcePath({ group: '', version: 'v1', resource: 'pods', namespace }, pod, 'exec');
  const words = command.map((word) => `&command=${encodeURIComponent(word)}`).join('');
  return `${path}${queryOf({ container, stdout: 'true', stderr: 'true' })}${words}`;
}

/** Listens until the connection is closed. Whether the command ran at all, only its status tells. */
async function converse(ctx: RunContext, line: Line, { onOutput }: ExecRequest): Promise<ExecOutcome> {
  const { WebSocket } = await import('undici');
  ctx.signal.throwIfAborted();
  const connection = observe(line);
  const socket = new WebSocket(line.url.replace(/^http/, 'ws'), {
    protocols: PROTOCOLS,
    dispatcher: connection.dispatcher,
  });
  socket.binaryType = 'arraybuffer';
  let status: string | undefined;
  const closed = Promise.withResolvers<void>();
  const giveUp = (): void => {
    connection.end();
    closed.reject(ctx.signal.reason as Error);
  };
  ctx.signal.addEventListener('abort', giveUp);
  socket.addEventListener('message', ({ data }) => {
    const bytes = new Uint8Array(data as ArrayBuffer);
    const [channel] = bytes;
    if (channel === STDOUT || channel === STDERR) onOutput?.(bytes.subarray(1));
    if (channel === ERROR) status = (status ?? '') + new TextDecoder().decode(bytes.subarray(1));
  });
  // What an error was, the connection knows better; it is always followed by the end.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => closed.resolve());
  try {
    await closed.promise;
  } finally {
    ctx.signal.removeEventListener('abort', giveUp);
    connection.end();
  }
  if (status !== undefined) return readExitStatus(status);
  throw connection.failure ?? new LostAnswer('the connection was closed before the command had ended');
}
