import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { asLostAnswer, LostAnswer } from '../transport/lost-answer.ts';
import type { Line } from '../transport/transport.ts';
import { REFUSAL_BYTES } from '../transport/read-body.ts';

/** A dispatcher for one WebSocket, which tells why it did not come about, and can end it at once. */
export interface ObservedDispatcher {
  /** What a WebSocket takes as its dispatcher. */
  readonly dispatcher: Dispatcher;
  /** Why there is no connection: the server's refusal, or how the connection was lost. */
  readonly failure: unknown;
  /** Ends the connection at once, also one that is only being made. */
  end(): void;
}

/**
 * A WebSocket is told nothing of a handshake that fails, by its standard. This one sends the line's headers with the
 * handshake, lists of values as such, and keeps what the server answered instead of an upgrade.
 */
export function observe(line: Line): ObservedDispatcher {
  return new Observer(line);
}

class Observer implements ObservedDispatcher {
  readonly #line: Line;
  #socket: Duplex | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isDestroyed = false;
  failure: unknown;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Of a dispatcher, a WebSocket uses this alone. */
  get dispatcher(): Dispatcher {
    const dispatch: Dispatcher['dispatch'] = (options, handler) => this.#dispatch(options, handler);
    return { dispatch } as Dispatcher;
  }

  #dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const headers = { ...headersOf(options.headers), ...this.#line.headers };
    return this.#line.dispatcher.dispatch({ ...options, headers }, this.#observing(handler));
  }

  end(): void {
    this.#isDestroyed = true;
    this.#controller?.abort(new LostAnswer('the connection was given up'));
    this.#socket?.destroy();
  }

  #observing(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    let refused: { readonly status: number; readonly headers: Line['headers'] } | undefined;
    const body: Buffer[] = [];
    const fail = (controller: Dispatcher.DispatchController, error: Error): void => {
      this.failure ??= error;
      handler.onResponseError?.(controller, error);
    };
    const end = (controller: Dispatcher.DispatchController): void => {
      const { status, headers } = refused ?? { status: 0, headers: {} };
      const bytes = Buffer.concat(body).subarray(0, REFUSAL_BYTES);
      fail(controller, this.#line.refusalOf({ statusCode: status, headers, bytes }));
    };
    return {
      onRequestStart: (controller, context) => {
        this.#controller = controller;
        if (this.#isDestroyed) controller.abort(new LostAnswer('the connection was given up'));
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (controller, status, headers, socket) => {
        this.#socket = socket;
        // Whatever breaks it is told by its end.
        socket.on('error', () => undefined);
        if (this.#isDestroyed) socket.destroy();
        handler.onRequestUpgrade?.(controller, status, headers, socket);
      },
      onResponseStart: (_, status, headers) => {
        refused = { status, headers: headers as Line['headers'] };
      },
      onResponseData: (_, chunk) => void body.push(chunk),
      onResponseEnd: end,
      onResponseError: (controller, error) => {
        if (refused !== undefined && refused.status >= 300) end(controller);
        else fail(controller, asLostAnswer(error) as Error);
      },
    };
  }
}

/** As fetch hands them over: an iterable of pairs, or an object. */
function headersOf(headers: unknown): Record<string, string> {
  if (headers === null || headers === undefined) return {};
  if (typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function')
    return Object.fromEntries(headers as Iterable<[string, string]>);
  return { ...(headers as Record<string, string>) };
}
