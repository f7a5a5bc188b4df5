import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import { paxRecord } from '../../../../src/archive/tar/pax.ts';
import { TarWalker, type TarEntry } from '../../../../src/archive/tar/tar-walker.ts';
import { END_MARKER, forgeEntry, forgeHeader } from '../../../support/tar-forge.ts';

const LIMITS = { entryBytes: 10_000, headerBytes: 4_096 };

function walk(...parts: readonly Buffer[]): TarEntry[] {
  const walker = new TarWalker(LIMITS);
  const entries: TarEntry[] = [];
  for (const part of parts) entries.push(...walker.feed(part));
  walker.end();
  return entries;
}

function refusalOf(...parts: readonly Buffer[]): string {
  try {
    return `accepted: ${walk(...parts, END_MARKER).length} entries`;
  } catch (error) {
    expect(error).toMatchObject({ name: 'RunError', code: 'archive-unreadable' });
    return error instanceof RunError ? error.message : '';
  }
}

const file = forgeEntry({ name: 'a' }, 'content');

function pax(...records: readonly (readonly [string, string])[]): Buffer {
  return forgeEntry(
    { type: 'x', name: 'PaxHeaders.0/a' },
    Buffer.concat(records.map(([key, value]) => paxRecord(key, value))),
  );
}

/** GNU's binary form of a size: a mark and eleven bytes, the given ones last. */
function base256(mark: number, ...bytes: readonly number[]): Buffer {
  const field = Buffer.alloc(12, mark === 0xff ? 0xff : 0);
  field[0] = mark;
  Buffer.from(bytes).copy(field, 12 - bytes.length);
  return field;
}

