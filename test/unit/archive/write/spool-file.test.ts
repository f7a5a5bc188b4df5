import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpoolFile } from '../../../../src/archive/write/spool-file.ts';
import { someBytes } from '../byte-streams.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-spool-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('SpoolFile', () => {
  it('keeps what is written, counted and hashed, for its owner alone', async () => {
    const path = join(folder, 'file');
    const spool = await SpoolFile.create(path);
    const parts = [someBytes(100_000, 1), someBytes(0), someBytes(5, 2)];

    for (const part of parts) await spool.write(part);
    const finished = await spool.finish();

    const content = Buffer.concat(parts);
    expect(finished).toEqual({
      file: path,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect((await readFile(path)).equals(content)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('row 58: says cannot-write when the disk is full', async () => {
    await symlink('/dev/full', join(folder, 'full'));
    const spool = await SpoolFile.create(join(folder, 'full'));

    await expect(spool.write(someBytes(10))).rejects.toMatchObject({
      code: 'cannot-write',
      message: expect.stringContaining('no space left on device') as string,
      hint: expect.stringContaining('more space') as string,
    });
    await spool.close();
  });

  it('says cannot-write where there is no folder', async () => {
    await expect(SpoolFile.create(join(folder, 'missing', 'file'))).rejects.toMatchObject({ code: 'cannot-write' });
  });

  it('may be closed at any time', async () => {
    const spool = await SpoolFile.create(join(folder, 'file'));

    await spool.finish();

    await expect(spool.close()).resolves.toBeUndefined();
  });
});
