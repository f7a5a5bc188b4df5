import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realFiles, type FileCalls } from '../../../../src/storage/filesystem/file-calls.ts';
import { makeRoot } from '../../../../src/storage/filesystem/make-folders.ts';

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lifeboat-folders-'));
});

afterEach(() => rm(scratch, { recursive: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

/** A filesystem that shows its root and takes no folder below it, as /proc does. */
function withoutFolders(calls: string[]): FileCalls {
  const missing = async (path: unknown) => {
    calls.push(String(path));
    throw Object.assign(new Error(`ENOENT: ${String(path)}`), { code: 'ENOENT' });
  };
  const found: FileCalls['stat'] = realFiles.stat;
  const look = async (path: unknown) => (path === scratch || path === '/' ? found(scratch) : missing(path));
  return { ...realFiles, mkdir: missing, stat: look as FileCalls['stat'] };
}

describe('makeRoot', () => {
  it('makes a folder and all above it, the owner’s alone', async () => {
    await makeRoot(realFiles, join(scratch, 'a/b/c'));

    expect(await modeOf(join(scratch, 'a'))).toBe(0o700);
    expect(await modeOf(join(scratch, 'a/b/c'))).toBe(0o700);
  });

  it('leaves folders that are there, also behind a link', async () => {
    await makeRoot(realFiles, join(scratch, 'a'));
    await symlink(join(scratch, 'a'), join(scratch, 'link'));

    await makeRoot(realFiles, join(scratch, 'link'));
    await makeRoot(realFiles, join(scratch, 'link/b'));

    expect((await stat(join(scratch, 'a/b'))).isDirectory()).toBe(true);
  });

  it('may be asked by several at once', async () => {
    const root = join(scratch, 'a/b/c/d');

    await Promise.all(Array.from({ length: 8 }, () => makeRoot(realFiles, root)));

    expect((await stat(root)).isDirectory()).toBe(true);
  });

  it('row 58: ends where a filesystem takes no folder and will not say why', async () => {
    const calls: string[] = [];

    await expect(makeRoot(withoutFolders(calls), join(scratch, 'a/b'))).rejects.toMatchObject({
      code: 'cannot-write',
      message: expect.stringMatching(/Cannot make the folder .*a: /) as string,
    });
    expect(calls.length).toBeLessThan(10);
  });

  it.each([
    ['is a file', 'file'],
    ['leads through a file', 'file/folder'],
    ['is a link to nothing', 'dangling'],
  ])('row 58: is cannot-write where the path %s', async (_, path) => {
    await writeFile(join(scratch, 'file'), '');
    await symlink(join(scratch, 'nothing'), join(scratch, 'dangling'));

    await expect(makeRoot(realFiles, join(scratch, path))).rejects.toMatchObject({ code: 'cannot-write' });
  });
});
