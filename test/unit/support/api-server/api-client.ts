import { Agent, request } from 'undici';
import type { ApiServer } from '../../../support/api-server/api-server.ts';

/** An answer with its body as text and, where it is JSON, as a value. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: AnsweredObject;
}

/** What tests look at in an object, a list or a `Status`. */
export interface AnsweredObject {
  readonly kind: string;
  readonly reason: string;
  readonly message: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly continue: string;
    readonly remainingItemCount?: number;
    readonly deletionTimestamp?: string;
  };
  readonly items: readonly AnsweredObject[];
  readonly status?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

/** Asks a server the plain way. */
export interface ApiClient {
  get(path: string): Promise<ApiAnswer>;
  send(method: string, path: string, body?: object | string, contentType?: string): Promise<ApiAnswer>;
  close(): Promise<void>;
  /** Breaks off what is under way. */
  destroy(): Promise<void>;
}

/** A client for a user of the server, by default its administrator; without a token for an empty one. */
export function clientOf(
  server: ApiServer,
  token = server.token,
  options: { readonly http2?: boolean } = {},
): ApiClient {
  const dispatcher = new Agent({ connect: { ca: server.caPem }, allowH2: options.http2 ?? true });
  const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
  const ask = async (method: string, path: string, body?: object | string, contentType = 'application/json') => {
    const response = await request(`${server.url}${path}`, {
      dispatcher,
      method: method as 'GET',
      headers: { ...authorization, 'content-type': contentType, 'user-agent': 'test/1' },
      body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    });
    const text = await response.body.text();
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    const json = (isJson ? JSON.parse(text) : {}) as AnsweredObject;
    return { status: response.statusCode, headers: response.headers, text, json };
  };
  return {
    get: (path) => ask('GET', path),
    send: ask,
    close: () => dispatcher.close(),
    destroy: () => dispatcher.destroy(),
  };
}
