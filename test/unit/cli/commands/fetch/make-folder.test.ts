import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../../../../../src/cli/commands/fetch/make-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes what is missing of the way to a folder, also for two at once', async () => {
  await Promise.all(['a/b/c', 'a/b/d', 'a/b/c'].map((path) => makeFolder(join(folder, path))));
  await makeFolder(join(folder, 'a'));

  expect(['a/b/c', 'a/b/d'].map((path) => statSync(join(folder, path)).isDirectory())).toEqual([true, true]);
});

it('gives up where nothing can be made', async () => {
  writeFileSync(join(folder, 'file'), '');

  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file/a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolder('/proc/lifeboat/a')).rejects.toThrow();
});
