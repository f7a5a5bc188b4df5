import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../../../src/domain/problem.ts';
import { realFiles, type FileCalls } from '../../../src/storage/filesystem/file-calls.ts';
import { FilesystemObjectStore } from '../../../src/storage/filesystem.ts';
import { RetryingObjectStore } from '../../../src/storage/retrying.ts';
import { aContext, type TestContext } from '../../support/context.ts';

let root: string;
let ctx: TestContext;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lifeboat-faults-'));
  ctx = aContext();
  await new FilesystemObjectStore(root).put(ctx, 'backups/old/old.tar.gz', Buffer.from('old'));
});

afterEach(() => rm(root, { recursive: true }));

const objects = async () => {
  const store = new FilesystemObjectStore(root);
  const found = await Array.fromAsync(store.list(ctx, ''));
  return Promise.all(found.map(async ({ key }) => [key, String(await buffer((await store.get(ctx, key))!))]));
};
const everyFile = () => readdir(root, { recursive: true });

describe('row 58: a filesystem that takes no more', () => {
  it.each([
    ['ENOSPC', 'no space is left'],
    ['EDQUOT', 'the quota is used up'],
    ['EFBIG', 'EFBIG'],
  ])('row 58: %s is cannot-write, leaves no temporary file and earlier backups as they were', async (code, reason) => {
    const store = new FilesystemObjectStore(root, failingHandles({ writeFile: [failure(code)] }));

    const put = new RetryingObjectStore(store).put(ctx, 'backups/new/new.tar.gz', Buffer.from('new'));

    await expect(put).rejects.toMatchObject({ code: 'cannot-write', message: expect.stringContaining(reason) });
    expect(await objects()).toEqual([['backups/old/old.tar.gz', 'old']]);
    expect((await everyFile()).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  it('row 58: that has no place for the name of the file is cannot-write too', async () => {
    const store = new FilesystemObjectStore(root, failing({ link: [failure('ENOSPC')] }));

    await expect(store.put(ctx, 'new', Buffer.from('new'), { ifAbsent: true })).rejects.toMatchObject({
      code: 'cannot-write',
    });
    expect(await objects()).toEqual([['backups/old/old.tar.gz', 'old']]);
  });
});

describe('row 69: a network filesystem', () => {
  it.each(['ESTALE', 'EIO', 'ETIMEDOUT'])('row 69: is asked again after %s', async (code) => {
    const files = failing({
      open: [failure(code)],
      link: [failure(code)],
      lstat: [failure(code)],
      readdir: [failure(code)],
    });
    const store = new RetryingObjectStore(new FilesystemObjectStore(root, files));

    expect(await store.put(ctx, 'new', Buffer.from('new'), { ifAbsent: true })).toBe('stored');
    expect(await store.head(ctx, 'new')).toMatchObject({ size: 3 });
    expect(await Array.fromAsync(store.list(ctx, ''))).toHaveLength(2);
    expect(ctx.clock.pauses.length).toBeGreaterThanOrEqual(4);
  });

  it.each(['EACCES', 'EPERM', 'EROFS'])('row 69: that refuses a write with %s is cannot-write', async (code) => {
    const files = failing({ open: [failure(code)], unlink: [failure(code)] });
    const store = new RetryingObjectStore(new FilesystemObjectStore(root, files));

    await expect(store.put(ctx, 'new', Buffer.from('new'))).rejects.toMatchObject({ code: 'cannot-write' });
    await expect(store.delete(ctx, 'backups/old/old.tar.gz')).rejects.toMatchObject({ code: 'cannot-write' });
    expect(ctx.clock.pauses).toEqual([]);
    expect(await objects()).toEqual([['backups/old/old.tar.gz', 'old']]);
  });

  it('row 69: that refuses a read with EACCES is permission-denied', async () => {
    const files = failing({ open: [failure('EACCES')], lstat: [failure('EACCES')], readdir: [failure('EACCES')] });
    const store = new FilesystemObjectStore(root, files);

    for (const ask of [
      () => store.get(ctx, 'backups/old/old.tar.gz'),
      () => store.head(ctx, 'backups/old/old.tar.gz'),
      () => Array.fromAsync(store.list(ctx, '')),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'permission-denied' });
    }
  });

  it('row 69: that cannot sync is written to all the same', async () => {
    const store = new FilesystemObjectStore(root, failingHandles({ sync: [failure('EINVAL'), failure('ENOTSUP')] }));

    expect(await store.put(ctx, 'new', Buffer.from('new'))).toBe('stored');
    expect(store.isAtomic).toBe(true);
  });

  it('row 69: whose answer to a link is lost has stored', async () => {
    const files = failing({});
    const store = new FilesystemObjectStore(root, {
      ...files,
      link: async (from, to) => {
        await files.link(from, to);
        throw failure('EEXIST');
      },
    });

    expect(await store.put(ctx, 'new', Buffer.from('new'), { ifAbsent: true })).toBe('stored');
  });

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])(
    'row 69: that has no hard links (%s) is looked at before a rename',
    async (code) => {
      const store = new FilesystemObjectStore(root, { ...realFiles, link: () => Promise.reject(failure(code)) });

      expect(await store.put(ctx, 'new', Buffer.from('first'), { ifAbsent: true })).toBe('stored');
      expect(await store.put(ctx, 'new', Buffer.from('second'), { ifAbsent: true })).toBe('exists');
      expect(await store.put(ctx, 'new', Buffer.from('first'), { ifAbsent: true })).toBe('stored');
      expect(store.isAtomic).toBe(false);
      expect(await objects()).toEqual([
        ['backups/old/old.tar.gz', 'old'],
        ['new', 'first'],
      ]);
    },
  );
});

