import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '../support/property.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemPath, versionedPath } from '../../src/archive/paths.ts';
import { TarWriter } from '../../src/archive/tar/tar-writer.ts';
import { ArchiveSpool } from '../../src/archive/write/archive-spool.ts';
import { anItem } from '../support/builders.ts';

/** What the program of `test/golden/go-reader` prints of an entry. */
interface GoEntry {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  readonly sha256: string;
}

const MTIME = new Date(1_795_227_420_000);

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-go-'));
  program = join(folder, 'go-reader');
  const built = spawnSync('go', ['build', '-o', program, 'main.go'], { cwd: 'test/golden/go-reader' });
  if (built.status !== 0) {
    const reason = built.error?.message ?? built.stderr.toString();
    throw new Error(`These tests need Go, whose archive/tar Velero reads with (https://go.dev/dl): ${reason}`);
  }
});

afterAll(() => rm(folder, { recursive: true }));

function runGo(mode: 'read' | 'write', input: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync(program, [mode], { input, maxBuffer: 268_435_456 });
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** A tar of zeros under the given names, as our writer makes it. */
function packZeros(entries: readonly { readonly name: string; readonly size: number }[]): Buffer {
  const chunks: Buffer[] = [];
  const writer = new TarWriter((chunk) => void chunks.push(Buffer.from(chunk)), MTIME);
  for (const { name, size } of entries) void writer.add(name, Buffer.alloc(size));
  void writer.end();
  return Buffer.concat(chunks);
}

describe('an archive of ours, seen by Go', () => {
  it('has every item twice, with its bytes and the mode that Velero’s extractor needs', async () => {
    const names = ['settings', 'MyApp:Admin', 'ü'.repeat(120), 'n'.repeat(253), 'a b\tc\nd', '..'];
    const items = names.map((name, i) => anItem({ ref: { name }, object: { data: 'x'.repeat(i * 700_000) } }));
    const spool = await ArchiveSpool.create(folder, MTIME);
    for (const item of items) await spool.add(item);
    const { file } = await spool.endArchive();
    await spool.endManifest({});

    const lines = runGo('read', await readFile(file))
      .toString()
      .trimEnd()
      .split('\n');

    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const version = Buffer.from('1.1.0\n');
    expect(lines.map((line) => JSON.parse(line) as GoEntry)).toEqual([
      { name: 'metadata/version', type: '0', mode: 0o755, size: version.length, sha256: sha256(version) },
      ...items.flatMap(({ ref, bytes }) =>
        [itemPath(ref), versionedPath(ref, { version: 'v1', isPreferred: true })].map((name) => {
          return { name, type: '0', mode: 0o755, size: bytes.length, sha256: sha256(bytes) };
        }),
      ),
    ]);
  });
});

describe('a tar of ours', () => {
  it('is the one that Go writes, byte for byte, whatever the names and sizes', () => {
    const segment = fc.oneof(
      fc.stringMatching(/^[a-z0-9:. -]{1,70}$/),
      fc.stringMatching(/^[a-z]{90,180}$/),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((text) => text.replaceAll(/[/\0]/g, 'x')),
    );
    // Go cleans `.` and `..` out of the name of a PAX header; our folders are never called so.
    const name = fc
      .array(
        segment.filter((text) => !/^\.{1,2}$/.test(text)),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => `resources/${parts.join('/')}.json`);
    const entry = fc.record({ name, size: fc.oneof(fc.nat(3_000), fc.constantFrom(0, 512, 1_048_576)) });

    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
        const theirs = runGo('write', Buffer.from(JSON.stringify(entries)));

        expect(packZeros(entries).equals(theirs)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
