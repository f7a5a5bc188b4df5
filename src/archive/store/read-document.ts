import type { RunContext } from '../../base/context.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { DOCUMENT_BYTES } from '../read/archive-limits.ts';
import { readBytes } from '../read/read-bytes.ts';

/** A small object whole, undefined where there is none; `archive-unreadable` where it is not small. */
export async function readDocument(ctx: RunContext, store: ObjectStore, key: string): Promise<Buffer | undefined> {
  const source = await store.get(ctx, key);
  return source === undefined ? undefined : readBytes(source, DOCUMENT_BYTES);
}
