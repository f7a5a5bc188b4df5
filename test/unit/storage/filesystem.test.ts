import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FilesystemObjectStore } from '../../../src/storage/filesystem.ts';
import { aContext, type TestContext } from '../../support/context.ts';

let scratch: string;
let root: string;
let store: FilesystemObjectStore;
let ctx: TestContext;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lifeboat-filesystem-'));
  root = join(scratch, 'backups-root');
  store = new FilesystemObjectStore(root);
  ctx = aContext();
});

afterEach(() => rm(scratch, { recursive: true }));

const put = (key: string, ifAbsent = false) => store.put(ctx, key, Buffer.from(key), { ifAbsent });

describe('the root of a filesystem location', () => {
  it('is made by the first put', async () => {
    expect(await put('backups/b/x')).toBe('stored');
    expect(store.root).toBe(`file://${root}`);
    expect(await store.listFolders(ctx, '')).toEqual(['backups']);
  });

  it('is location-not-found to everybody else while it is missing', async () => {
    for (const ask of [
      () => store.head(ctx, 'x'),
      () => store.get(ctx, 'x'),
      () => store.delete(ctx, 'x'),
      () => store.listFolders(ctx, ''),
      () => store.abortUnfinished(ctx, '', new Date()),
      () => Array.fromAsync(store.list(ctx, '')),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'location-not-found',
        message: `Cannot find the storage location file://${root}: there is no such folder`,
      });
    }
  });

  it('is empty once it was prepared', async () => {
    await store.prepare();
    await store.prepare();

    expect(await store.head(ctx, 'x')).toBeUndefined();
    expect(await Array.fromAsync(store.list(ctx, ''))).toEqual([]);
  });

  it('may itself be a link, as mounted folders are', async () => {
    await mkdir(join(scratch, 'volume'));
    await symlink(join(scratch, 'volume'), root);

    await put('backups/b/x');

    expect(await store.head(ctx, 'backups/b/x')).toMatchObject({ size: 11 });
  });

  it('cannot be a file', async () => {
    await writeFile(root, '');

    await expect(store.head(ctx, 'x')).rejects.toMatchObject({ code: 'location-not-found' });
    await expect(put('x')).rejects.toMatchObject({ code: 'cannot-write' });
  });
});

describe('files and folders', () => {
  it('are the owner’s alone, because a backup holds Secrets', async () => {
    await put('backups/b/x');

    const modes = await Promise.all(
      ['', 'backups', 'backups/b', 'backups/b/x'].map(async (path) => (await stat(join(root, path))).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
  });

  it('go with their last object, up to the root', async () => {
    await put('backups/b/x');

    await store.delete(ctx, 'backups/b/x');

    expect(await readdir(root)).toEqual([]);
  });

  it('that hold no object are not told', async () => {
    await put('backups/b/x');
    await mkdir(join(root, 'lost+found'));
    await mkdir(join(root, 'backups/empty'));

    expect(await store.listFolders(ctx, '')).toEqual(['backups']);
    expect(await store.listFolders(ctx, 'backups/')).toEqual(['b']);
  });

  it('can be made and removed by many at once', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => `backups/shared/${n}`);

    await Promise.all(
      keys.map(async (key) => {
        for (let round = 0; round < 5; round++) {
          expect(await put(key)).toBe('stored');
          await store.delete(ctx, key);
        }
      }),
    );

    expect(await readdir(root)).toEqual([]);
  });

  it('stand in each other’s way where a key is the folder of another', async () => {
    await put('a');

    await expect(put('a/b')).rejects.toMatchObject({ code: 'cannot-write' });
    await expect(put('a/b/c')).rejects.toMatchObject({ code: 'cannot-write' });
    expect(await store.head(ctx, 'a/b')).toBeUndefined();
    await put('c/d');
    await expect(put('c')).rejects.toMatchObject({ code: 'cannot-write' });
    expect(await put('c', true)).toBe('exists');
    expect(await store.get(ctx, 'c')).toBeUndefined();
  });
});

