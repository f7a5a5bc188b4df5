import type { RunContext } from '../../base/context.ts';
import { retry, type Handling } from '../../base/retry.ts';
import { RunError } from '../../domain/problem.ts';
import { MalformedList } from '../list/item-scanner.ts';
import { unreachableWebhook } from './dead-webhooks.ts';
import type { Gate } from './gate.ts';
import { LostAnswer } from './lost-answer.ts';
import { RefusedAnswer } from './refused-answer.ts';
import type { Question, Transport } from './transport.ts';

/** An answer read to its end and parsed. */
export interface JsonAnswer {
  readonly value: object;
  /** What was parsed, as it came. */
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What of a question matters when it failed. */
type Terms = Pick<Question, 'what' | 'isOnce' | 'isPayload' | 'attempts'>;

/** A server that says 500 has looked and failed (a dead conversion webhook, say): asked again, but not for minutes. */
const ATTEMPTS_AT_500 = 5;

/** A create that met another change of the namespace's quota was not done (reason `Conflict`), and may be soon. */
const ATTEMPTS_AT_CONFLICT = 5;

/**
 * Asks until there is an answer, within the call's budget, and parses it: for one object at most, never for lists of
 * payload. Throws an `ApiError` for a definite no; for what does not get better, a `RunError` as `explain` words it.
 */
export async function askJson(ctx: RunContext, transport: Transport, question: Question): Promise<JsonAnswer> {
  const { others } = transport;
  let round = 0;
  const attempt = async (): Promise<JsonAnswer> => {
    const leave = await others.enter(ctx.signal);
    const startedAt = ctx.clock.monotonicMs();
    round = others.round;
    const { headers, bytes } = await transport.askWhole(ctx, question).finally(leave);
    const value = parseObject(bytes.toString('utf8'));
    others.succeeded(ctx.clock.monotonicMs() - startedAt, round);
    return { value, bytes, headers };
  };
  const judgeAny = newJudge(others, question, () => round);
  const judgePayload = newPayloadJudge(ctx, transport, question);
  try {
    return await retry(ctx, attempt, (error) => judgePayload(error) ?? judgeAny(error), {
      server: transport.server,
      to: question.what,
    });
  } catch (error) {
    throw explain(error, transport, question);
  }
}

/**
 * Decides after each failed attempt of one call whether it is asked again: 429 and 5xx, after what `Retry-After` says;
 * lost answers and broken lists. A question that is asked once is asked again only where it was not acted on.
 * `round` tells in which round of the gate the attempt began.
 */
export function newJudge(gate: Gate, question: Terms, round = () => gate.round): (error: unknown) => Handling {
  let failures = 0;
  return (error) => {
    failures += 1;
    if (error instanceof RefusedAnswer && error.status === 429) gate.narrow(round());
    return judge(error, question, failures);
  };
}

function judge(error: unknown, question: Terms, failures: number): Handling {
  const { isOnce = false, attempts = Infinity } = question;
  if (failures >= attempts) return { retry: false };
  if (error instanceof MalformedList) return { retry: failures < ATTEMPTS_AT_500 };
  if (error instanceof LostAnswer) return { retry: !error.isUntrusted && !(isOnce && error.mayHaveArrived) };
  if (!(error instanceof RefusedAnswer)) return { retry: false };
  const { status, retryAfterMs } = error;
  const isFinal = status < 500 || isOnce || (status === 500 && failures >= ATTEMPTS_AT_500);
  if (isFinal && status !== 429) return { retry: false };
  return retryAfterMs === undefined ? { retry: true } : { retry: true, afterMs: retryAfterMs };
}

/** Refusals after which payload was certainly not written, and which may end: a dead webhook, a quota in motion. */
function newPayloadJudge(
  ctx: RunContext,
  { deadWebhooks }: Transport,
  { method, isPayload = false }: Question,
): (error: unknown) => Handling | undefined {
  let conflicts = 0;
  return (error) => {
    if (!isPayload || !(error instanceof RefusedAnswer)) return undefined;
    const webhook = unreachableWebhook(error);
    if (webhook !== undefined) return { retry: deadWebhooks.mayComeBack(webhook, ctx.clock.monotonicMs()) };
    if (method === 'POST' && error.reason === 'Conflict') return { retry: ++conflicts < ATTEMPTS_AT_CONFLICT };
    return undefined;
  };
}

/**
 * What a failed call throws: a definite no as it is (4xx, and 500 for payload), `tls-untrusted` for a certificate,
 * `cluster-unavailable` for whatever another attempt later may cure, with the server's own sentence where there is one.
 */
export function explain(error: unknown, transport: Transport, { what, isOnce, isPayload }: Terms): unknown {
  const { server } = transport;
  if (error instanceof LostAnswer && error.isUntrusted) {
    return new RunError('tls-untrusted', `Cannot ${what}: ${server} is not trusted: ${error.message}`, {
      hint: 'Check the certificate authority of the kubeconfig, and NODE_EXTRA_CA_CERTS behind a proxy that opens TLS',
    });
  }
  if (error instanceof LostAnswer || error instanceof MalformedList) {
    const doubt =
      isOnce && !(error instanceof LostAnswer && !error.mayHaveArrived) ? '; whether it was done is not known' : '';
    return new RunError('cluster-unavailable', `Cannot ${what} at ${server}: ${error.message}${doubt}`, {
      hint: 'Check that the API server can be reached from here and is healthy',
    });
  }
  if (error instanceof RefusedAnswer && (error.status >= 500 || error.status === 429)) {
    if (isPayload && error.status === 500 && (!isOnce || leftNothing(error))) return error;
    return new RunError('cluster-unavailable', `Cannot ${what}: ${server} answers ${error.status}: ${error.message}`, {
      hint: 'Check the health of the API server, and of webhooks and aggregated APIs that this concerns',
      cause: error,
    });
  }
  return error;
}

/** Whether a 500 certainly left nothing behind: admission could not finish, or etcd takes nothing so large. */
function leftNothing(error: RefusedAnswer): boolean {
  return unreachableWebhook(error) !== undefined || /request is too large|larger than max/.test(error.message);
}

/** Half an object with status 200 is as good as no answer; it is not quoted, because it may hold secrets. */
function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    throw new LostAnswer('the answer was no JSON');
  }
  throw new LostAnswer('the answer was no JSON object');
}
