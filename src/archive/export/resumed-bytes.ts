import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store.ts';

/**
 * The bytes of an object from one on. A stream that breaks off is asked for again from where it broke, as long as each
 * one brought something: a large object over a bad connection arrives in the end. Throws what the last stream ended with;
 * `storage-unavailable` where the object changes meanwhile.
 */
export async function* resumedBytes(
  ctx: RunContext,
  store: ObjectStore,
  { key, size }: Pick<ObjectInfo, 'key' | 'size'>,
  from: number,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < size;) {
    const before = at;
    try {
      for await (const chunk of (await store.get(ctx, key, at)) ?? []) {
        at += chunk.length;
        if (at > size) break;
        yield chunk;
      }
    } catch (error) {
      ctx.signal.throwIfAborted();
      const isCut = error instanceof RunError && error.code === 'storage-unavailable';
      if (!isCut || at === before) throw error;
      ctx.log.info({ key, at, size }, 'the connection broke off, going on from there');
      continue;
    }
    if (at !== size) {
      throw new RunError('storage-unavailable', `Cannot read ${key} in ${store.root}: it changed while it was read`);
    }
  }
}
