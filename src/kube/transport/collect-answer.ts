import type { Dispatcher } from 'undici';

/** An answer that was read to its end. */
export interface CollectedAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/**
 * Sends a request and reads its answer to the end: without the stream that undici makes of every body, which takes
 * longer than all else of a small answer. A refusal that breaks off is what came of it, because its status is the
 * answer. Rejects with undici's error, or the signal's reason.
 */
export async function collectAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<CollectedAnswer> {
  signal.throwIfAborted();
  const collector = new Collector();
  const onAbort = (): void => collector.abort(signal.reason as Error);
  signal.addEventListener('abort', onAbort);
  try {
    dispatcher.dispatch(request, collector);
    return await collector.answer;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

class Collector implements Dispatcher.DispatchHandler {
  readonly answer: Promise<CollectedAnswer>;
  readonly #resolve: (answer: CollectedAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #statusCode = 0;
  #headers: CollectedAnswer['headers'] = {};
  #reason: Error | undefined;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<CollectedAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Gives the request up; also one that waits for its connection. */
  abort(reason: Error): void {
    this.#reason = reason;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#reason === undefined) this.#controller = controller;
    else controller.abort(this.#reason);
  }

  /** Called for an interim answer (1xx) too, and then again. */
  onResponseStart(_: unknown, statusCode: number, headers: CollectedAnswer['headers']): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { length, 0: only } = this.#chunks;
    const bytes = length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, bytes });
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.#statusCode >= 300) this.onResponseEnd();
    else this.#reject(error);
  }
}
