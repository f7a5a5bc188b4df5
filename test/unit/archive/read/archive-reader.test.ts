import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_LIMITS } from '../../../../src/archive/read/archive-limits.ts';
import { ArchiveReader, type ReadOptions } from '../../../../src/archive/read/archive-reader.ts';
import { paxRecord } from '../../../../src/archive/tar/pax.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { failingAfter, inPieces, someBytes } from '../byte-streams.ts';
import { END_MARKER, forgeArchive, forgeEntry, forgeHeader, versionEntry } from '../../../support/tar-forge.ts';

const GOLDEN = 'test/golden/velero-1.18.3/one-namespace/archive/one-namespace.tar.gz';
const item = forgeEntry({ name: 'resources/pods/namespaces/shop/web.json' }, '{"kind":"Pod"}');
const good = forgeArchive([versionEntry(), item]);

interface Outcome {
  readonly entries: string[];
  readonly error: unknown;
}

async function read(bytes: Uint8Array, options: ReadOptions = {}, ...pieces: readonly number[]): Promise<Outcome> {
  const entries: string[] = [];
  try {
    for await (const entry of new ArchiveReader(inPieces(bytes, ...pieces), options)) {
      entries.push(`${entry.path} ${createHash('sha256').update(entry.body).digest('hex')}`);
    }
    return { entries, error: undefined };
  } catch (error) {
    return { entries, error };
  }
}

async function refusalOf(bytes: Uint8Array, options: ReadOptions = {}): Promise<string> {
  const { error } = await read(bytes, options);
  expect(error).toBeInstanceOf(RunError);
  return error instanceof RunError ? `${error.code}: ${error.message}` : '';
}

