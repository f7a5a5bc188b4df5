import type { Dispatcher } from 'undici';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { Credentials, type Credential } from '../connect/credentials.ts';
import { openDispatcher } from '../connect/dispatcher.ts';
import type { ClusterTarget } from '../connect/target.ts';
import { DeadWebhooks } from './dead-webhooks.ts';
import { Gate } from './gate.ts';
import { asLostAnswer, LostAnswer } from './lost-answer.ts';
import { type CollectedAnswer, collectAnswer } from './collect-answer.ts';
import { readBody, readSome, REFUSAL_BYTES } from './read-body.ts';
import { readRefusal, RefusedAnswer } from './refused-answer.ts';

/** One question to the API server. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, from the API root: `/api/v1/pods?limit=500`. */
  readonly path: string;
  /** For messages, behind "Cannot": `list pods in namespace shop`. */
  readonly what: string;
  readonly accept?: string;
  readonly body?: string;
  /** Of the body; JSON by default. */
  readonly contentType?: string;
  /** Asked again only where the server certainly did not act on it. */
  readonly isOnce?: boolean;
  /** Concerns one object of many, so that a definite no must not end the run, with whatever status it comes. */
  readonly isPayload?: boolean;
  /** How often it is asked at most within the call's budget; without it, as often as the budget allows. */
  readonly attempts?: number;
}

/** A successful answer whose body is still on its way. Whoever holds it reads it to its end, or calls `discard`. */
export interface Answer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the connection up; nothing to do after the end of the body. */
  discard(): void;
}

/** A successful answer, read to its end. */
export type WholeAnswer = Pick<CollectedAnswer, 'headers' | 'bytes'>;

/** The way to the API server, for who speaks something else than questions and answers on it: a WebSocket. */
export interface Line {
  readonly dispatcher: Dispatcher;
  /** With the path and query of the question. */
  readonly url: string;
  /** To be sent with the handshake; a list is a header that is sent several times. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** What an answer is, where it is not the one that was hoped for. */
  refusalOf(answer: CollectedAnswer): Error;
}

type Attempt<T> = (credential: Credential) => Promise<T>;

/** How many requests may be under way at once. */
export interface TransportLimits {
  /** Pages of lists; each may wait for whoever takes its items. */
  readonly lists: number;
  /** Everything else, so that a Lease is renewed while all lists wait. */
  readonly others: number;
  /** How many of the others at first; more with every 50 that go well. */
  readonly othersAtStart: number;
}

/**
 * Asks the API server, once. Credentials and connections are its business; asking again after a failure is not. A rejected credential is read anew and tried once more, and so is an untrusted
 * certificate where the authority's file has changed meanwhile.
 */
export class Transport {
  readonly server: string;
  readonly lists: Gate;
  readonly others: Gate;
  readonly deadWebhooks = new DeadWebhooks();
  readonly #target: ClusterTarget;
  readonly #proxy: string | undefined;
  readonly #credentials: Credentials;
  readonly #origin: string;
  readonly #root: string;
  readonly #width: number;
  #connections: { readonly dispatcher: Dispatcher; readonly fingerprint: string } | undefined;
  /** Connections with old certificates, which end when the requests on them have. */
  readonly #retired: Dispatcher[] = [];

  constructor(
    target: ClusterTarget,
    proxy: string | undefined,
    limits: TransportLimits,
    onSecret?: (secret: string) => void,
  ) {
    const { origin, pathname } = new URL(target.server);
    this.server = target.server;
    this.lists = new Gate(limits.lists);
    this.others = new Gate(limits.others, limits.othersAtStart);
    this.#width = limits.lists + limits.others;
    this.#target = target;
    this.#proxy = proxy;
    this.#credentials = new Credentials(target, onSecret);
    this.#origin = origin;
    this.#root = pathname === '/' ? '' : pathname;
  }

  /**
   * Asks once. Resolves with a JSON answer of status 2xx, and calls `leave` when its body has ended; else calls it at
   * once and throws: `RefusedAnswer` (an `ApiError`), `LostAnswer`, `RunError` `permission-denied` for credentials
   * that are rejected or cannot be had, or the signal's reason.
   */
  async askOnce(ctx: RunContext, question: Question, leave: () => void): Promise<Answer> {
    try {
      return await this.#tryWith(ctx, question, (credential) => this.#openWith(ctx, question, credential, leave));
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** As `askOnce`, for answers that are small: read to its end, in half the time. */
  async askWhole(ctx: RunContext, question: Question): Promise<WholeAnswer> {
    return this.#tryWith(ctx, question, (credential) => this.#readWith(ctx, question, credential));
  }

  /** As `askOnce`, for a conversation: `speak` may be called again, with other credentials, where it throws a 401. */
  async dial<T>(ctx: RunContext, question: Question, speak: (line: Line) => Promise<T>): Promise<T> {
    return this.#tryWith(ctx, question, async (credential) =>
      speak({
        dispatcher: this.#connect(ctx, credential),
        url: this.#origin + this.#root + question.path,
        headers: { 'user-agent': 'lifeboat', ...credential.headers },
        refusalOf: (answer) => this.#refusal(ctx, question, answer),
      }),
    );
  }

  /** Gives up what is still under way and closes all connections. */
  async close(): Promise<void> {
    const dispatchers = [...this.#retired.splice(0), ...(this.#connections ? [this.#connections.dispatcher] : [])];
    this.#connections = undefined;
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.destroy()));
  }

