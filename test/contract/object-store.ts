import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { RunContext } from '../../src/base/context.ts';
import { RunError } from '../../src/domain/problem.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { aContext } from '../support/context.ts';
import { checkAgainstMap } from './object-store-model.ts';

/** An empty store for one test. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: ObjectStore;
}

const MIB = 1024 * 1024;

/** The promises of `ObjectStore`, which every implementation keeps. `open` is called before each test. */
export function describeObjectStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} keeps the promises of an object store`, () => {
    let opened: OpenedStore;
    let store: ObjectStore;
    let ctx: RunContext;
    let scratch: string;

    beforeEach(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'lifeboat-contract-'));
      opened = await open();
      store = opened.store;
      ctx = { ...aContext(), clock: systemClock };
    });

    afterEach(async () => {
      await store.close();
      await opened[Symbol.asyncDispose]();
      await rm(scratch, { recursive: true });
    });

    const putText = (key: string, text: string, ifAbsent = false) =>
      store.put(ctx, key, Buffer.from(text), { ifAbsent });
    const getText = async (key: string) => {
      const stream = await store.get(ctx, key);
      return stream && (await buffer(stream)).toString();
    };
    const keysFrom = async (prefix: string) => {
      const keys: string[] = [];
      for await (const { key } of store.list(ctx, prefix)) keys.push(key);
      return keys;
    };

    it('reads back what was put', async () => {
      const outcome = await putText('backups/b/b.json', '{"kind":"Backup"}');

      expect(outcome).toBe('stored');
      expect(await getText('backups/b/b.json')).toBe('{"kind":"Backup"}');
    });

    it('tells size and time of an object', async () => {
      await putText('backups/b/b.json', 'seven b');

      const info = await store.head(ctx, 'backups/b/b.json');

      expect(info).toMatchObject({ key: 'backups/b/b.json', size: 7 });
      expect(Math.abs((info?.modifiedAt.getTime() ?? 0) - Date.now())).toBeLessThan(3_600_000);
    });

    it('finds nothing where nothing was put', async () => {
      await putText('backups/b/b.json', 'x');

      expect(await store.head(ctx, 'backups/b')).toBeUndefined();
      expect(await store.head(ctx, 'backups/b/other')).toBeUndefined();
      expect(await store.get(ctx, 'backups/b/b.json/below')).toBeUndefined();
    });

    it('reads an object from the byte that is asked for', async () => {
      const bytes = Buffer.from(Array.from({ length: 700_001 }, (_, at) => at % 251));
      await store.put(ctx, 'backups/b/b.tar.gz', bytes);

      for (const from of [0, 1, 262_144, 300_000, bytes.length - 1]) {
        const stream = await store.get(ctx, 'backups/b/b.tar.gz', from);
        expect(stream && (await buffer(stream)).equals(bytes.subarray(from)), `from ${from}`).toBe(true);
      }
      expect(await store.get(ctx, 'backups/b/other', 5)).toBeUndefined();
    });

    it('keeps an object without bytes', async () => {
      await putText('empty', '');

      expect(await store.head(ctx, 'empty')).toMatchObject({ size: 0 });
      expect(await getText('empty')).toBe('');
    });

    it('stores a file that is larger than one request takes', { timeout: 60_000 }, async () => {
      const bytes = Buffer.alloc(20 * MIB + 1, 'lifeboat ');
      const file = join(scratch, 'archive');
      await writeFile(file, bytes);

      const outcome = await store.put(ctx, 'backups/b/b.tar.gz', { file, size: bytes.length }, { ifAbsent: true });

      expect(outcome).toBe('stored');
      expect(await store.head(ctx, 'backups/b/b.tar.gz')).toMatchObject({ size: bytes.length });
      const stream = await store.get(ctx, 'backups/b/b.tar.gz');
      expect(stream && sha256(await buffer(stream))).toBe(sha256(bytes));
    });

    it('replaces an object as a whole', async () => {
      await putText('key', 'a long first text');

      const outcome = await putText('key', 'short');

      expect(outcome).toBe('stored');
      expect(await getText('key')).toBe('short');
    });

    it('leaves an object alone that is there already, if it was to be absent', async () => {
      await putText('key', 'first', true);

      const outcome = await putText('key', 'second', true);

      expect(outcome).toBe('exists');
      expect(await getText('key')).toBe('first');
    });

    it('takes its own bytes for stored, however often they are put', async () => {
      await putText('key', 'same', true);

      const outcome = await putText('key', 'same', true);

      expect(outcome).toBe('stored');
    });

    it('lets one of many writers win', async () => {
      const texts = Array.from({ length: 8 }, (_, n) => `writer ${n}`);

      const outcomes = await Promise.all(texts.map((text) => putText('backups/b/marker', text, true)));

      const winners = texts.filter((_, n) => outcomes[n] === 'stored');
      expect(winners.length).toBeGreaterThanOrEqual(1);
      if (store.isAtomic) expect(winners).toHaveLength(1);
      expect(winners).toContain(await getText('backups/b/marker'));
    });

    it('lists every key that starts with a prefix, in the order of its bytes', async () => {
      const keys = ['a-b/x', 'a/x', 'a/y/z', 'ab', 'a\u{1F600}', 'a\uFF5E', 'b'];
      for (const key of keys.toReversed()) await putText(key, key);

      expect(await keysFrom('')).toEqual(['a-b/x', 'a/x', 'a/y/z', 'ab', 'a\uFF5E', 'a\u{1F600}', 'b']);
      expect(await keysFrom('a/')).toEqual(['a/x', 'a/y/z']);
      expect(await keysFrom('a/y')).toEqual(['a/y/z']);
      expect(await keysFrom('none/')).toEqual([]);
    });

    it('tells size and time in a listing as in a look-up', async () => {
      await putText('backups/b/b.json', 'seven b');

      const listed = await Array.fromAsync(store.list(ctx, 'backups/'));

      expect(listed.map(({ key, size }) => ({ key, size }))).toEqual([{ key: 'backups/b/b.json', size: 7 }]);
    });

    it('ends a listing early when the reader has seen enough', async () => {
      for (const key of ['a', 'b', 'c']) await putText(key, key);

      for await (const { key } of store.list(ctx, '')) {
        expect(key).toBe('a');
        break;
      }

      expect(await keysFrom('')).toEqual(['a', 'b', 'c']);
    });

    it('names the folders directly below a prefix', async () => {
      for (const key of ['backups/two/x', 'backups/one/x', 'backups/one/deeper/x', 'backups/file', 'other/x']) {
        await putText(key, key);
      }

      expect(await store.listFolders(ctx, 'backups/')).toEqual(['one', 'two']);
      expect(await store.listFolders(ctx, '')).toEqual(['backups', 'other']);
      expect(await store.listFolders(ctx, 'none/')).toEqual([]);
    });

    it('deletes an object, and its folder with the last one', async () => {
      await putText('backups/one/x', 'x');
      await putText('backups/two/x', 'x');

      await store.delete(ctx, 'backups/one/x');

      expect(await store.head(ctx, 'backups/one/x')).toBeUndefined();
      expect(await store.listFolders(ctx, 'backups/')).toEqual(['two']);
    });

    it('deletes what is not there without a word', async () => {
      await putText('backups/one/x', 'x');

      await store.delete(ctx, 'backups/one/x');
      await store.delete(ctx, 'backups/one/x');

      expect(await keysFrom('')).toEqual([]);
    });

    it('gives up a read that the reader leaves early', async () => {
      await store.put(ctx, 'key', Buffer.alloc(4 * MIB, 1));

      for await (const chunk of (await store.get(ctx, 'key')) ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }

      expect(await store.head(ctx, 'key')).toMatchObject({ size: 4 * MIB });
    });

    it.each(['', '/a', 'a/', 'a//b', '..', 'a/../b', 'a/.', 'a\\b', 'a\0b'])('refuses %j as a key', async (key) => {
      const attempts = [putText(key, 'x'), store.head(ctx, key), store.get(ctx, key), store.delete(ctx, key)];

      const outcomes = await Promise.allSettled(attempts);

      expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
        attempts.map(() => expect.objectContaining({ code: 'internal' })),
      );
    });

    it('does nothing after an abort, and throws its reason', async () => {
      await putText('key', 'before');
      const reason = new RunError('terminated', 'stopped');
      const stopped = { ...ctx, signal: AbortSignal.abort(reason) };

      const outcomes = await Promise.allSettled([
        store.put(stopped, 'key', Buffer.from('after')),
        store.put(stopped, 'new', Buffer.from('after'), { ifAbsent: true }),
        store.delete(stopped, 'key'),
        store.head(stopped, 'key'),
        store.get(stopped, 'key'),
        store.listFolders(stopped, ''),
        store.abortUnfinished(stopped, '', new Date()),
        Array.fromAsync(store.list(stopped, '')),
      ]);

      expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason === reason)).toEqual(
        outcomes.map(() => true),
      );
      expect(await keysFrom('')).toEqual(['key']);
      expect(await getText('key')).toBe('before');
    });

    it('leaves nothing behind when a put is stopped in the middle', { timeout: 60_000 }, async () => {
      const bytes = Buffer.alloc(20 * MIB, 7);
      const file = join(scratch, 'archive');
      await writeFile(file, bytes);
      const controller = new AbortController();
      const reason = new RunError('terminated', 'stopped');

      const put = store.put({ ...ctx, signal: controller.signal }, 'backups/b/b.tar.gz', { file, size: bytes.length });
      setImmediate(() => controller.abort(reason));

      await expect(put).rejects.toBe(reason);
      expect(await keysFrom('')).toEqual([]);
      expect(await store.abortUnfinished(ctx, '', new Date(Date.now() + 3_600_000))).toBe(0);
    });

    it('stops a read when the run stops', async () => {
      await store.put(ctx, 'key', Buffer.alloc(4 * MIB, 1));
      const controller = new AbortController();
      const reason = new RunError('terminated', 'stopped');
      const read = async () => {
        for await (const _ of (await store.get({ ...ctx, signal: controller.signal }, 'key')) ?? []) {
          controller.abort(reason);
        }
      };

      await expect(read()).rejects.toBe(reason);
    });

    it('has nothing unfinished to abort after puts that ended well', async () => {
      await putText('backups/b/x', 'x');

      expect(await store.abortUnfinished(ctx, 'backups/', new Date(Date.now() + 3_600_000))).toBe(0);
      expect(await keysFrom('')).toEqual(['backups/b/x']);
    });

    it('agrees with a map, whatever is done in whatever order', { timeout: 60_000 }, async () => {
      await checkAgainstMap(ctx, store);
    });
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
