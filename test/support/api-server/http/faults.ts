import type { ApiRequest, Reply } from './reply.ts';

/** What goes wrong, or is made to happen, with one request. Byte counts are of the response body. */
export type FaultAction =
  /** Another answer; an object is sent as JSON. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  /** Code runs, and is waited for, before the request is looked at: to hold it back, or to change the cluster first. */
  | { readonly kind: 'before'; readonly run: () => unknown }
  /** The connection breaks without an answer. */
  | { readonly kind: 'reset' }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  /** The connection breaks after some bytes. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The response ends after some bytes as if that were all. */
  | { readonly kind: 'end'; readonly afterBytes: number }
  /** Nothing more comes after some bytes. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** One bit of one byte is flipped. */
  | { readonly kind: 'corrupt'; readonly atByte: number }
  /** The true answer is done, another body sent. */
  | { readonly kind: 'rewrite'; readonly body: (body: string) => string | Buffer }
  /** The true answer is done and sent; then the connection takes no more requests (HTTP/2 GOAWAY). */
  | { readonly kind: 'goaway' };

/** Which requests a fault meets, and what then. */
export interface Fault {
  readonly method?: string;
  /** Tried on the path with its query, percent-decoded; text must be contained. */
  readonly path?: RegExp | string;
  /** Matching requests that pass first; none by default. */
  readonly skip?: number;
  /** How many it meets; one by default. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** A fault in place. */
export interface ScriptedFault {
  /** How many requests it has met. */
  readonly hits: number;
  /** Resolves when it meets its first request. */
  readonly reached: Promise<void>;
  remove(): void;
}

/** The script of what goes wrong; the first fault that fits a request meets it. */
export class Faults {
  readonly #waiting: (Fault & { seen: number; hits: number; readonly reached: PromiseWithResolvers<void> })[] = [];

  /** Adds a fault behind those that are there. */
  add(fault: Fault): ScriptedFault {
    const entry = { ...fault, seen: 0, hits: 0, reached: Promise.withResolvers<void>() };
    this.#waiting.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      reached: entry.reached.promise,
      remove: () => void this.#waiting.splice(this.#waiting.indexOf(entry), this.#waiting.includes(entry) ? 1 : 0),
    };
  }

  /** Takes all faults away. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** What happens to a request, if anything; counts it. */
  meet(request: ApiRequest): FaultAction | undefined {
    const query = request.query.toString();
    const target = decodeURIComponent(query === '' ? request.path : `${request.path}?${query.replaceAll('+', ' ')}`);
    for (const fault of this.#waiting.filter((entry) => fits(entry, request.method, target))) {
      fault.seen += 1;
      const nth = fault.seen - (fault.skip ?? 0);
      if (nth < 1 || nth > (fault.times ?? 1)) continue;
      fault.hits += 1;
      fault.reached.resolve();
      return fault.action;
    }
    return undefined;
  }
}

function fits({ method, path }: Fault, requested: string, target: string): boolean {
  if (method !== undefined && method !== requested) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? target.includes(path) : path.test(target);
}

/** The answer with its body damaged, for the actions that do that. */
export function damage(action: FaultAction | undefined, reply: Reply): Reply {
  switch (action?.kind) {
    case 'status': {
      const { status, headers = {}, body = '' } = action;
      const isText = typeof body === 'string';
      const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json';
      return {
        status,
        headers: { 'content-type': contentType, ...headers },
        body: isText ? body : JSON.stringify(body),
      };
    }
    case 'corrupt': {
      const body = Buffer.from(reply.body);
      const at = Math.min(action.atByte, body.length - 1);
      body.writeUInt8(body.readUInt8(at) ^ 1, at);
      return { ...reply, body };
    }
    case 'rewrite':
      return { ...reply, body: action.body(reply.body.toString()) };
    default:
      return reply;
  }
}
