import { createHash } from 'node:crypto';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { GZIP_HEADER, gzipEnd, OneMemberGzip, type GzipPiece } from '../../../../src/archive/gzip/one-member-gzip.ts';
import { PieceReader } from '../../../../src/archive/gzip/piece-reader.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { collect, failingAfter, inPieces, someBytes } from '../byte-streams.ts';

interface Packed {
  readonly file: Buffer;
  readonly pieces: readonly GzipPiece[];
}

async function pack(chunks: readonly Buffer[]): Promise<Packed> {
  const written: Uint8Array[] = [];
  const gzip = new OneMemberGzip(async (bytes) => void written.push(Buffer.from(bytes)), { level: 6, width: 2 });
  for (const chunk of chunks) await gzip.write(chunk);
  await gzip.end();
  return { file: Buffer.concat(written), pieces: gzip.pieces };
}

/** A file of which every part may be wrong, with the end that belongs to the content. */
function forge(bodies: readonly Uint8Array[], content: Buffer): Buffer {
  return Buffer.concat([GZIP_HEADER, ...bodies, gzipEnd(crc32(content), content.length)]);
}

async function problemOf(file: Uint8Array, pieces: readonly GzipPiece[]): Promise<string> {
  try {
    await collect(new PieceReader(inPieces(file, 700), pieces, 2));
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(RunError);
    return error instanceof RunError ? `${error.code}: ${error.message}` : String(error);
  }
}

const chunks = [someBytes(100_000, 1), someBytes(100_000, 2), someBytes(3, 3)];
const content = Buffer.concat(chunks);

describe('PieceReader', () => {
  it('gives back every byte in order, whatever the chunks, the source and the width', async () => {
    const lengths = fc.array(fc.nat(150_000), { maxLength: 6 });
    const cuts = fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 4 });

    await fc.assert(
      fc.asyncProperty(lengths, cuts, fc.integer({ min: 1, max: 5 }), async (specs, sourceCuts, width) => {
        const parts = specs.map((length, i) => someBytes(length, i + 1));
        const { file, pieces } = await pack(parts);
        const reader = new PieceReader(inPieces(file, ...sourceCuts), pieces, width);

        const bytes = await collect(reader);

        expect(bytes.equals(Buffer.concat(parts))).toBe(true);
        expect(reader.facts).toEqual({
          compressedBytes: file.length,
          sha256: createHash('sha256').update(file).digest('hex'),
        });
      }),
      { numRuns: 40 },
    );
  });

  it('gives back the memory of what it yielded when the next is asked for', async () => {
    const { file, pieces } = await pack(chunks);
    const yielded: Buffer[] = [];

    for await (const bytes of new PieceReader(inPieces(file), pieces, 2)) yielded.push(bytes);

    expect(yielded.map((bytes) => bytes.length)).toEqual([0, 0, 3]);
  });

  it('refuses a file whose pieces were noted elsewhere', async () => {
    const { file, pieces } = await pack(chunks);
    const [first, second, third] = pieces as [GzipPiece, GzipPiece, GzipPiece];
    const moved = [
      { ...first, compressedBytes: first.compressedBytes + 1 },
      { ...second, compressedBytes: second.compressedBytes - 1 },
      third,
    ];

    expect(await problemOf(file, moved)).toMatch(/^archive-unreadable: Cannot read gzip data/);
    expect(await problemOf(file, [first, third, second])).toMatch(/^archive-unreadable/);
    expect(await problemOf(file, pieces.slice(0, 2))).toMatch(/incorrect data check/);
    expect(await problemOf(file, [...pieces, third])).toMatch(/^archive-unreadable/);
    expect(await problemOf(file, pieces.with(0, { ...first, bytes: 99_999 }))).toMatch(/^archive-unreadable/);
    expect(await problemOf(file, pieces.with(0, { ...first, bytes: 100_001 }))).toMatch(/ends elsewhere/);
  });

  it('refuses a piece that ends the stream, behind which gunzip would see nothing', async () => {
    const bodies = chunks.map((chunk) => deflateRawSync(chunk));
    const pieces = bodies.map((body, i) => ({ compressedBytes: body.length, bytes: chunks[i]!.length }));

    expect(await problemOf(forge(bodies, content), pieces)).toMatch(/ends elsewhere/);
  });

  it('refuses a trailer that belongs to other bytes, and another header', async () => {
    const { file, pieces } = await pack(chunks);
    const bodies = [file.subarray(10, -10)];

    expect(await problemOf(forge(bodies, content.subarray(1)), pieces)).toMatch(/incorrect data check/);
    expect(await problemOf(forge(bodies, Buffer.from(content).fill(1, 0, 1)), pieces)).toMatch(/incorrect data check/);
    expect(await problemOf(Buffer.from(file).fill(3, 9, 10), pieces)).toMatch(/the header is another/);
  });

  it('refuses whatever follows the end, zeros and another member too', async () => {
    const { file, pieces } = await pack(chunks);

    for (const tail of [Buffer.alloc(1), Buffer.alloc(9_000), gzipSync('more')]) {
      expect(await problemOf(Buffer.concat([file, tail]), pieces)).toMatch(/bytes after the end/);
    }
  });

  it('refuses a file that was cut anywhere', async () => {
    const { file, pieces } = await pack(chunks);
    const lengths = [0, 1, 9, 10, 11, 10 + pieces[0]!.compressedBytes, file.length - 10, file.length - 1];

    for (const length of lengths) {
      expect(await problemOf(file.subarray(0, length), pieces), `cut at ${length}`).toMatch(/unexpected end of file/);
    }
  });

  it('lets a failure of the source pass through', async () => {
    const { file, pieces } = await pack(chunks);
    const failure = new Error('connection reset');
    const reader = new PieceReader(failingAfter(file.subarray(0, file.length - 5), failure), pieces, 2);

    await expect(collect(reader)).rejects.toBe(failure);
  });

  it('closes its source when it is left early', async () => {
    const { file, pieces } = await pack(chunks);
    let isClosed = false;
    const source = async function* () {
      try {
        yield* inPieces(file, 500);
      } finally {
        isClosed = true;
      }
    };

    for await (const _ of new PieceReader(source(), pieces, 2)) break;

    expect(isClosed).toBe(true);
  });
});