describe('TarWalker', () => {
  it('yields the files of ustar, v7-typed and GNU headers', () => {
    const entries = walk(
      Buffer.concat([
        forgeEntry({ name: 'b', prefix: 'a' }, 'one'),
        forgeEntry({ name: 'c', type: '\0' }, 'two'),
        forgeEntry({ name: 'd', magic: 'ustar  \0', prefix: '15300265244' }, 'three'),
        END_MARKER,
      ]),
    );

    expect(entries.map(({ name, body }) => [name, body.toString()])).toEqual([
      ['a/b', 'one'],
      ['c', 'two'],
      ['d', 'three'],
    ]);
  });

  it('row 78: reads what GNU tar packs again in each of its formats', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lifeboat-tar-'));
    const name = `resources/configmaps/namespaces/shop/${'long-'.repeat(30)}ü.json`;
    mkdirSync(join(folder, 'resources/configmaps/namespaces/shop'), { recursive: true });
    writeFileSync(join(folder, name), '{}');

    for (const format of ['gnu', 'pax', 'posix']) {
      const { stdout } = spawnSync('tar', ['--create', `--format=${format}`, '--file=-', '.'], { cwd: folder });
      const entries = walk(stdout);

      expect(entries.filter(({ type }) => type === 'file').map((entry) => entry.name)).toEqual([`./${name}`]);
      expect(entries.filter(({ type }) => type === 'directory')).toHaveLength(5);
    }
    rmSync(folder, { recursive: true });
  });

  it('row 78: passes over a global PAX header that says nothing about entries', () => {
    const global = forgeEntry({ type: 'g', name: 'pax_global_header' }, paxRecord('comment', 'made elsewhere'));

    expect(walk(global, file, END_MARKER)).toHaveLength(1);
  });

  it('accepts a PAX size that agrees with the header, as node-tar writes it', () => {
    expect(walk(pax(['size', '7'], ['path', 'b']), file, END_MARKER).map(({ name }) => name)).toEqual(['b']);
  });

  it('accepts any number of zero blocks at the end, as GNU tar pads', () => {
    expect(walk(file, Buffer.alloc(10_240))).toHaveLength(1);
  });

  it.each([
    ['no end marker', file],
    ['half an end marker', Buffer.concat([file, Buffer.alloc(512)])],
    ['a cut end marker', Buffer.concat([file, Buffer.alloc(1023)])],
    ['a cut body', file.subarray(0, 600)],
    ['a cut header', file.subarray(0, 100)],
    ['nothing at all', Buffer.alloc(0)],
  ])('row 74: refuses an archive with %s', (_, tar) => {
    expect(() => walk(tar)).toThrow(/ends before its end marker/);
  });

  it.each([
    ['an entry after the end marker', [END_MARKER, file]],
    ['an entry after a lone zero block', [Buffer.alloc(512), file]],
    ['garbage after the end marker', [END_MARKER, Buffer.alloc(512, 1)]],
  ])('refuses %s, which only some readers would see', (_, parts) => {
    expect(refusalOf(file, ...parts)).toMatch(/something follows its end marker/);
  });

  it.each([
    ['a hard link', '1'],
    ['a symbolic link', '2'],
    ['a character device', '3'],
    ['a block device', '4'],
    ['a FIFO', '6'],
    ['a contiguous file', '7'],
    ['a GNU sparse file', 'S'],
    ['a GNU long link name', 'K'],
    ['a GNU dump of folders', 'D'],
    ['a Solaris ACL', 'A'],
  ])('row 77: refuses %s', (_, type) => {
    expect(refusalOf(forgeEntry({ type, linkname: '/etc/passwd' }))).toMatch(/which no backup contains/);
  });

  it('row 77: refuses a sparse file that PAX describes', () => {
    expect(refusalOf(pax(['GNU.sparse.major', '1']), file)).toMatch(/sets "GNU.sparse.major"/);
  });

  it.each([
    ['negative in binary', base256(0xff, 0xff, 0xff)],
    ['negative in octal', Buffer.from('-0000000007\0')],
    ['beyond 2^53', base256(0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['no number', Buffer.from('12junk\0\0\0\0\0\0')],
    ['not octal', Buffer.from('00000000009\0')],
    ['hidden behind a NUL', Buffer.from('\u000000000000007')],
  ])('row 79: refuses a size that is %s', (_, size) => {
    expect(refusalOf(forgeHeader({ size }))).toMatch(/size is negative|is not octal/);
  });

  it('row 79: reads a size in binary that is within the limits', () => {
    const size = base256(0x80, 0, 0, 0, 7);

    expect(walk(forgeEntry({ name: 'a', size }, 'content'), END_MARKER)[0]?.body.toString()).toBe('content');
  });

  it('row 79: refuses sizes beyond the limit before it holds a byte of them', () => {
    expect(refusalOf(forgeHeader({ size: 10_001 }))).toMatch(/10001 bytes exceeds the limit of 10000/);
  });

  it('row 79: refuses a PAX size that contradicts the header', () => {
    expect(refusalOf(pax(['size', '512']), file)).toMatch(/disagree about a size/);
    expect(refusalOf(pax(['size', '7junk']), file)).toMatch(/disagree about a size/);
    expect(refusalOf(pax(['size', '-1']), file)).toMatch(/disagree about a size/);
  });

  it.each(['x', 'g', 'L'])('row 80: refuses an extended header of type %s beyond the limit', (type) => {
    expect(refusalOf(forgeHeader({ type, size: 268_435_456 }))).toMatch(/exceeds the limit of 4096/);
  });

  it.each([
    ['a global path', [forgeEntry({ type: 'g' }, paxRecord('path', 'b')), file]],
    ['a link in a PAX header', [pax(['linkpath', '/etc']), file]],
    ['an extended header for no entry', [pax(['path', 'b'])]],
    ['two extended headers for one entry', [pax(['path', 'b']), forgeEntry({ type: 'L' }, 'c\0'), file]],
    ['a malformed PAX header', [forgeEntry({ type: 'x' }, '99 path=b\n'), file]],
    ['a long name that is not UTF-8', [forgeEntry({ type: 'L' }, Buffer.from([0xff, 0])), file]],
    ['a wrong checksum', [forgeHeader({ checksum: 1 })]],
    ['an unknown magic', [forgeHeader({ magic: 'tartar\u000000' })]],
    ['a folder with a body', [forgeEntry({ type: '5', name: 'a/' }, 'body')]],
  ])('refuses %s', (_, parts) => {
    expect(refusalOf(...parts)).not.toMatch(/^accepted/);
  });

  it('finds the same entries whatever the chunks', () => {
    const tar = Buffer.concat([file, pax(['path', 'b'.repeat(300)]), file, forgeEntry({ name: 'c' }), END_MARKER]);
    const whole = walk(tar).map(({ name, body }) => [name, body.toString()]);

    for (const length of [1, 7, 511, 512, 513, 1500]) {
      const parts: Buffer[] = [];
      for (let at = 0; at < tar.length; at += length) parts.push(tar.subarray(at, at + length));

      expect(walk(...parts).map(({ name, body }) => [name, body.toString()])).toEqual(whole);
    }
  });
});
