import type { Dispatcher } from 'undici';
import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { Credentials, type Credential } from '../connect/credentials.ts';
import { openDispatcher } from '../connect/dispatcher.ts';
import type { ClusterTarget } from '../connect/target.ts';
import { DeadWebhooks } from './dead-webhooks.ts';
import { Gate } from './gate.ts';
import { asLostAnswer, LostAnswer } from './lost-answer.ts';
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

/** How many requests may be under way at once. */
export interface TransportLimits {
  /** Pages of lists; each may wait for whoever takes its items. */
  readonly lists: number;
  /** Everything else, so that a Lease is renewed while all lists wait. */
  readonly others: number;
  /** How many of the others at first; more with every 50 that go well. */
  readonly othersAtStart: number;
}

const REFUSAL_BYTES = 256 * 1024;

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
      ctx.signal.throwIfAborted();
      const credential = await this.#credentials.current(ctx);
      return await this.#askWith(ctx, question, credential, leave).catch(async (error: unknown) => {
        ctx.signal.throwIfAborted();
        const next = await this.#renewed(ctx, error, credential);
        if (next === undefined) throw error;
        return this.#askWith(ctx, question, next, leave);
      });
    } catch (error) {
      leave();
      ctx.signal.throwIfAborted();
      throw error instanceof RefusedAnswer && error.status === 401 ? this.#rejection(question, error) : error;
    }
  }

  /** Gives up what is still under way and closes all connections. */
  async close(): Promise<void> {
    const dispatchers = [...this.#retired.splice(0), ...(this.#connections ? [this.#connections.dispatcher] : [])];
    this.#connections = undefined;
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.destroy()));
  }

  /** Another credential to try with after `error`, or undefined where there is none. */
  async #renewed(ctx: RunContext, error: unknown, used: Credential): Promise<Credential | undefined> {
    if (error instanceof RefusedAnswer && error.status === 401) return this.#credentials.renew(ctx, used);
    if (!(error instanceof LostAnswer) || !error.isUntrusted) return undefined;
    const next = await this.#credentials.renew(ctx, used);
    return next.tlsFingerprint === used.tlsFingerprint ? undefined : next;
  }

  async #askWith(ctx: RunContext, question: Question, credential: Credential, leave: () => void): Promise<Answer> {
    const { statusCode, headers, body } = await this.#send(ctx, question, credential);
    // Without a listener, an error that comes while nobody reads would end the process; readers get it all the same.
    body.on('error', () => undefined);
    if (statusCode >= 300) throw await this.#refusal(ctx, question, { statusCode, headers, body });
    body.once('close', leave);
    const type = String(headers['content-type'] ?? 'nothing known');
    if (!/^application\/(.+\+)?json\b/.test(type)) {
      body.destroy();
      throw new LostAnswer(`something else answered: ${type} instead of JSON`);
    }
    return { headers, body: readBody(ctx, body), discard: () => body.destroy() };
  }

  async #send(ctx: RunContext, question: Question, credential: Credential): Promise<Dispatcher.ResponseData> {
    const { method, path, accept = 'application/json', body, contentType = 'application/json' } = question;
    try {
      return await this.#connect(ctx, credential).request({
        origin: this.#origin,
        path: this.#root + path,
        method,
        headers: {
          'user-agent': 'lifeboat',
          accept,
          ...(body !== undefined && { 'content-type': contentType }),
          ...credential.headers,
        },
        signal: ctx.signal,
        ...(body !== undefined && { body }),
      });
    } catch (error) {
      ctx.signal.throwIfAborted();
      throw asLostAnswer(error);
    }
  }

  async #refusal(
    ctx: RunContext,
    { method, path }: Question,
    { statusCode: status, headers, body }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
  ): Promise<Error> {
    const text = await readSome(body);
    ctx.signal.throwIfAborted();
    if (status < 400) return new LostAnswer(`something else answered: a redirection (HTTP ${status})`);
    const refusal = readRefusal(status, headers, text, ctx.clock.now());
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

/** The body as it arrives; a connection that breaks is a `LostAnswer`, an abort the signal's reason. */
async function* readBody(ctx: RunContext, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* body;
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw asLostAnswer(error);
  }
}

/** The beginning of a refusal's body. Where it breaks off, what came is enough: the status is the answer. */
async function readSome(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > REFUSAL_BYTES) break;
    }
  } catch {
    body.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}
