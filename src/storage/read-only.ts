import type { RunContext } from '../base/context.ts';
import { RunError } from '../domain/problem.ts';
import type { ObjectInfo, ObjectStore, PutOutcome } from './object-store.ts';

/** A location with `accessMode: ReadOnly`: reads go through, every change is refused as `cannot-write`. */
export class ReadOnlyObjectStore implements ObjectStore {
  readonly root: string;
  readonly isAtomic: boolean;
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.root = store.root;
    this.isAtomic = store.isAtomic;
  }

  async head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined> {
    return this.#store.head(ctx, key);
  }

  async get(ctx: RunContext, key: string, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#store.get(ctx, key, from);
  }

  list(ctx: RunContext, prefix: string): AsyncIterable<ObjectInfo> {
    return this.#store.list(ctx, prefix);
  }

  async listFolders(ctx: RunContext, prefix: string): Promise<string[]> {
    return this.#store.listFolders(ctx, prefix);
  }

  async put(ctx: RunContext, key: string): Promise<PutOutcome> {
    return this.#refuse(ctx, `write ${key}`);
  }

  async delete(ctx: RunContext, key: string): Promise<void> {
    return this.#refuse(ctx, `delete ${key}`);
  }

  async abortUnfinished(ctx: RunContext, prefix: string): Promise<number> {
    return this.#refuse(ctx, `clean up below ${prefix === '' ? 'the root' : prefix}`);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  #refuse(ctx: RunContext, what: string): never {
    ctx.signal.throwIfAborted();
    throw new RunError('cannot-write', `Cannot ${what} in ${this.root}: the storage location is read-only`, {
      hint: "Set the storage location's accessMode to ReadWrite",
    });
  }
}
