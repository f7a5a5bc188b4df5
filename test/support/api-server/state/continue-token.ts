import { isJsonObject, tryParseJson } from '../objects/json.ts';

/** Where a list goes on: after which key, at which revision; -1 for whatever is latest. */
export interface Continuation {
  readonly revision: number;
  /** The first key that is not to be shown any more, relative to the list's prefix. */
  readonly after: string;
}

/** The token for a continuation, in the API server's own encoding. */
export function encodeContinue({ revision, after }: Continuation): string {
  const text = `{"v":"meta.k8s.io/v1","rv":${revision},"start":${JSON.stringify(`${after}\0`)}}`;
  return Buffer.from(text).toString('base64url');
}

/** What a token says, or undefined for one this server did not make. */
export function decodeContinue(token: string): Continuation | undefined {
  const value = tryParseJson(Buffer.from(token, 'base64url').toString());
  const { v: version, rv: revision, start } = isJsonObject(value) ? value : {};
  const isOurs = version === 'meta.k8s.io/v1' && typeof revision === 'number' && revision !== 0;
  return isOurs && typeof start === 'string' ? { revision, after: start.replace(/^\/|\0$/g, '') } : undefined;
}