describe('links below the root', () => {
  beforeEach(async () => {
    await put('backups/b/x');
    await mkdir(join(scratch, 'outside'));
    await writeFile(join(scratch, 'outside/secret'), 'secret');
    await symlink(join(scratch, 'outside'), join(root, 'backups/leak'));
    await symlink(join(scratch, 'outside/secret'), join(root, 'backups/b/link'));
  });

  it('are no objects and no folders', async () => {
    for (const key of ['backups/leak/secret', 'backups/b/link', 'backups/leak']) {
      expect(await store.head(ctx, key)).toBeUndefined();
      expect(await store.get(ctx, key)).toBeUndefined();
    }
    expect((await Array.fromAsync(store.list(ctx, ''))).map(({ key }) => key)).toEqual(['backups/b/x']);
    expect(await Array.fromAsync(store.list(ctx, 'backups/leak/'))).toEqual([]);
    expect(await store.listFolders(ctx, 'backups/')).toEqual(['b']);
  });

  it('are never written or deleted through', async () => {
    await expect(put('backups/leak/secret')).rejects.toMatchObject({ code: 'cannot-write' });
    await expect(put('backups/leak/deeper/new')).rejects.toMatchObject({ code: 'cannot-write' });
    await store.delete(ctx, 'backups/leak/secret');
    await store.delete(ctx, 'backups/b/link');
    expect(await put('backups/b/link', true)).toBe('exists');
    expect(await put('backups/b/link')).toBe('stored');

    expect(await readdir(join(scratch, 'outside'))).toEqual(['secret']);
    expect(await buffer((await store.get(ctx, 'backups/b/link'))!)).toEqual(Buffer.from('backups/b/link'));
    expect((await stat(join(scratch, 'outside/secret'))).size).toBe(6);
  });
});

describe('temporary files', () => {
  const temp = (name: string) => `.${name}.tmp-0123456789abcdef`;

  it('are told by no look, and no key may have their name', async () => {
    await put('backups/b/x');
    await writeFile(join(root, 'backups/b', temp('y')), 'half');
    await mkdir(join(root, 'backups/dead'));
    await writeFile(join(root, 'backups/dead', temp('x')), 'half');

    expect((await Array.fromAsync(store.list(ctx, ''))).map(({ key }) => key)).toEqual(['backups/b/x']);
    expect(await Array.fromAsync(store.list(ctx, 'backups/b/.'))).toEqual([]);
    expect(await store.listFolders(ctx, 'backups/')).toEqual(['b']);
    await expect(put(`backups/b/${temp('z')}`)).rejects.toMatchObject({ code: 'internal' });
  });

  it('row 63: of dead runs are swept, by the key they were to get and by age', async () => {
    await put('backups/nightly-1/x');
    const files = ['backups/nightly-1', 'backups/nightly-2', 'backups/weekly-1'].map((folder) =>
      join(root, folder, temp('archive')),
    );
    for (const file of files) {
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, 'half');
      await utimes(file, new Date('2026-11-19T00:00:00Z'), new Date('2026-11-19T00:00:00Z'));
    }
    await writeFile(join(root, 'backups/nightly-1', temp('young')), 'half');

    const swept = await store.abortUnfinished(ctx, 'backups/nightly-', new Date('2026-11-20T00:00:00Z'));

    expect(swept).toBe(2);
    expect((await readdir(join(root, 'backups/nightly-1'))).toSorted()).toEqual([temp('young'), 'x']);
    expect((await readdir(join(root, 'backups'))).toSorted()).toEqual(['nightly-1', 'weekly-1']);
    expect(await store.abortUnfinished(ctx, 'backups/nightly-1/you', new Date('2099-01-01'))).toBe(1);
  });

  it('are gone after puts of every outcome', async () => {
    await put('key', true);
    await put('key', true);
    await store.put(ctx, 'key', Buffer.from('other'), { ifAbsent: true });
    await expect(store.put(ctx, 'key', { file: join(scratch, 'none'), size: 1 })).rejects.toThrow();

    expect(await readdir(root)).toEqual(['key']);
  });
});
