import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';
import { describe, expect, it } from 'vitest';
import { keepSmallDirectory } from '../../../../src/archive/export/zip-directory.ts';

const date = new Date('2026-11-21T02:17:00Z');

async function fill(archive: ZipArchive, files: AsyncIterable<readonly [string, Buffer]>): Promise<void> {
  for await (const [name, bytes] of files) {
    const added = once(archive, 'entry');
    archive.append(bytes, { name, date, mode: 0o600 });
    await added;
  }
  await archive.finalize();
}

async function* few(): AsyncGenerator<readonly [string, Buffer]> {
  yield ['resources/a.json', Buffer.from('{"a":1}')];
  yield ['resources/schön.json', Buffer.from('{"b":2}'.repeat(1000))];
  yield [`resources/${'n'.repeat(200)}.json`, Buffer.alloc(0)];
}

interface Engine {
  readonly _entries: { push(entry: object): void } & readonly object[];
  write(bytes: Uint8Array): boolean;
}

const engineOf = (archive: ZipArchive) =>
  (archive as unknown as { readonly _module: { engine: Engine } })._module.engine;

/** A zip's directory of so many files, of which only one is in it, and the pieces in which it is written. */
async function directoryOf(count: number) {
  const [model, archive] = [new ZipArchive(), new ZipArchive()];
  await Promise.all([buffer(model), fill(model, few())]);
  const [entry = {}] = engineOf(model)._entries;
  keepSmallDirectory(archive);
  const engine = engineOf(archive);
  for (let at = 0; at < count; at++) engine._entries.push(entry);
  const pieces: number[] = [];
  const write = engine.write.bind(engine);
  engine.write = (bytes) => {
    pieces.push(bytes.length);
    return write(bytes);
  };
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return { bytes, pieces, size: count * (46 + 'resources/a.json'.length) };
}

describe('the directory of a zip', () => {
  it('is the one that archiver would write, byte for byte', async () => {
    const [ours, theirs] = [new ZipArchive(), new ZipArchive()];
    keepSmallDirectory(ours);

    const [one, other] = await Promise.all([buffer(ours), buffer(theirs), fill(ours, few()), fill(theirs, few())]);

    expect(one.equals(other)).toBe(true);
  });

  it('is kept and written in a few large pieces, with nothing else of the files', async () => {
    const { bytes, pieces, size } = await directoryOf(5_000);

    const written = pieces.filter((length) => length > 100);
    expect(written).toEqual([...Array.from({ length: Math.floor(size / 65_536) }, () => 65_536), size % 65_536]);
    expect(pieces.length - written.length).toBeLessThan(20);
    expect(bytes.readUInt16LE(bytes.length - 12)).toBe(5_000);
    expect(bytes.readUInt32LE(bytes.length - 10)).toBe(size);
  });

  it('has room for more files than the first zips had', async () => {
    const { bytes, size } = await directoryOf(66_000);

    const [sizeOfEnd, sizeOfLocator, sizeOfEnd64] = [22, 20, 56];
    const end64 = bytes.subarray(bytes.length - sizeOfEnd - sizeOfLocator - sizeOfEnd64);
    expect(end64.readUInt32LE(0)).toBe(0x06_06_4b_50);
    expect(end64.readBigUInt64LE(32)).toBe(66_000n);
    expect(end64.readBigUInt64LE(40)).toBe(BigInt(size));
  });
});