describe('a crash in the middle of a put', () => {
  it.each(['writeFile', 'sync'] as const)(
    'at %s leaves no half object, only a temporary file to sweep',
    async (call) => {
      const crash = failure('EIO');
      const files = { ...failingHandles({ [call]: [crash] }), unlink: () => Promise.reject(crash) };
      const store = new FilesystemObjectStore(root, files);

      await expect(store.put(ctx, 'new', Buffer.from('new'))).rejects.toMatchObject({ code: 'storage-unavailable' });

      expect(await objects()).toEqual([['backups/old/old.tar.gz', 'old']]);
      expect(ctx.logLines.map(({ msg }) => msg)).toContain('Cannot remove a temporary file');
      expect(await new FilesystemObjectStore(root).abortUnfinished(ctx, '', new Date('2099-01-01'))).toBe(1);
    },
  );

  it('that only lost the sync of the folder is stored when it is asked again', async () => {
    // The syncs of a put: the file's, then its folder's.
    const files = failingHandles({ sync: [undefined, failure('EIO')] });
    const store = new RetryingObjectStore(new FilesystemObjectStore(root, files));

    expect(await store.put(ctx, 'new', Buffer.from('new'), { ifAbsent: true })).toBe('stored');
  });
});

describe('an abort', () => {
  it('while the last byte is synced stores nothing', async () => {
    const reason = new RunError('terminated', 'stopped');
    const open: FileCalls['open'] = async (...args) => {
      const handle = await realFiles.open(...args);
      const sync = async () => ctx.controller.abort(reason);
      return Object.assign(handle, { sync });
    };
    const store = new FilesystemObjectStore(root, { ...realFiles, open });

    await expect(store.put(ctx, 'new', Buffer.from('new'))).rejects.toBe(reason);

    expect((await everyFile()).toSorted()).toEqual(['backups', 'backups/old', 'backups/old/old.tar.gz']);
  });
});

describe('a read', () => {
  it('ends with an error when the file is cut while it is read', async () => {
    const store = new FilesystemObjectStore(root, failingHandles({ read: [failure('EIO')] }));

    const stream = await store.get(ctx, 'backups/old/old.tar.gz');

    await expect(buffer(stream!)).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: `Cannot read backups/old/old.tar.gz in file://${root}: input/output error (EIO)`,
    });
  });
});

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: scripted`), { code });
}

/** The machine's files, whose calls fail in turn as listed; `undefined` lets one through. */
function failing(faults: Partial<Record<keyof FileCalls, (Error | undefined)[]>>): FileCalls {
  return intercept(realFiles, faults);
}

/** The machine's files, whose open files fail in turn as listed. */
function failingHandles(faults: Record<string, (Error | undefined)[]>): FileCalls {
  const open: FileCalls['open'] = async (...args) => intercept(await realFiles.open(...args), faults);
  return { ...realFiles, open };
}

function intercept<T extends object>(target: T, faults: Readonly<Record<string, (Error | undefined)[]>>): T {
  return new Proxy(target, {
    get: (object, name) => {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const fault = faults[String(name)]?.shift();
        if (fault !== undefined) throw fault;
        return Reflect.apply(value, object, args) as unknown;
      };
    },
  });
}