describe('ArchiveReader', () => {
  it('yields every file with its meaning and tells the facts at the end', async () => {
    const sha256 = createHash('sha256').update(good).digest('hex');
    const reader = new ArchiveReader(inPieces(good), { sha256 });
    const seen = [];
    for await (const entry of reader) seen.push(entry);

    expect(seen).toMatchObject([
      { path: 'metadata/version', meaning: { kind: 'metadata', name: 'version' }, size: 6 },
      {
        path: 'resources/pods/namespaces/shop/web.json',
        meaning: { kind: 'item', ref: { group: '', resource: 'pods', namespace: 'shop', name: 'web' } },
        size: 14,
      },
    ]);
    expect(reader.facts).toMatchObject({
      entries: 2,
      formatVersion: '1.1.0',
      isOneMember: true,
      compressedBytes: good.length,
      sha256,
    });
  });

  it('does not hash a file of which no SHA-256 is known', async () => {
    const reader = new ArchiveReader(inPieces(good));
    for await (const batch of reader.batches()) expect([...batch]).toHaveLength(2);

    expect(reader.facts).toMatchObject({ entries: 2, sha256: undefined });
  });

  it('row 71: refuses a golden archive that is cut at any of 2000 places', async () => {
    const golden = await readFile(GOLDEN);

    for (let n = 0; n < 2_000; n++) {
      const length = Math.floor((golden.length * n) / 2_000);
      const { error } = await read(golden.subarray(0, length));
      if (!isUnreadable(error)) expect.fail(`cut at ${length}: ${String(error)}`);
    }
  }, 60_000);

  it('row 72: refuses every flipped bit when the SHA-256 is known', async () => {
    const sha256 = createHash('sha256').update(good).digest('hex');

    for (let bit = 0; bit < good.length * 8; bit++) {
      const { error } = await read(flip(good, bit), { sha256 });
      if (!isUnreadable(error)) expect.fail(`bit ${bit}: ${String(error)}`);
    }
  });

  it('row 72: without a SHA-256, a flipped bit is refused or changes nothing', async () => {
    const whole = await read(good);

    for (let bit = 0; bit < good.length * 8; bit++) {
      const { entries, error } = await read(flip(good, bit));
      const isHarmless = error === undefined && entries.join() === whole.entries.join();
      if (!isHarmless && !isUnreadable(error)) expect.fail(`bit ${bit}: ${String(error)}`);
    }
  });

  it('row 73: refuses an archive of several members that is cut between them', async () => {
    const tar = Buffer.concat([versionEntry(), item, END_MARKER]);
    const members = [tar.subarray(0, 1024), tar.subarray(1024, 2048), tar.subarray(2048)].map((part) => gzipSync(part));

    expect((await read(Buffer.concat(members))).entries).toHaveLength(2);
    expect(await refusalOf(Buffer.concat(members.slice(0, 2)))).toMatch(/archive-unreadable: .*before its end marker/);
    expect(await refusalOf(Buffer.concat(members.slice(0, 1)))).toMatch(/archive-unreadable: .*before its end marker/);
  });

  it('row 74: refuses an archive without an end marker', async () => {
    expect(await refusalOf(forgeArchive([versionEntry(), item], Buffer.alloc(0)))).toMatch(/before its end marker/);
  });

  it('row 75: refuses bytes after the gzip data', async () => {
    expect(await refusalOf(Buffer.concat([good, Buffer.from('more')]))).toMatch(/^archive-unreadable/);
    expect(await refusalOf(Buffer.concat([good, Buffer.alloc(1)]))).toMatch(/bytes after the end/);
  });

  it.each([
    ['parent-folder', '../../etc/passwd'],
    ['absolute', '/etc/passwd'],
    ['backslashes', 'resources\\pods\\cluster\\a.json'],
    ['control-character', 'resources/pods/clus\u0007ter/a.json'],
    ['foreign-folder', 'kopia/a.json'],
    ['no-name', ''],
  ])('row 76: refuses a name that is hostile: %s', async (_, name) => {
    const long = forgeEntry({ type: 'x' }, paxRecord('path', name));

    expect(await refusalOf(forgeArchive([versionEntry(), forgeEntry({ name }, '{}')]))).toMatch(/^archive-unreadable/);
    expect(await refusalOf(forgeArchive([versionEntry(), long, forgeEntry({}, '{}')]))).toMatch(/^archive-unreadable/);
    expect(await refusalOf(forgeArchive([forgeEntry({ name: `${name}/`, type: '5' })]))).toMatch(/^archive-unreadable/);
  });

  it('row 76: refuses a name with NUL, which a PAX header can hold', async () => {
    const name = 'resources/pods/cluster/a\0.json';

    expect(await refusalOf(forgeArchive([forgeEntry({ type: 'x' }, paxRecord('path', name)), item]))).toMatch(
      /is not a path that a backup contains/,
    );
  });

  it('row 77: refuses a link, also one with a harmless name', async () => {
    const link = forgeEntry({ type: '2', name: 'resources/pods/cluster/a.json', linkname: '/etc/shadow' });

    expect(await refusalOf(forgeArchive([versionEntry(), link]))).toMatch(/which no backup contains/);
  });

  it('row 78: reads a golden archive that GNU tar unpacked and packed again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lifeboat-repack-'));
    spawnSync('tar', ['--extract', '--gzip', `--file=${GOLDEN}`, `--directory=${folder}`]);
    const { stdout } = spawnSync('tar', ['--create', '--gzip', '--file=-', '.'], { cwd: folder, maxBuffer: 8_388_608 });

    const again = await read(stdout);

    expect(again.error).toBeUndefined();
    expect(again.entries.toSorted()).toEqual((await read(await readFile(GOLDEN))).entries.toSorted());
    await rm(folder, { recursive: true });
  });

  it('row 79: refuses an item beyond the limit before it is held', async () => {
    const limits = { ...ARCHIVE_LIMITS, entryBytes: 1_000 };

    expect(await refusalOf(forgeArchive([forgeHeader({ size: 67_108_865 })]))).toMatch(/exceeds the limit of 67108864/);
    expect(await refusalOf(forgeArchive([forgeEntry({}, someBytes(1_001))]), { limits })).toMatch(/exceeds the limit/);
  });

  it('row 80: refuses a PAX header of 256 MiB', async () => {
    const bomb = forgeArchive([forgeHeader({ type: 'x', size: 268_435_456 }), Buffer.alloc(1_048_576, '1')]);

    expect(await refusalOf(bomb)).toMatch(/268435456 bytes exceeds the limit/);
  });

  it('row 81: refuses a gzip bomb', async () => {
    const limits = { ...ARCHIVE_LIMITS, ratioFromBytes: 1_048_576 };
    const bomb = forgeArchive([forgeEntry({}, Buffer.alloc(8_388_608))]);

    expect(await refusalOf(bomb, { limits })).toMatch(/^archive-unreadable: .*more than 200 times its size/);
    expect(await refusalOf(bomb, { limits: { ...ARCHIVE_LIMITS, totalBytes: 1_000 } })).toMatch(/more than 1000 bytes/);
  });

  it('row 81: refuses more entries than any cluster has', async () => {
    const limits = { ...ARCHIVE_LIMITS, entries: 1 };

    expect(await refusalOf(good, { limits })).toMatch(/more than 1 entries/);
  });

  it('row 85: reads an archive without a version, as very old releases wrote it, and says so', async () => {
    const reader = new ArchiveReader(inPieces(forgeArchive([item])));
    for await (const entry of reader) expect(entry.meaning.kind).toBe('item');

    expect(reader.facts).toMatchObject({ entries: 1, formatVersion: undefined });
  });

  it('row 85: refuses a format of a higher major version, wherever the archive says so', async () => {
    expect(await refusalOf(forgeArchive([item, versionEntry('2.0.0\n')]))).toMatch(/^archive-unsupported: .*2\.0\.0/);
    expect(await refusalOf(forgeArchive([versionEntry('10\n'), item]))).toMatch(/^archive-unsupported/);
    expect(await refusalOf(forgeArchive([versionEntry('new!\n'), item]))).toMatch(/^archive-unreadable: .*"new!"/);
    expect((await read(forgeArchive([versionEntry('1.99'), item]))).error).toBeUndefined();
  });

  it('row 86: passes on the error of a source that fails in the middle of an entry', async () => {
    const failure = new RunError('storage-unavailable', 'the connection was reset');
    const cut = gzipSync(Buffer.concat([versionEntry(), item])).subarray(0, 60);
    const reader = new ArchiveReader(failingAfter(cut, failure));

    const reading = async () => {
      for await (const entry of reader) expect(entry.path).toBeDefined();
    };

    await expect(reading()).rejects.toBe(failure);
  });

  it('refuses what is no gzip file', async () => {
    expect(await refusalOf(Buffer.from('{"kind":"Backup"}'))).toMatch(/^archive-unreadable: .*incorrect header check/);
    expect(await refusalOf(Buffer.alloc(0))).toMatch(/^archive-unreadable/);
  });
});

function flip(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}

function isUnreadable(error: unknown): boolean {
  return error instanceof RunError && error.code === 'archive-unreadable';
}
