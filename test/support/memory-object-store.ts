import type { RunContext } from '../../src/base/context.ts';
import { collectBody } from '../../src/storage/object-body.ts';
import { checkFolderPrefix, checkKey, checkPrefix, compareKeys } from '../../src/storage/object-key.ts';
import type { ObjectBody, ObjectInfo, ObjectStore, PutOptions, PutOutcome } from '../../src/storage/object-store.ts';

/** An object as it is kept, open to a test's eyes and hands. */
export interface MemoryObject {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAt: Date;
}

const CHUNK_BYTES = 64 * 1024;

/** Keeps objects in memory; honest, atomic and durable as long as the test. Times come from the context's clock. */
export class MemoryObjectStore implements ObjectStore {
  readonly root = 'memory://objects';
  readonly isAtomic = true;
  readonly objects = new Map<string, MemoryObject>();

  async head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined> {
    begin(ctx, () => checkKey(key));
    const found = this.objects.get(key);
    return found && infoOf(key, found);
  }

  async get(ctx: RunContext, key: string, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    begin(ctx, () => checkKey(key));
    const found = this.objects.get(key);
    return found && stream(ctx, found.bytes.subarray(from));
  }

  async put(ctx: RunContext, key: string, body: ObjectBody, options: PutOptions = {}): Promise<PutOutcome> {
    begin(ctx, () => checkKey(key));
    const bytes = Buffer.from(await collectBody(ctx.signal, body));
    ctx.signal.throwIfAborted();
    const there = options.ifAbsent === true ? this.objects.get(key) : undefined;
    if (there !== undefined) return there.bytes.equals(bytes) ? 'stored' : 'exists';
    this.objects.set(key, { bytes, metadata: options.metadata ?? {}, modifiedAt: ctx.clock.now() });
    return 'stored';
  }

  async *list(ctx: RunContext, prefix: string): AsyncGenerator<ObjectInfo> {
    begin(ctx, () => checkPrefix(prefix));
    for (const key of [...this.objects.keys()].toSorted(compareKeys)) {
      ctx.signal.throwIfAborted();
      const found = this.objects.get(key);
      if (found !== undefined && key.startsWith(prefix)) yield infoOf(key, found);
    }
  }

  async listFolders(ctx: RunContext, prefix: string): Promise<string[]> {
    begin(ctx, () => checkFolderPrefix(prefix));
    const below = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    const folders = below.filter((rest) => rest.includes('/')).map((rest) => rest.slice(0, rest.indexOf('/')));
    return [...new Set(folders)].toSorted(compareKeys);
  }

  async delete(ctx: RunContext, key: string): Promise<void> {
    begin(ctx, () => checkKey(key));
    this.objects.delete(key);
  }

  async abortUnfinished(ctx: RunContext, prefix: string): Promise<number> {
    begin(ctx, () => checkPrefix(prefix));
    return 0;
  }

  async close(): Promise<void> {
    // The objects stay, as they do in a bucket.
  }

  /** An object's text, for a test to look at; undefined where there is none. */
  text(key: string): string | undefined {
    return this.objects.get(key)?.bytes.toString();
  }
}

function begin(ctx: RunContext, check: () => void): void {
  check();
  ctx.signal.throwIfAborted();
}

function infoOf(key: string, { bytes, modifiedAt }: MemoryObject): ObjectInfo {
  return { key, size: bytes.length, modifiedAt };
}

async function* stream(ctx: RunContext, bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    ctx.signal.throwIfAborted();
    yield Buffer.from(bytes.subarray(start, start + CHUNK_BYTES));
  }
}
