import { spawnSync } from 'node:child_process';
import { TarArchive } from 'archiver';
import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { TarWalker, type TarEntry } from '../../../../src/archive/tar/tar-walker.ts';
import { TAR_CHUNK_BYTES, TarWriter } from '../../../../src/archive/tar/tar-writer.ts';
import { collect, someBytes } from '../byte-streams.ts';
import { tarStreamFiles } from '../tar-stream-files.ts';

interface File {
  readonly name: string;
  readonly body: Buffer;
}

const LIMITS = { entryBytes: 16_777_216, headerBytes: 65_536 };

/** Names as the archive has them, short, long, odd. */
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9:. -]{1,60}$/) },
  fc.stringMatching(/^[a-z]{90,180}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => text.replaceAll(/[/\0]/g, 'x')),
);
const name = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => ['resources', ...segments].join('/').replace(/ +$/, 'x'));
const body = fc.record({ length: fc.oneof(fc.nat(2_000), fc.constantFrom(0, 512, 1024)), seed: fc.nat(9) });
const file = fc.record({ name, body: body.map(({ length, seed }) => someBytes(length, seed)) });
const files = fc.uniqueArray(file, { selector: (it) => it.name, maxLength: 12 });

function pack(entries: readonly File[]): Buffer {
  const chunks: Buffer[] = [];
  const sink = (chunk: Buffer) => void chunks.push(Buffer.from(chunk));
  const writer = new TarWriter(sink, new Date('2026-11-21T02:17:00Z'));
  for (const entry of entries) void writer.add(entry.name, entry.body);
  void writer.end();
  expect(writer.bytes).toBe(chunks.reduce((sum, { length }) => sum + length, 0));
  return Buffer.concat(chunks);
}

function walk(tar: Buffer): TarEntry[] {
  const walker = new TarWalker(LIMITS);
  const entries = [...walker.feed(tar)];
  walker.end();
  return entries;
}

function plain(entries: readonly { readonly name: string; readonly body: Buffer }[]): string[] {
  return entries.map((entry) => `${entry.name} ${entry.body.toString('base64')}`);
}

describe('TarWriter', () => {
  it('is read by tar-stream: the same names and bytes, in order', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (entries) => {
        expect(plain(await tarStreamFiles(pack(entries)))).toEqual(plain(entries));
      }),
    );
  });

  it('is read by our own walker', () => {
    fc.assert(
      fc.property(files, (entries) => {
        expect(plain(walk(pack(entries)))).toEqual(plain(entries));
      }),
    );
  });

  it('packs what archiver packs', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (entries) => {
        const reference = new TarArchive();
        for (const entry of entries) reference.append(entry.body, { name: entry.name });
        const [tar] = await Promise.all([collect(reference), reference.finalize()]);

        expect(plain(walk(pack(entries)))).toEqual(plain(walk(tar)));
      }),
      { numRuns: 30 },
    );
  });

  it('is listed and unpacked by GNU tar', () => {
    const entries = [
      { name: 'metadata/version', body: Buffer.from('1.1.0\n') },
      { name: `resources/configmaps/namespaces/shop/${'l'.repeat(200)}.json`, body: someBytes(1500) },
      { name: 'resources/clusterroles.rbac.authorization.k8s.io/cluster/grün und:blau.json', body: someBytes(10) },
    ];
    const input = pack(entries);

    const listed = spawnSync('tar', ['--list', '--verbose', '--quoting-style=literal', '--file=-'], { input });
    const unpacked = spawnSync('tar', ['--extract', '--to-stdout', '--file=-'], { input });

    expect(listed.stderr.toString()).toBe('');
    const lines = listed.stdout.toString().trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 14))).toEqual(Array(3).fill('-rwxr-xr-x 0/0'));
    expect(lines.every((line, i) => line.endsWith(` ${entries[i]?.name}`))).toBe(true);
    expect(unpacked.stdout.equals(Buffer.concat(entries.map((entry) => entry.body)))).toBe(true);
  });

  it('hands on chunks of one size, whatever the entries, and uses released ones again', () => {
    const chunks: Buffer[] = [];
    const memory = new Set<ArrayBufferLike>();
    const writer: TarWriter = new TarWriter((chunk) => {
      chunks.push(Buffer.from(chunk));
      memory.add(chunk.buffer);
      writer.release(chunk);
      return undefined;
    }, new Date(0));
    const sizes = [2.86 * TAR_CHUNK_BYTES, 0, 1, TAR_CHUNK_BYTES - 512, TAR_CHUNK_BYTES, 700];
    const entries = sizes.map((size, i) => ({
      name: `resources/secrets/namespaces/shop/${i}.json`,
      body: someBytes(Math.floor(size), i),
    }));

    for (const entry of entries) void writer.add(entry.name, entry.body);
    void writer.end();

    expect(chunks.slice(0, -1).every(({ length }) => length === TAR_CHUNK_BYTES)).toBe(true);
    expect(plain(walk(Buffer.concat(chunks)))).toEqual(plain(entries));
    expect(memory.size).toBeLessThan(chunks.length);
  });

  it('passes on the last promise of an entry, so that a caller who waits has waited for all of it', async () => {
    const ends: (() => void)[] = [];
    const sink = () => new Promise<void>((resolve) => ends.push(resolve));
    const writer = new TarWriter(sink, new Date(0));

    const small = writer.add('a', someBytes(10));
    const large = writer.add('b', someBytes(2.5 * TAR_CHUNK_BYTES));
    let isOver = false;
    void large?.then(() => (isOver = true));

    expect(small).toBeUndefined();
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await Promise.resolve();
    expect(isOver).toBe(false);
    ends[1]?.();
    await large;
  });

  it('gives the memory of its chunks back at the end, also of those that are released later', () => {
    const chunks: Buffer[] = [];
    const writer = new TarWriter((chunk) => void chunks.push(chunk), new Date(0));
    void writer.add('large', Buffer.alloc(3 * TAR_CHUNK_BYTES));
    const [first, second, third] = chunks as [Buffer, Buffer, Buffer];
    writer.release(first);

    void writer.end();
    writer.release(second);

    expect([first, second, third].map(({ length }) => length)).toEqual([0, 0, TAR_CHUNK_BYTES]);
  });
});
