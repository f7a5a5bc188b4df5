import { encodeJson, type JsonObject } from '../objects/json.ts';

/** A request as it came in, its body read whole. */
export interface ApiRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer before faults have had their way with it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An answer in JSON, with the newline that the real server ends it with. */
export function jsonReply(status: number, json: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...headers },
    body: `${json}\n`,
  };
}

/** An answer in JSON from a value. */
export function valueReply(status: number, value: JsonObject, headers?: Readonly<Record<string, string>>): Reply {
  return jsonReply(status, encodeJson(value, 'given'), headers);
}

/** An answer in plain text. */
export function textReply(status: number, text: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** The first value of a header, lower-case name; empty where there is none. */
export function headerOf(request: ApiRequest, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