  async #tryWith<T>(ctx: RunContext, question: Question, attempt: Attempt<T>): Promise<T> {
    try {
      ctx.signal.throwIfAborted();
      return await this.#tryTwice(ctx, attempt);
    } catch (error) {
      ctx.signal.throwIfAborted();
      throw error instanceof RefusedAnswer && error.status === 401 ? this.#rejection(question, error) : error;
    }
  }

  async #tryTwice<T>(ctx: RunContext, attempt: Attempt<T>): Promise<T> {
    const credential = await this.#credentials.current(ctx);
    try {
      return await attempt(credential);
    } catch (error) {
      ctx.signal.throwIfAborted();
      const next = await this.#renewed(ctx, error, credential);
      if (next === undefined) throw error;
      return attempt(next);
    }
  }

  /** Another credential to try with after `error`, or undefined where there is none. */
  async #renewed(ctx: RunContext, error: unknown, used: Credential): Promise<Credential | undefined> {
    if (error instanceof RefusedAnswer && error.status === 401) return this.#credentials.renew(ctx, used);
    if (!(error instanceof LostAnswer) || !error.isUntrusted) return undefined;
    const next = await this.#credentials.renew(ctx, used);
    return next.tlsFingerprint === used.tlsFingerprint ? undefined : next;
  }

  async #openWith(ctx: RunContext, question: Question, credential: Credential, leave: () => void): Promise<Answer> {
    const request = { ...this.#requestOf(question, credential), signal: ctx.signal };
    const send = async () => this.#connect(ctx, credential).request(request);
    const { statusCode, headers, body } = await orLost(ctx, send);
    // Without a listener, an error that comes while nobody reads would end the process; readers get it all the same.
    body.on('error', () => undefined);
    if (statusCode >= 300) throw this.#refusal(ctx, question, { statusCode, headers, bytes: await readSome(body) });
    body.once('close', leave);
    try {
      refuseOtherContent(headers);
    } catch (error) {
      body.destroy();
      throw error;
    }
    return { headers, body: readBody(ctx, body), discard: () => body.destroy() };
  }

  async #readWith(ctx: RunContext, question: Question, credential: Credential): Promise<WholeAnswer> {
    const request = this.#requestOf(question, credential);
    const collect = async () => collectAnswer(this.#connect(ctx, credential), request, ctx.signal);
    const answer = await orLost(ctx, collect);
    if (answer.statusCode >= 300) throw this.#refusal(ctx, question, answer);
    refuseOtherContent(answer.headers);
    return answer;
  }

  #requestOf(question: Question, credential: Credential): Dispatcher.DispatchOptions {
    const { method, path, accept = 'application/json', body, contentType = 'application/json' } = question;
    const headers = {
      'user-agent': 'lifeboat',
      accept,
      ...(body !== undefined && { 'content-type': contentType }),
      ...credential.headers,
    };
    return { origin: this.#origin, path: this.#root + path, method, headers, ...(body !== undefined && { body }) };
  }

  #refusal(
    ctx: RunContext,
    { method, path }: Question,
    { statusCode: status, headers, bytes }: CollectedAnswer,
  ): Error {
    ctx.signal.throwIfAborted();
    if (status < 400) return new LostAnswer(`something else answered: a redirection (HTTP ${status})`);
    const refusal = readRefusal(status, headers, bytes.toString('utf8', 0, REFUSAL_BYTES), ctx.clock.now());
    const flowSchema = headers['x-kubernetes-pf-flowschema-uid'];
    ctx.log.debug({ method, path, status, reason: refusal.reason, flowSchema }, 'the API server refuses a request');
    return refusal;
  }

  /** The shared connections; new ones where certificates have changed, while requests under way end on the old. */
  #connect(ctx: RunContext, { tls, tlsFingerprint: fingerprint }: Credential): Dispatcher {
    if (this.#connections?.fingerprint === fingerprint) return this.#connections.dispatcher;
    if (this.#connections) this.#retire(this.#connections.dispatcher);
    const { server } = this;
    const options = { server, tls, proxy: this.#proxy, connections: this.#width, timings: ctx.timings };
    this.#connections = { dispatcher: openDispatcher(options), fingerprint };
    return this.#connections.dispatcher;
  }

  #retire(dispatcher: Dispatcher): void {
    this.#retired.push(dispatcher);
    dispatcher.close().then(
      () => this.#retired.splice(this.#retired.indexOf(dispatcher), 1),
      () => undefined, // destroyed by `close` meanwhile
    );
  }

  #rejection({ what }: Question, { message }: RefusedAnswer): RunError {
    const hint = this.#target.user.tokenFile === undefined ? 'Sign in again' : 'Check the ServiceAccount and its token';
    return new RunError('permission-denied', `Cannot ${what}: ${this.server} rejects the credentials: ${message}`, {
      hint,
    });
  }
}

async function orLost<T>(ctx: RunContext, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw asLostAnswer(error);
  }
}

/** Something that is not the API server may answer in its place: a proxy's page, a portal. */
function refuseOtherContent({ 'content-type': type = 'nothing known' }: Answer['headers']): void {
  if (/^application\/(.+\+)?json\b/.test(String(type))) return;
  throw new LostAnswer(`something else answered: ${String(type)} instead of JSON`);
}
