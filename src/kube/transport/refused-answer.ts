import { ApiError } from '../cluster.ts';

const SENTENCE_LENGTH = 2000;
/** What the server says of a path below a known group, and client-go of one where there is only a page. */
const NOT_SERVED = 'the server could not find the requested resource';

/** An `ApiError` with what the transport needs to go on after it. */
export class RefusedAnswer extends ApiError {
  /** What `Retry-After` asks for; undefined without one. */
  readonly retryAfterMs: number | undefined;
  /** `metadata.continue` of the Status: how an expired list may be continued on newer state (HTTP 410). */
  readonly continueToken: string | undefined;

  constructor(
    status: number,
    facts: { reason: string; message: string; retryAfterMs?: number | undefined; continueToken?: string | undefined },
  ) {
    super(status, facts.reason, facts.message);
    this.retryAfterMs = facts.retryAfterMs;
    this.continueToken = facts.continueToken;
  }
}

/** An answer with a status of 300 or more, as an error: what its Status object says, and nothing else of it. */
export function readRefusal(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  now: Date,
): RefusedAnswer {
  const document = parseStatus(body);
  const { kind, reason, message, metadata } = document;
  const isStatus = kind === 'Status';
  const unsaid = status === 404 ? NOT_SERVED : `HTTP ${status}`;
  const sentence = isStatus && typeof message === 'string' && message !== '' ? sentenceOf(document) : unsaid;
  const continueToken = metadata?.continue;
  return new RefusedAnswer(status, {
    reason: isStatus && typeof reason === 'string' ? reason : '',
    message: sentence.slice(0, SENTENCE_LENGTH),
    retryAfterMs: parseRetryAfter(headers['retry-after'], now),
    continueToken: typeof continueToken === 'string' && continueToken !== '' ? continueToken : undefined,
  });
}

/** Seconds or a date (RFC 9110 §10.2.3), as milliseconds from now; undefined where it is neither. */
export function parseRetryAfter(header: string | string[] | undefined, now: Date): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = /[a-z]/i.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/**
 * The Status' message. Where it quotes whole parts of the object (a Pod template with its environment, say), it is made
 * anew from the causes without those parts: they may be secret, and are longer than the reason behind them.
 */
function sentenceOf({ message, details }: StatusObject): string {
  const text = String(message);
  const causes = (Array.isArray(details?.causes) ? (details.causes as readonly (Cause | null)[]) : []).map(
    (cause) => `${String(cause?.field)}: ${withoutParts(cause?.message)}`,
  );
  const [subject, rest] = text.split(' is invalid: ', 2);
  const isQuoting = rest !== undefined && causes.some((cause) => !rest.includes(cause));
  return isQuoting ? `${subject} is invalid: ${[...new Set(causes)].join(', ')}` : text;
}

/** A cause without a value in braces or brackets, and without the difference that may follow on further lines. */
function withoutParts(cause: unknown): string {
  const text = String(cause);
  const plain = text.replace(/^(\w+ value): ([[{]|[\w.*&[\]]+\{).*[\]}]: /s, '$1: ');
  return plain.split('\n', 1)[0]!.trimEnd();
}

interface StatusObject {
  readonly kind?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly metadata?: { readonly continue?: unknown };
  readonly details?: { readonly causes?: unknown } | null;
}

interface Cause {
  readonly field?: unknown;
  readonly message?: unknown;
}

/** A body that is no JSON object says nothing; proxies answer with pages. */
function parseStatus(body: string): StatusObject {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
