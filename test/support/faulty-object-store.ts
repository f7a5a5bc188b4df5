import type { RunContext } from '../../src/base/context.ts';
import { collectBody } from '../../src/storage/object-body.ts';
import type { ObjectBody, ObjectInfo, ObjectStore, PutOptions, PutOutcome } from '../../src/storage/object-store.ts';

/** The methods a fault can be put on. */
export type StoreMethod = 'head' | 'get' | 'put' | 'list' | 'listFolders' | 'delete' | 'abortUnfinished';

/** What becomes of one call. */
export type StoreFault =
  /** Nothing is done, this is thrown. */
  | { readonly throws: Error }
  /** It is done, but this is thrown: a lost answer. */
  | { readonly throwsAfter: Error }
  /** Nothing happens until the signal aborts. */
  | 'hang'
  /** One bit of the middle byte is turned over: of a put on its way in, of a get on its way out. */
  | 'flip-bit'
  /** A look or a read finds nothing, as if an earlier put had not arrived yet. */
  | 'lag'
  /** A read or a listing ends with this error after so many chunks or entries. */
  | { readonly endsAfter: number; readonly throws: Error }
  /** The test acts first (aborts, looks, puts something in between), then the call goes on. */
  | { readonly before: () => void | Promise<void> };

/** One call as it arrived; `key` is the prefix of a listing. */
export interface StoreCall {
  readonly method: StoreMethod;
  readonly key: string;
}

interface Script {
  readonly method: StoreMethod;
  readonly matches: (key: string) => boolean;
  readonly faults: (StoreFault | undefined)[];
  readonly isEndless: boolean;
}

/** Any store, with faults by script: restic's and kopia's way to test what a store may do to us. */
export class FaultyObjectStore implements ObjectStore {
  readonly root: string;
  readonly calls: StoreCall[] = [];
  readonly #store: ObjectStore;
  readonly #scripts: Script[] = [];

  constructor(store: ObjectStore) {
    this.#store = store;
    this.root = store.root;
  }

  get isAtomic(): boolean {
    return this.#store.isAtomic;
  }

  /** The next calls of a method, for keys that end so, meet these faults in turn; `undefined` lets one through. */
  fail(method: StoreMethod, keyEnd: string, ...faults: (StoreFault | undefined)[]): void {
    this.#scripts.push({ method, matches: (key) => key.endsWith(keyEnd), faults, isEndless: false });
  }

  /** Every call of a method, for keys that end so, meets this fault. */
  failAlways(method: StoreMethod, keyEnd: string, fault: StoreFault): void {
    this.#scripts.push({ method, matches: (key) => key.endsWith(keyEnd), faults: [fault], isEndless: true });
  }

  async head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined> {
    return this.#run(ctx, 'head', key, (fault) => (fault === 'lag' ? absent() : this.#store.head(ctx, key)));
  }

  async get(ctx: RunContext, key: string, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#run(ctx, 'get', key, async (fault) => {
      if (fault === 'lag') return undefined;
      const stream = await this.#store.get(ctx, key, from);
      if (stream === undefined) return undefined;
      return fault === 'flip-bit' ? flippedStream(stream) : limited(stream, fault);
    });
  }

  async put(ctx: RunContext, key: string, body: ObjectBody, options?: PutOptions): Promise<PutOutcome> {
    return this.#run(ctx, 'put', key, async (fault) => {
      const sent = fault === 'flip-bit' ? flipBit(await collectBody(ctx.signal, body)) : body;
      return this.#store.put(ctx, key, sent, options);
    });
  }

  async *list(ctx: RunContext, prefix: string): AsyncGenerator<ObjectInfo> {
    yield* await this.#run(ctx, 'list', prefix, async (fault) => limited(this.#store.list(ctx, prefix), fault));
  }

  async listFolders(ctx: RunContext, prefix: string): Promise<string[]> {
    return this.#run(ctx, 'listFolders', prefix, () => this.#store.listFolders(ctx, prefix));
  }

  async delete(ctx: RunContext, key: string): Promise<void> {
    return this.#run(ctx, 'delete', key, () => this.#store.delete(ctx, key));
  }

  async abortUnfinished(ctx: RunContext, prefix: string, before: Date): Promise<number> {
    return this.#run(ctx, 'abortUnfinished', prefix, () => this.#store.abortUnfinished(ctx, prefix, before));
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #run<T>(
    ctx: RunContext,
    method: StoreMethod,
    key: string,
    act: (fault: StoreFault | undefined) => Promise<T>,
  ): Promise<T> {
    ctx.signal.throwIfAborted();
    this.calls.push({ method, key });
    const fault = this.#nextFault(method, key);
    if (fault === 'hang') return hang(ctx.signal);
    if (typeof fault === 'object' && 'before' in fault) await fault.before();
    if (typeof fault === 'object' && 'throws' in fault && !('endsAfter' in fault)) throw fault.throws;
    const outcome = await act(fault);
    if (typeof fault === 'object' && 'throwsAfter' in fault) throw fault.throwsAfter;
    return outcome;
  }

  #nextFault(method: StoreMethod, key: string): StoreFault | undefined {
    for (const script of this.#scripts) {
      if (script.method !== method || !script.matches(key) || script.faults.length === 0) continue;
      return script.isEndless ? script.faults[0] : script.faults.shift();
    }
    return undefined;
  }
}

async function absent(): Promise<undefined> {
  return undefined;
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function* limited<T>(steps: AsyncIterable<T>, fault: StoreFault | undefined): AsyncGenerator<T> {
  const limit = typeof fault === 'object' && 'endsAfter' in fault ? fault : undefined;
  let count = 0;
  for await (const step of steps) {
    if (limit !== undefined && count++ >= limit.endsAfter) throw limit.throws;
    yield step;
  }
  if (limit !== undefined && count <= limit.endsAfter) throw limit.throws;
}

async function* flippedStream(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  yield flipBit(Buffer.concat(chunks));
}

function flipBit(bytes: Uint8Array): Buffer {
  const flipped = Buffer.from(bytes);
  const middle = flipped.length >> 1;
  if (flipped.length > 0) flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
  return flipped;
}
