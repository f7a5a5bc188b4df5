import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { FINAL_BLOCK, OneMemberGzip } from '../../../../src/archive/gzip/one-member-gzip.ts';
import { someBytes } from '../byte-streams.ts';

async function compress(chunks: readonly Buffer[], width = 2, onWrite?: (bytes: Uint8Array) => void): Promise<Buffer> {
  const written: Uint8Array[] = [];
  const sink = async (bytes: Uint8Array) => {
    onWrite?.(bytes);
    written.push(Buffer.from(bytes));
  };
  const gzip = new OneMemberGzip(sink, { level: 6, width });
  for (const chunk of chunks) await gzip.write(chunk);
  await gzip.end();
  return Buffer.concat(written);
}

describe('OneMemberGzip', () => {
  it('gives back every byte, whatever the chunks', async () => {
    const chunks = fc.array(fc.record({ length: fc.nat(200_000), seed: fc.nat(99) }), { maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 5 }), async (specs, width) => {
        const parts = specs.map(({ length, seed }) => someBytes(length, seed));

        const compressed = await compress(parts, width);

        expect(gunzipSync(compressed).equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is read by GNU gzip', async () => {
    const parts = [someBytes(1_048_576, 1), someBytes(1_048_576, 2), someBytes(77, 3)];

    const { stdout, status } = spawnSync('gzip', ['-dc'], { input: await compress(parts), maxBuffer: 8_388_608 });

    expect(status).toBe(0);
    expect(stdout.equals(Buffer.concat(parts))).toBe(true);
  });

  it('is one member, so that every cut is an error', async () => {
    const compressed = await compress([someBytes(70_000, 1), someBytes(70_000, 2), someBytes(70_000, 3)]);

    for (let length = 0; length < compressed.length; length += 331) {
      expect(() => gunzipSync(compressed.subarray(0, length)), `cut at ${length}`).toThrow(/unexpected end of file/);
    }
  });

  it('begins as Go’s writer does', async () => {
    const compressed = await compress([]);

    expect(compressed.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
    expect(gunzipSync(compressed)).toHaveLength(0);
  });

  it('notes its pieces, each of which unpacks alone', async () => {
    const chunks = [someBytes(70_000, 1), someBytes(70_000, 1), someBytes(5, 2)];
    const written: Uint8Array[] = [];
    const gzip = new OneMemberGzip(async (bytes) => void written.push(Buffer.from(bytes)), { level: 6, width: 2 });

    for (const chunk of chunks) await gzip.write(chunk);
    await gzip.end();

    const bodies = written.slice(1, -1);
    expect(gzip.pieces).toEqual(bodies.map((body, i) => ({ compressedBytes: body.length, bytes: chunks[i]?.length })));
    for (const [i, body] of bodies.entries()) {
      const alone = inflateRawSync(Buffer.concat([body, FINAL_BLOCK]));
      expect(alone.equals(chunks[i]!)).toBe(true);
    }
  });

  it('gives the memory of what was written back when the sink has taken care of it', async () => {
    const written: Uint8Array[] = [];
    const gzip = new OneMemberGzip(async (bytes) => void written.push(bytes), { level: 6, width: 1 });

    await gzip.write(randomBytes(300_000));
    await gzip.end();

    expect(written.map((bytes) => bytes.length)).toEqual([10, 0, 10]);
  });

  it('costs next to nothing in size', async () => {
    const chunks = [1, 2, 3, 4].map((seed) => someBytes(1_048_576, seed % 2));

    const compressed = await compress(chunks);

    expect(compressed.length).toBeLessThan(gzipSync(Buffer.concat(chunks), { level: 6 }).length * 1.02);
  });

  it('asks to wait once enough is under way', async () => {
    const gzip = new OneMemberGzip(async () => undefined, { level: 6, width: 3 });

    const answers = [1, 2, 3, 4].map((seed) => gzip.write(someBytes(1000, seed)));

    expect(answers.map((answer) => answer instanceof Promise)).toEqual([false, false, true, true]);
    await gzip.end();
  });

  it('releases a chunk when it may be filled again', async () => {
    const shared = Buffer.alloc(100_000);
    const written: Uint8Array[] = [];
    let free = () => undefined as void;
    const sink = async (bytes: Uint8Array) => void written.push(Buffer.from(bytes));
    const gzip = new OneMemberGzip(sink, { level: 6, width: 2, release: () => free() });
    const parts = [1, 2, 3, 4, 5].map((seed) => someBytes(100_000, seed));

    for (const part of parts) {
      const released = new Promise<void>((resolve) => (free = resolve));
      part.copy(shared);
      void gzip.write(shared);
      await released;
      shared.fill(0);
    }
    await gzip.end();

    expect(gunzipSync(Buffer.concat(written)).equals(Buffer.concat(parts))).toBe(true);
  });

  it('writes in order although a slow sink keeps later chunks waiting', async () => {
    const written: Uint8Array[] = [];
    let writing = 0;
    const sink = async (bytes: Uint8Array) => {
      expect(++writing).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      written.push(Buffer.from(bytes));
      writing--;
    };
    const parts = [someBytes(300_000, 1), someBytes(10, 2), someBytes(300_000, 3), someBytes(10, 4)];
    const gzip = new OneMemberGzip(sink, { level: 6, width: 4 });

    for (const part of parts) void gzip.write(part);
    await gzip.end();

    expect(gunzipSync(Buffer.concat(written)).equals(Buffer.concat(parts))).toBe(true);
  });

  it('rejects what it handed out and its end when the sink fails, and writes nothing after that', async () => {
    const failure = new Error('no space left on device');
    let writes = 0;
    const sink = async () => {
      if (++writes === 3) throw failure;
    };
    const gzip = new OneMemberGzip(sink, { level: 6, width: 1 });

    const answers = [1, 2, 3, 4].map((seed) => gzip.write(someBytes(1000, seed)));
    const outcomes = await Promise.allSettled(answers.map((answer) => Promise.resolve(answer)));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    await expect(gzip.end()).rejects.toBe(failure);
    expect(writes).toBe(3);
  });
});
