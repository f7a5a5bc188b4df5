import { describe, expect, it } from 'vitest';
import { ReadOnlyObjectStore } from '../../../src/storage/read-only.ts';
import { aContext } from '../../support/context.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

describe('a read-only location', () => {
  it('lets every read through', async () => {
    const ctx = aContext();
    const memory = new MemoryObjectStore();
    await memory.put(ctx, 'backups/b/x', Buffer.from('x'));
    const store = new ReadOnlyObjectStore(memory);

    expect(store.root).toBe(memory.root);
    expect(store.isAtomic).toBe(true);
    expect(await store.head(ctx, 'backups/b/x')).toMatchObject({ size: 1 });
    expect(await Array.fromAsync((await store.get(ctx, 'backups/b/x')) ?? [])).toEqual([Buffer.from('x')]);
    expect(await Array.fromAsync(store.list(ctx, ''))).toHaveLength(1);
    expect(await store.listFolders(ctx, 'backups/')).toEqual(['b']);
    await store.close();
  });

  it('refuses every change and makes none', async () => {
    const ctx = aContext();
    const memory = new MemoryObjectStore();
    await memory.put(ctx, 'key', Buffer.from('x'));
    const store = new ReadOnlyObjectStore(memory);

    for (const change of [
      () => store.put(ctx, 'new'),
      () => store.delete(ctx, 'key'),
      () => store.abortUnfinished(ctx, ''),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'cannot-write' });
    }
    expect([...memory.objects.keys()]).toEqual(['key']);
  });
});
