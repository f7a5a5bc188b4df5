import type { RunContext } from '../../base/context.ts';
import { type ProblemCode, RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { metadataKey } from '../layout.ts';

/** What a backup looks like that loses its files while it is read. */
const LOOKS_DAMAGED: ReadonlySet<ProblemCode> = new Set([
  'archive-unreadable',
  'archive-unsupported',
  'backup-not-found',
]);

/**
 * Reads a backup that may go meanwhile. A removal deletes the commit object first: as long as that stands, what was read
 * was there as a whole, and damage is damage. Throws `backup-not-found` where it does not, whatever reading gave; what
 * reading gave is `dispose`d of then.
 */
export async function whileItStands<T>(
  ctx: RunContext,
  store: ObjectStore,
  backup: string,
  { read, dispose }: { readonly read: () => Promise<T>; readonly dispose: (value: T) => Promise<void> },
): Promise<T> {
  let value: T;
  try {
    value = await read();
  } catch (error) {
    if (error instanceof RunError && LOOKS_DAMAGED.has(error.code)) await expectThere(ctx, store, backup);
    throw error;
  }
  try {
    await expectThere(ctx, store, backup);
    return value;
  } catch (error) {
    await dispose(value);
    throw error;
  }
}

async function expectThere(ctx: RunContext, store: ObjectStore, backup: string): Promise<void> {
  if ((await store.head(ctx, metadataKey(backup))) !== undefined) return;
  throw new RunError('backup-not-found', `Backup ${backup} was deleted while it was read`, {
    hint: 'Choose another backup: see `lifeboat list`',
  });
}
