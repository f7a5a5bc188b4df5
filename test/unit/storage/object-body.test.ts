import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectBody, hashBody, readBody, sizeOf } from '../../../src/storage/object-body.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-body-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('a body', () => {
  const { signal } = new AbortController();

  it('is the same from memory and from a file', async () => {
    const bytes = Buffer.alloc(3_000_000, 'lifeboat');
    const file = join(folder, 'body');
    await writeFile(file, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');

    for (const body of [bytes, { file, size: bytes.length }]) {
      expect(sizeOf(body)).toBe(bytes.length);
      expect(await hashBody(signal, body)).toBe(sha256);
      expect(bytes.equals(await collectBody(signal, body))).toBe(true);
    }
  });

  it('is refused when its file has another size than it was said to have', async () => {
    const file = join(folder, 'body');
    await writeFile(file, 'four');

    await expect(collectBody(signal, { file, size: 5 })).rejects.toMatchObject({ code: 'internal' });
  });

  it('is refused when its file cannot be read', async () => {
    const missing = { file: join(folder, 'missing'), size: 1 };

    await expect(hashBody(signal, missing)).rejects.toMatchObject({ code: 'internal' });
  });

  it('stops with the reason of its signal', async () => {
    const file = join(folder, 'body');
    await writeFile(file, Buffer.alloc(3_000_000));
    const controller = new AbortController();
    const reason = new Error('stopped');
    const read = async () => {
      for await (const _ of readBody(controller.signal, { file, size: 3_000_000 })) controller.abort(reason);
    };

    await expect(read()).rejects.toBe(reason);
  });
});
