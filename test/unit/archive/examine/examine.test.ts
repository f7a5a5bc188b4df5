import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archiveKey, fileKey } from '../../../../src/archive/layout.ts';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { backupStoreRig, bytesOf, makeBackup } from '../../../contract/backup-store-rig.ts';
import { aBackup, anItem } from '../../../support/builders.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
import { aDocument, anEntryOf, hostileArchives } from '../../../support/hostile-archives.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';
import { forgeArchive, versionEntry } from '../../../support/tar-forge.ts';

let faulty: FaultyObjectStore;
const rig = backupStoreRig(async () => {
  faulty = new FaultyObjectStore(new MemoryObjectStore());
  return { objects: faulty, [Symbol.asyncDispose]: async () => faulty.close() };
});
const { ctx } = rig;

/** A backup of somebody who keeps no sums. */
const FOREIGN = aBackup({ origin: undefined, archiveSha256: undefined, manifestSha256: undefined });

async function examine(archive: Buffer, backup: Backup = FOREIGN) {
  await rig.objects.put(ctx, archiveKey(backup.name), archive);
  return rig.backups.examine(ctx, backup);
}

const ITEMS = ['a', 'b', 'c'].map((name) => anItem({ ref: { name } }));
const made = async () => makeBackup(ctx, await rig.draft(), ITEMS);

async function change(key: string, edit: (bytes: Buffer) => Buffer): Promise<void> {
  await rig.objects.put(ctx, key, edit(await bytesOf(ctx, rig.objects, key)));
}

describe('examining a backup of ours', () => {
  it('proves one that is as it was written', async () => {
    const backup = await made();

    expect(await rig.backups.examine(ctx, backup)).toEqual({ outcome: 'proven', items: 3, damage: [], doubts: [] });
  });

  it('row 71: says how far one goes that is cut short', async () => {
    const backup = await made();
    await change(archiveKey(backup.name), (bytes) => bytes.subarray(0, -9));

    const { outcome, damage } = await rig.backups.examine(ctx, backup);

    expect(outcome).toBe('damaged');
    expect(damage).toEqual([
      { part: 'archive', message: expect.stringMatching(/^Its archive is damaged: it is cut short/) },
    ]);
    expect(damage[0]?.message).toMatch(/the last item before that is configmaps\/shop\/[abc]$/);
  });

  it('row 72: names the item in which a byte was changed, where the archive can still be read', async () => {
    const backup = await made();
    await change(archiveKey(backup.name), (bytes) => {
      const tar = gunzipSync(bytes).toString('latin1');
      return gzipSync(Buffer.from(tar.replaceAll('"name":"b"', '"nAme":"b"'), 'latin1'));
    });

    const { damage } = await rig.backups.examine(ctx, backup);

    expect(damage.map(({ message }) => message)).toEqual([
      'Its archive is damaged: it is not the file that was stored (its SHA-256 is not the expected one)',
      'configmaps/shop/b is not as it was backed up',
      'configmaps/shop/b holds shop',
    ]);
  });

  it('row 72: finds any flipped bit', async () => {
    const backup = await made();
    faulty.fail('get', '.tar.gz', 'flip-bit');

    expect(await rig.backups.examine(ctx, backup)).toMatchObject({ outcome: 'damaged' });
  });

  it('row 73: misses what the manifest names, in an archive that is whole by itself', async () => {
    const backup = await made();
    const other = forgeArchive([versionEntry(), anEntryOf('a'), anEntryOf('a', aDocument('a'), 'v1-preferredversion')]);

    const { damage } = await examine(other, backup);

    expect(damage.some(({ message }) => message.includes('is missing, which its manifest names'))).toBe(true);
  });

  it.each<[string, (manifest: Buffer) => Buffer, string]>([
    [
      'changed',
      (bytes) => gzipSync(Buffer.concat([gunzipSync(bytes), Buffer.from(' ')])),
      'its manifest is not the one',
    ],
    ['cut', (bytes) => bytes.subarray(0, -4), 'it is cut short'],
    ['anything', () => Buffer.from('no gzip'), 'it is no gzip file'],
  ])(
    'row 87: says that the manifest is damaged where it is %s, and reads the archive all the same',
    async (_, edit, says) => {
      const backup = await made();
      await change(fileKey(backup.name, 'manifest'), edit);

      const { outcome, damage, items } = await rig.backups.examine(ctx, backup);

      expect([outcome, items]).toEqual(['damaged', 3]);
      expect(damage).toEqual([{ part: 'manifest', message: expect.stringContaining(says) }]);
    },
  );

  it('row 87: says that the manifest is gone', async () => {
    const backup = await made();
    await rig.objects.delete(ctx, fileKey(backup.name, 'manifest'));

    const { damage } = await rig.backups.examine(ctx, backup);

    expect(damage).toEqual([{ part: 'manifest', message: 'Its manifest is gone, which its commit object names' }]);
  });

  it('says that the resource list is damaged, and that the archive is gone', async () => {
    const backup = await made();
    await change(fileKey(backup.name, 'resource-list'), () => Buffer.from('no gzip'));
    await rig.objects.delete(ctx, archiveKey(backup.name));

    const { damage } = await rig.backups.examine(ctx, backup);

    expect(damage.map(({ part }) => part)).toEqual(['archive', 'resource-list']);
  });

  it('row 86: begins anew where a stream breaks off, and finds nothing twice', async () => {
    const backup = await made();
    const broken = new RunError('storage-unavailable', 'the stream broke off');
    faulty.fail('get', '.tar.gz', { endsAfter: 1, throws: broken });

    expect(await rig.backups.examine(ctx, backup)).toEqual({ outcome: 'proven', items: 3, damage: [], doubts: [] });
  });
});

