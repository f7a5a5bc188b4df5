import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { BackupStore } from '../../src/archive/backup-store.ts';
import { parseManifest } from '../../src/archive/files/manifest.ts';
import { parseMetadata } from '../../src/archive/files/parse-metadata.ts';
import { archiveKey, folderOf, metadataKey } from '../../src/archive/layout.ts';
import { ArchiveReader } from '../../src/archive/read/archive-reader.ts';
import { VeleroBackupStore } from '../../src/archive/velero-backup-store.ts';
import { RunError } from '../../src/domain/problem.ts';
import {
  aClaim,
  anEntry,
  anItem,
  anOrigin,
  aRunResult,
  attachments,
  commitFacts,
  manifestFacts,
  someEntries,
} from '../support/builders.ts';
import { aContext } from '../support/context.ts';
import { backupStoreRig, bytesOf, makeBackup, snapshot, uploaded, type OpenObjects } from './backup-store-rig.ts';

const NAME = aClaim().backup;
const TAKE = { mayTakeOver: true };

/** What backups promise, on whatever keeps the objects: how they are made, and what is found of them. */
export function describeBackupStore(name: string, open: OpenObjects): void {
  describe(`backups in ${name}`, () => {
    const rig = backupStoreRig(open);
    const { ctx } = rig;

    it('makes a backup that is listed, found and read', async () => {
      const items = [anItem(), anItem({ ref: { resource: 'nodes', namespace: undefined, name: 'w' }, kind: 'Node' })];

      const made = await makeBackup(ctx, await rig.draft(), items);

      const { backups: listed, uncommitted, unreadable } = await rig.backups.list(ctx);
      expect(listed).toEqual([made]);
      expect([uncommitted, unreadable]).toEqual([[], []]);
      expect(await rig.backups.find(ctx, NAME)).toEqual(made);
      expect(made).toMatchObject({ name: NAME, origin: anOrigin(), phase: 'Completed', scheduleName: 'nightly' });
      const source = (await rig.objects.get(ctx, archiveKey(NAME))) ?? expect.fail('no archive');
      const paths: string[] = [];
      for await (const { path } of new ArchiveReader(source, { sha256: made.archiveSha256 })) paths.push(path);
      expect(paths).toEqual([
        'metadata/version',
        'resources/configmaps/namespaces/shop/settings.json',
        'resources/configmaps/v1-preferredversion/namespaces/shop/settings.json',
        'resources/nodes/cluster/w.json',
        'resources/nodes/v1-preferredversion/cluster/w.json',
      ]);
    });

    it('lists nothing as a backup whose archive is gone, and says so', async () => {
      await makeBackup(ctx, await rig.draft());
      const whole = await makeBackup(ctx, await rig.draft({ backup: 'nightly-20261122021700' }));

      await rig.objects.delete(ctx, archiveKey(NAME));

      expect(await rig.backups.list(ctx, { namePrefix: 'nightly-' })).toEqual({
        backups: [whole],
        uncommitted: [],
        unreadable: [{ name: NAME, message: 'its archive is gone' }],
      });
    });

    it('stores exactly the files that Velero and people look for', async () => {
      await makeBackup(ctx, await rig.draft());

      expect(await rig.keys()).toEqual(
        [
          'velero-backup.json',
          `${NAME}.tar.gz`,
          `${NAME}-claim.json`,
          `${NAME}-itemoperations.json.gz`,
          `${NAME}-logs.gz`,
          `${NAME}-manifest.json.gz`,
          `${NAME}-podvolumebackups.json.gz`,
          `${NAME}-resource-list.json.gz`,
          `${NAME}-results.gz`,
          `${NAME}-volumeinfo.json.gz`,
          `${NAME}-volumesnapshots.json.gz`,
        ]
          .map((file) => `${folderOf(NAME)}${file}`)
          .toSorted(),
      );
    });

    it('gives back the files beside the archive, unpacked', async () => {
      const draft = await rig.draft();
      const claims = [{ namespace: 'shop', name: 'data', volume: 'pv-1' }];
      const errors = [anEntry({ message: 'Cannot list secrets', namespace: 'shop' })];
      const log = Buffer.from('{"msg":"Backup started"}\n');

      await makeBackup(ctx, draft, [anItem()], attachments({ entries: someEntries({ errors }), log, claims }));

      const textOf = async (file: Parameters<BackupStore['readFile']>[2]) =>
        Buffer.from((await rig.backups.readFile(ctx, NAME, file)) ?? '').toString();
      expect(await textOf('logs')).toBe(log.toString());
      expect(await textOf('resource-list')).toBe('{"v1/ConfigMap":["shop/settings"]}\n');
      expect(JSON.parse(await textOf('results'))).toEqual({
        errors: { namespaces: { shop: ['Cannot list secrets (list-failed)'] } },
        warnings: {},
      });
      expect(JSON.parse(await textOf('volumeinfo'))).toMatchObject([{ pvcName: 'data', skipped: true }]);
      expect(JSON.parse(await textOf('claim'))).toMatchObject({ backup: NAME, origin: aClaim().origin });
      expect(parseManifest(Buffer.from(await textOf('manifest'))).items.size).toBe(1);
      expect(await rig.backups.readFile(ctx, 'other', 'logs')).toBeUndefined();
      expect(await rig.backups.readFile(ctx, '../../etc', 'logs')).toBeUndefined();
    });

    it('says that there is nothing where a Velero server asks for volumes and operations, as Velero says it', async () => {
      await makeBackup(ctx, await rig.draft());

      const unpacked = async (file: string) =>
        gunzipSync(await bytesOf(ctx, rig.objects, `${folderOf(NAME)}${NAME}-${file}.json.gz`)).toString();
      expect(await unpacked('podvolumebackups')).toBe('null\n');
      expect(await unpacked('volumesnapshots')).toBe('null\n');
      expect(await unpacked('itemoperations')).toBe('[]\n');
      expect(await unpacked('volumeinfo')).toBe('[]\n');
    });

    it('names archive and manifest by their hashes in the commit object', async () => {
      const draft = await rig.draft();
      await draft.add(anItem());
      const sealed = await draft.seal(ctx, manifestFacts());
      await draft.upload(ctx, attachments());
      await draft.verify(ctx);
      const made = await draft.commit(ctx, commitFacts());
      await draft.close();

      const sha256 = async (key: string) =>
        createHash('sha256')
          .update(await bytesOf(ctx, rig.objects, key))
          .digest('hex');
      expect(made.archiveSha256).toBe(await sha256(archiveKey(NAME)));
      expect(made.manifestSha256).toBe(await sha256(`${folderOf(NAME)}${NAME}-manifest.json.gz`));
      expect(sealed).toMatchObject({
        items: 1,
        archiveSha256: made.archiveSha256,
        manifestSha256: made.manifestSha256,
      });
    });

    it('has no backup before the commit, and names the folder as uncommitted', async () => {
      const draft = await rig.draft();
      await draft.add(anItem());
      await draft.seal(ctx, manifestFacts());
      await draft.upload(ctx, attachments());
      await draft.verify(ctx);

      expect(await rig.backups.find(ctx, NAME)).toBeUndefined();
      expect(await rig.backups.list(ctx)).toEqual({ backups: [], uncommitted: [NAME], unreadable: [] });
      await draft.close();
    });

    it('lists by the beginning of a name', async () => {
      await makeBackup(ctx, await rig.draft({ backup: 'nightly-1' }));
      await makeBackup(ctx, await rig.draft({ backup: 'weekly-1' }));

      const { backups: listed } = await rig.backups.list(ctx, { namePrefix: 'nightly-' });

      expect(listed.map((backup) => backup.name)).toEqual(['nightly-1']);
    });

    it('row 68: names a folder whose metadata cannot be read, and never touches it', async () => {
      await rig.objects.put(ctx, metadataKey('broken'), Buffer.from('garbage'));
      await rig.objects.put(ctx, metadataKey('huge'), Buffer.alloc(9_000_000, ' '));

      const { unreadable } = await rig.backups.list(ctx);

      expect(unreadable).toEqual([
        { name: 'broken', message: expect.stringContaining('not a JSON object') as string },
        { name: 'huge', message: expect.stringContaining('more than') as string },
      ]);
      await expect(rig.backups.find(ctx, 'broken')).rejects.toMatchObject({ code: 'archive-unreadable' });
      await expect(rig.backups.claim(ctx, aClaim({ backup: 'broken' }), TAKE)).rejects.toMatchObject({
        code: 'backup-exists',
      });
      expect(await rig.backups.sweep(ctx, anOrigin({ runId: 'next' }), ['broken', 'huge'])).toEqual([]);
      expect(await rig.keys()).toEqual([metadataKey('broken'), metadataKey('huge')]);
    });

    it('does nothing once the run has been told to stop', async () => {
      const draft = await uploaded(ctx, await rig.draft());
      const stopped = aContext();
      const reason = new RunError('terminated', 'SIGTERM');
      stopped.controller.abort(reason);
      const before = await snapshot(ctx, rig.objects);

      await expect(draft.commit(stopped, commitFacts())).rejects.toBe(reason);
      await expect(rig.backups.claim(stopped, aClaim({ backup: 'next' }), TAKE)).rejects.toBe(reason);
      await expect(rig.backups.list(stopped)).rejects.toBe(reason);
      await draft.close();

      expect(await snapshot(ctx, rig.objects)).toEqual(before);
    });

    it('keeps a record of each run, the last word of a run that was tried again', async () => {
      await rig.backups.putRunRecord(ctx, aRunResult({ phase: 'InProgress' }));
      await rig.backups.putRunRecord(ctx, aRunResult());

      expect(await rig.keys()).toEqual(['metadata/lifeboat/runs/nightly/20261121021700-7b0f2f0e.json']);
      const record = await bytesOf(ctx, rig.objects, (await rig.keys())[0] ?? '');
      expect(JSON.parse(record.toString())).toEqual(aRunResult());
    });

    it('refuses a name that no Backup object can have', async () => {
      for (const backup of ['', '..', 'a/b', 'Nightly', '-a']) {
        await expect(rig.backups.claim(ctx, aClaim({ backup }), TAKE)).rejects.toMatchObject({ code: 'usage' });
      }
      expect(await rig.backups.find(ctx, '../x')).toBeUndefined();
      expect(await rig.keys()).toEqual([]);
    });

    it('leaves no claim behind where there is no room for a spool', async () => {
      const homeless = new VeleroBackupStore(rig.objects, { workDirectory: join(rig.workDirectory, 'missing') });

      await expect(homeless.claim(ctx, aClaim(), TAKE)).rejects.toMatchObject({ code: 'cannot-write' });
      expect(await rig.keys()).toEqual([]);
    });

    it('writes metadata that its own reader finds nothing wrong with', async () => {
      await makeBackup(ctx, await rig.draft());

      expect(parseMetadata(NAME, await bytesOf(ctx, rig.objects, metadataKey(NAME)))).toMatchObject({ ok: true });
    });
  });
}
