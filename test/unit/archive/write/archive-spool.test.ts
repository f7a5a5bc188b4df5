import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { fc } from '../../../support/property.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeManifestFacts, parseManifest } from '../../../../src/archive/files/manifest.ts';
import { itemPath, versionedPath } from '../../../../src/archive/paths.ts';
import { ArchiveReader } from '../../../../src/archive/read/archive-reader.ts';
import { ArchiveSpool } from '../../../../src/archive/write/archive-spool.ts';
import type { Item } from '../../../../src/domain/item.ts';
import { anItem, manifestFacts } from '../../../support/builders.ts';
import { someBytes } from '../byte-streams.ts';

const MTIME = new Date('2026-11-21T02:17:00Z');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-archive-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(items: readonly Item[]) {
  const spool = await ArchiveSpool.create(folder, MTIME);
  for (const item of items) await spool.add(item);
  const archive = await spool.endArchive();
  const manifest = await spool.endManifest(encodeManifestFacts(manifestFacts(), { backup: 'b', ...archive }));
  await spool.close();
  return { spool, archive, manifest };
}

describe('ArchiveSpool', () => {
  it('keeps both copies of every item next to each other, after the version', async () => {
    const items = [
      anItem(),
      anItem({ ref: { group: 'apps', resource: 'deployments', name: 'web' }, kind: 'Deployment' }),
      anItem({ ref: { resource: 'nodes', namespace: undefined, name: 'worker-1' }, kind: 'Node' }),
    ];

    const { archive } = await write(items);

    const listed = spawnSync('tar', ['--list', '--gzip', `--file=${archive.file}`]);
    expect(listed.stderr.toString()).toBe('');
    expect(listed.stdout.toString().trimEnd().split('\n')).toEqual([
      'metadata/version',
      'resources/configmaps/namespaces/shop/settings.json',
      'resources/configmaps/v1-preferredversion/namespaces/shop/settings.json',
      'resources/deployments.apps/namespaces/shop/web.json',
      'resources/deployments.apps/v1-preferredversion/namespaces/shop/web.json',
      'resources/nodes/cluster/worker-1.json',
      'resources/nodes/v1-preferredversion/cluster/worker-1.json',
    ]);
  });

  it('keeps every byte of every item, whatever it is, and never parses one', async () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,20}$/);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc.constantFrom(0, 512, 600_000).map((n) => someBytes(n)),
    );

    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.record({ name, bytes }), { selector: (it) => it.name }), async (specs) => {
        const items = specs.map((spec) => anItem({ ref: { name: spec.name }, bytes: spec.bytes }));

        const { archive } = await write(items);
        const found = new Map<string, Buffer>();
        for await (const entry of new ArchiveReader(createReadStream(archive.file), { sha256: archive.sha256 })) {
          found.set(entry.path, Buffer.from(entry.body));
        }

        expect(found.size).toBe(1 + 2 * items.length);
        for (const item of items) {
          const copy = versionedPath(item.ref, { version: 'v1', isPreferred: true });
          expect(found.get(itemPath(item.ref))?.equals(item.bytes)).toBe(true);
          expect(found.get(copy)?.equals(item.bytes)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('writes a manifest with the SHA-256 of every item, one line each, and the archive’s own', async () => {
    const odd = anItem({ ref: { name: 'quote"d\\ü' } });

    const { archive, manifest } = await write([anItem(), odd]);

    const file = await readFile(manifest.file);
    const text = gunzipSync(file).toString();
    const parsed = parseManifest(Buffer.from(text));
    const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
    expect(manifest.sha256).toBe(sha256(file));
    expect([...parsed.items]).toEqual([anItem(), odd].map((item) => [itemPath(item.ref), sha256(item.bytes)]));
    expect(parsed.archive).toEqual({
      file: 'b.tar.gz',
      items: 2,
      bytes: (await readFile(archive.file)).length,
      sha256: archive.sha256,
    });
    expect(text.split('\n').filter((line) => line.includes('.json'))).toHaveLength(2);
  });

  it('writes a manifest of many items in many chunks', async () => {
    const items = Array.from({ length: 5_000 }, (_, i) =>
      anItem({ ref: { name: `settings-${i}` }, bytes: someBytes(20, i) }),
    );

    const { manifest } = await write(items);

    const { items: hashes } = parseManifest(gunzipSync(await readFile(manifest.file)));
    expect(hashes.size).toBe(5_000);
  });

  it('counts items and bytes, the first of two items of one name only', async () => {
    const { spool, archive } = await write([anItem({ bytes: someBytes(10) }), anItem({ bytes: someBytes(20) })]);

    expect(spool.progress).toEqual({ items: 1, bytes: 10 });
    expect(archive.items).toBe(1);
  });

  it('row 82: tells an item that it leaves out because its name is taken', async () => {
    const { spool } = await write([anItem()]);

    expect(spool.add(anItem())).toBe(false);
  });

  it('makes the same archive of the same items', async () => {
    const { archive: first } = await write([anItem()]);
    const { archive: second } = await write([anItem()]);

    expect(second.sha256).toBe(first.sha256);
  });

  it('row 58: says cannot-write when the disk fills up, to whoever waits', async () => {
    await symlink('/dev/full', join(folder, 'archive.tar.gz'));
    const spool = await ArchiveSpool.create(folder, MTIME);

    const filling = async () => {
      for (let i = 0; i < 100; i++) await spool.add(anItem({ ref: { name: `n${i}` }, bytes: someBytes(1_000_000, i) }));
    };

    await expect(filling()).rejects.toMatchObject({ code: 'cannot-write' });
    await expect(spool.endArchive()).rejects.toMatchObject({ code: 'cannot-write' });
    await spool.close();
  });
});