describe('examining what anybody may have put there', () => {
  it.each(hostileArchives())('row $row: an archive $defect is damaged, and the report says what', async ({ bytes }) => {
    const { outcome, damage, doubts } = await examine(bytes);

    expect(outcome).toBe('damaged');
    expect(damage[0]).toMatchObject({ part: 'archive', message: expect.stringMatching(/^Its archive is damaged: \S/) });
    expect(doubts).toEqual([]);
  });

  it('row 73: one of several members is sound, and doubtful', async () => {
    const parts = [versionEntry(), anEntryOf('settings'), Buffer.alloc(1024)].map((part) => gzipSync(part));

    const { outcome, doubts } = await examine(Buffer.concat(parts));

    expect(outcome).toBe('sound');
    expect(doubts[0]).toContain('was packed in several gzip members');
  });

  it('row 82: doubles and copies that differ are doubts', async () => {
    const { outcome, doubts } = await examine(
      forgeArchive([
        versionEntry(),
        anEntryOf('settings'),
        anEntryOf('settings', aDocument('settings', { a: 'b' }), 'v1-preferredversion'),
        anEntryOf('settings'),
      ]),
    );

    expect(outcome).toBe('sound');
    expect(doubts.join()).toMatch(/more than once.*differ|differ.*more than once/);
  });

  it.each([
    ['row 83', aDocument('other'), 'configmaps/shop/settings holds shop/other'],
    ['row 84', '{"a":', 'configmaps/shop/settings is no JSON object (not JSON)'],
    ['row 84', '[]', 'configmaps/shop/settings is no JSON object (not a JSON object)'],
    ['row 84', '['.repeat(2_000), 'configmaps/shop/settings is no JSON object (nested deeper than 1000 levels)'],
    ['row 84', '{"__proto__":{"metadata":{"name":"settings"}}}', 'configmaps/shop/settings holds no name'],
  ])('%s: an item that is not what its path says is damage', async (_, body, message) => {
    const { damage } = await examine(forgeArchive([versionEntry(), anEntryOf('settings', body)]));

    expect(damage).toEqual([{ part: 'item', message }]);
  });

  it('row 85: a missing version is a doubt', async () => {
    const { outcome, doubts } = await examine(forgeArchive([anEntryOf('settings')]));

    expect(outcome).toBe('sound');
    expect(doubts.join()).toContain('does not tell the version of its format');
  });
});
