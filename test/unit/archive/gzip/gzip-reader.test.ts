import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GzipReader } from '../../../../src/archive/gzip/gzip-reader.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { collect, failingAfter, inPieces, someBytes } from '../byte-streams.ts';

const LIMITS = { totalBytes: 1_000_000, ratio: 50, ratioFromBytes: 100_000 };

const content = someBytes(5_000);
const file = gzipSync(content);

async function problemOf(bytes: Uint8Array, ...pieces: readonly number[]): Promise<string> {
  try {
    await collect(new GzipReader(inPieces(bytes, ...pieces), LIMITS));
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(RunError);
    return error instanceof RunError ? `${error.code}: ${error.message}` : String(error);
  }
}

describe('GzipReader', () => {
  it('unpacks a file that comes in any pieces and tells the facts', async () => {
    for (const pieces of [[], [1], [512], [7, 1000, 3]]) {
      const reader = new GzipReader(inPieces(file, ...pieces), LIMITS);

      expect((await collect(reader)).equals(content)).toBe(true);
      expect(reader.facts).toEqual({
        compressedBytes: file.length,
        sha256: createHash('sha256').update(file).digest('hex'),
        bytes: content.length,
        isOneMember: true,
      });
    }
  });

  it('reads several members, as other packers write them, and says so', async () => {
    const reader = new GzipReader(inPieces(Buffer.concat([file, gzipSync('more')])), LIMITS);

    expect((await collect(reader)).equals(Buffer.concat([content, Buffer.from('more')]))).toBe(true);
    expect(reader.facts.isOneMember).toBe(false);
  });

  it('row 71: refuses a file that is cut anywhere', async () => {
    for (let length = 0; length < file.length; length += Math.ceil(file.length / 60)) {
      expect(await problemOf(file.subarray(0, length)), `cut at ${length}`).toMatch(
        /^archive-unreadable: .*unexpected end/,
      );
    }
  });

  it('row 75: refuses anything after the end of the gzip data, zeros too, in the same piece or the next', async () => {
    const tails = ['garbage', '\0', '\0\0\0\0\0\0\0\0\0', '\0x', '\u001f', '\u001f\u008b'];

    for (const tail of tails) {
      const bytes = Buffer.concat([file, Buffer.from(tail, 'latin1')]);
      for (const pieces of [[], [file.length], [1]]) {
        expect(await problemOf(bytes, ...pieces), JSON.stringify({ tail, pieces })).toMatch(/^archive-unreadable/);
      }
    }
  });

  it('row 81: stops at a bomb, by its size or by its ratio', async () => {
    expect(await problemOf(gzipSync(Buffer.alloc(900_000)))).toMatch(/more than 50 times its size/);
    expect(await problemOf(gzipSync(someBytes(1_000_001)))).toMatch(/more than 1000000 bytes/);
  });

  it('passes on what the source throws', async () => {
    const failure = new RunError('storage-unavailable', 'Cannot read the archive: the connection was reset');
    const reader = new GzipReader(failingAfter(file.subarray(0, 100), failure), LIMITS);

    await expect(collect(reader)).rejects.toBe(failure);
    expect(() => reader.facts).toThrow(/before its end/);
  });

  it('closes the source when the loop is left early', async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield file.subarray(0, 10_000);
      } finally {
        isClosed = true;
      }
    }

    for await (const chunk of new GzipReader(source(), LIMITS)) if (chunk.length > 0) break;

    await expect.poll(() => isClosed).toBe(true);
  });
});
