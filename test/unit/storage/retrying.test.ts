import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../../../src/domain/problem.ts';
import { RetryingObjectStore } from '../../../src/storage/retrying.ts';
import { aContext, type TestContext } from '../../support/context.ts';
import { FaultyObjectStore } from '../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const UNAVAILABLE = new RunError('storage-unavailable', 'not now');

let ctx: TestContext;
let memory: MemoryObjectStore;
let faulty: FaultyObjectStore;
let store: RetryingObjectStore;

beforeEach(() => {
  ctx = aContext();
  memory = new MemoryObjectStore();
  faulty = new FaultyObjectStore(memory);
  store = new RetryingObjectStore(faulty);
});

const text = async (key: string) => {
  const stream = await store.get(ctx, key);
  return stream && (await buffer(stream)).toString();
};

describe('an unavailable store', () => {
  it('is asked again, by every method', async () => {
    await store.put(ctx, 'a/b', Buffer.from('x'));
    for (const method of ['head', 'get', 'put', 'list', 'listFolders', 'abortUnfinished', 'delete'] as const) {
      faulty.fail(method, '', { throws: UNAVAILABLE }, { throws: UNAVAILABLE });
    }

    expect(await store.head(ctx, 'a/b')).toMatchObject({ size: 1 });
    expect(await text('a/b')).toBe('x');
    expect(await store.put(ctx, 'c', Buffer.from('x'))).toBe('stored');
    expect(await Array.fromAsync(store.list(ctx, ''))).toHaveLength(2);
    expect(await store.listFolders(ctx, '')).toEqual(['a']);
    expect(await store.abortUnfinished(ctx, '', new Date(0))).toBe(0);
    await store.delete(ctx, 'c');
    expect([...memory.objects.keys()]).toEqual(['a/b']);
    expect(ctx.clock.pauses).toHaveLength(14);
  });

  it('is given up when the budget of the call is used up', async () => {
    faulty.failAlways('put', '', { throws: UNAVAILABLE });

    await expect(store.put(ctx, 'key', Buffer.from('x'))).rejects.toBe(UNAVAILABLE);
    expect(ctx.clock.monotonicMs()).toBeLessThanOrEqual(ctx.timings.callBudgetMs);
  });

  it.each(['permission-denied', 'location-not-found', 'cannot-write', 'tls-untrusted', 'internal'] as const)(
    'is not asked again after %s',
    async (code) => {
      const refusal = new RunError(code, 'no');
      faulty.failAlways('put', '', { throws: refusal });

      await expect(store.put(ctx, 'key', Buffer.from('x'))).rejects.toBe(refusal);
      expect(faulty.calls).toHaveLength(1);
    },
  );

  it('is not asked again after an abort', async () => {
    const reason = new RunError('terminated', 'stopped');
    const stop = { before: () => ctx.controller.abort(reason) };
    faulty.fail('put', '', stop);

    await expect(store.put(ctx, 'key', Buffer.from('x'))).rejects.toBe(reason);
    expect(faulty.calls).toHaveLength(1);
  });

  it('ends a call that hangs when the run stops', async () => {
    const reason = new RunError('terminated', 'stopped');
    faulty.fail('head', '', 'hang');

    const head = store.head(ctx, 'key');
    ctx.controller.abort(reason);

    await expect(head).rejects.toBe(reason);
  });
});

describe('a put whose answer is lost', () => {
  it('is stored when it is asked again', async () => {
    faulty.fail('put', '', { throwsAfter: UNAVAILABLE });

    expect(await store.put(ctx, 'marker', Buffer.from('ours'), { ifAbsent: true })).toBe('stored');
  });

  it('exists when another came first', async () => {
    await memory.put(ctx, 'marker', Buffer.from('theirs'));
    faulty.fail('put', '', { throwsAfter: UNAVAILABLE });

    expect(await store.put(ctx, 'marker', Buffer.from('ours'), { ifAbsent: true })).toBe('exists');
  });
});

describe('a read', () => {
  const half = { endsAfter: 1, throws: UNAVAILABLE };
  const none = { endsAfter: 0, throws: UNAVAILABLE };

  it('is asked again as long as no byte has arrived', async () => {
    await store.put(ctx, 'key', Buffer.from('text'));
    faulty.fail('get', '', none, none);

    expect(await text('key')).toBe('text');
  });

  it('is not asked again once its first byte was handed over', async () => {
    await store.put(ctx, 'key', Buffer.alloc(200_000));
    faulty.fail('get', '', half);

    await expect(text('key')).rejects.toBe(UNAVAILABLE);
    expect(faulty.calls.filter(({ method }) => method === 'get')).toHaveLength(1);
  });
});

describe('a listing', () => {
  it('goes on behind the last key it told', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await store.put(ctx, key, Buffer.from(key));
    faulty.fail('list', '', { endsAfter: 2, throws: UNAVAILABLE }, { endsAfter: 3, throws: UNAVAILABLE });

    const listed = await Array.fromAsync(store.list(ctx, ''));

    expect(listed.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
    expect(faulty.calls.filter(({ method }) => method === 'list')).toHaveLength(3);
  });
});

describe('row 64: a store that shows late what was put', () => {
  it('row 64: is looked at again, with pauses of at most ten seconds', async () => {
    await store.put(ctx, 'key', Buffer.from('text'));
    faulty.fail('get', '', 'lag', 'lag', 'lag', 'lag', 'lag');
    faulty.fail('head', '', 'lag', 'lag');

    expect(await text('key')).toBe('text');
    expect(await store.head(ctx, 'key')).toMatchObject({ size: 4 });
    expect(ctx.clock.pauses).toEqual([200, 800, 3200, 10_000, 10_000, 200, 800]);
  });

  it('row 64: is believed after five more looks', async () => {
    await store.put(ctx, 'key', Buffer.from('text'));
    faulty.failAlways('head', '', 'lag');

    expect(await store.head(ctx, 'key')).toBeUndefined();
    expect(faulty.calls.filter(({ method }) => method === 'head')).toHaveLength(6);
  });

  it('row 64: is believed at once about what was not put here, or was deleted', async () => {
    await store.put(ctx, 'key', Buffer.from('text'));
    await store.delete(ctx, 'key');

    expect(await store.head(ctx, 'key')).toBeUndefined();
    expect(await store.get(ctx, 'other')).toBeUndefined();
    expect(ctx.clock.pauses).toEqual([]);
  });
});
