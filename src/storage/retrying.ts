import type { RunContext } from '../base/context.ts';
import { retry, type Handling } from '../base/retry.ts';
import { RunError } from '../domain/problem.ts';
import { compareKeys } from './object-key.ts';
import type { ObjectBody, ObjectInfo, ObjectStore, PutOptions, PutOutcome } from './object-store.ts';

/** How often an object that we stored ourselves is looked for again where the store does not show it yet. */
const LAG_ATTEMPTS = 5;

/**
 * Asks again after `storage-unavailable`, within the call's budget, and hides the lag of eventually consistent stores for
 * what was put through it. It is the only retry for storage, except for the parts of one upload, which the S3 client
 * repeats. After an abort nothing is asked.
 *
 * `get` is repeated until its first byte arrived: from there on the reader alone knows what it did with the bytes.
 * `list` goes on behind the last key it told.
 */
export class RetryingObjectStore implements ObjectStore {
  readonly root: string;
  readonly #store: ObjectStore;
  /** Keys that were stored here and not deleted since. */
  readonly #stored = new Set<string>();

  constructor(store: ObjectStore) {
    this.#store = store;
    this.root = store.root;
  }

  get isAtomic(): boolean {
    return this.#store.isAtomic;
  }

  async head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined> {
    return this.#waitForOwn(ctx, key, () => this.#again(ctx, () => this.#store.head(ctx, key)));
  }

  async get(ctx: RunContext, key: string, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#waitForOwn(ctx, key, () =>
      this.#again(ctx, async () => {
        const stream = await this.#store.get(ctx, key, from);
        return stream === undefined ? undefined : begin(stream);
      }),
    );
  }

  async put(ctx: RunContext, key: string, body: ObjectBody, options?: PutOptions): Promise<PutOutcome> {
    const outcome = await this.#again(ctx, () => this.#store.put(ctx, key, body, options));
    if (outcome === 'stored') this.#stored.add(key);
    return outcome;
  }

  async *list(ctx: RunContext, prefix: string): AsyncGenerator<ObjectInfo> {
    let told: string | undefined;
    let listing: AsyncIterator<ObjectInfo> | undefined;
    const next = async () => {
      try {
        listing ??= listBehind(this.#store.list(ctx, prefix), told);
        return await listing.next();
      } catch (error) {
        listing = undefined;
        throw error;
      }
    };
    try {
      for (;;) {
        const step = await this.#again(ctx, next);
        if (step.done === true) return;
        told = step.value.key;
        yield step.value;
      }
    } finally {
      await listing?.return?.();
    }
  }

  async listFolders(ctx: RunContext, prefix: string): Promise<string[]> {
    return this.#again(ctx, () => this.#store.listFolders(ctx, prefix));
  }

  async delete(ctx: RunContext, key: string): Promise<void> {
    this.#stored.delete(key);
    await this.#again(ctx, () => this.#store.delete(ctx, key));
  }

  async abortUnfinished(ctx: RunContext, prefix: string, before: Date): Promise<number> {
    return this.#again(ctx, () => this.#store.abortUnfinished(ctx, prefix, before));
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  #again<T>(ctx: RunContext, attempt: () => Promise<T>): Promise<T> {
    return retry(ctx, attempt, (error) => {
      const handling = handlingOf(error);
      if (handling.retry) ctx.log.debug({ root: this.root, error }, 'Storage did not answer; asking again');
      return handling;
    });
  }

  /** Pauses grow fourfold from the first one of the timings, up to the largest. */
  async #waitForOwn<T>(ctx: RunContext, key: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const { retryFirstMs, retryLargestMs } = ctx.timings;
    for (let attempt = 0; ; attempt++) {
      const found = await look();
      if (found !== undefined || !this.#stored.has(key) || attempt === LAG_ATTEMPTS) return found;
      ctx.log.debug({ root: this.root, key }, 'A stored object is not visible yet; looking again');
      await ctx.clock.pause(Math.min(retryFirstMs * 4 ** attempt, retryLargestMs), ctx.signal);
    }
  }
}

function handlingOf(error: unknown): Handling {
  return { retry: error instanceof RunError && error.code === 'storage-unavailable' };
}

/** Waits for a stream's first chunk, so that a stream that never starts fails here and not in the reader's hands. */
async function begin(stream: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  return resume(first, iterator);
}

async function* resume(
  first: IteratorResult<Uint8Array>,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let step = first; step.done !== true; step = await iterator.next()) yield step.value;
  } finally {
    await iterator.return?.();
  }
}

/** A listing without the keys up to and including `told`. */
async function* listBehind(listing: AsyncIterable<ObjectInfo>, told: string | undefined): AsyncGenerator<ObjectInfo> {
  for await (const info of listing) {
    if (told === undefined || compareKeys(info.key, told) > 0) yield info;
  }
}
