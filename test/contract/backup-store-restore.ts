import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { OpenArchive, RestoreFiles } from '../../src/archive/backup-store.ts';
import { parseResults } from '../../src/archive/files/results.ts';
import { archiveKey, fileKey, restoreFileKey } from '../../src/archive/layout.ts';
import { RunError } from '../../src/domain/problem.ts';
import { aClaim, anEntry, anItem, attachments, someEntries } from '../support/builders.ts';
import { aContext } from '../support/context.ts';
import { backupStoreRig, bytesOf, makeBackup, type OpenObjects } from './backup-store-rig.ts';

const NAME = aClaim().backup;

/** What restores are promised, on whatever keeps the objects: archives that are proven, and files that are kept. */
export function describeBackupRestore(name: string, open: OpenObjects): void {
  describe(`restores from ${name}`, () => {
    const rig = backupStoreRig(open);
    const { ctx } = rig;

    it('opens what a draft made: every item once, byte for byte, proven to be complete', async () => {
      const node = anItem({ ref: { resource: 'nodes', namespace: undefined, name: 'system:a' }, kind: 'Node' });
      const web = anItem({
        ref: { group: 'apps', resource: 'deployments', name: 'web' },
        kind: 'Deployment',
        object: { spec: { text: 'x'.repeat(300_000) } },
      });
      const made = await makeBackup(ctx, await rig.draft(), [anItem(), node, web]);

      const opened = await rig.backups.openArchive(ctx, made);

      expect(opened.warnings).toEqual([]);
      expect(opened.contents).toMatchObject({ items: 3, isComplete: true, formatVersion: '1.1.0' });
      expect(opened.contents.sha256).toBe(made.archiveSha256);
      expect(opened.contents.types).toEqual([
        { group: '', resource: 'configmaps', versions: ['v1'], items: [{ namespace: 'shop', name: 'settings' }] },
        { group: '', resource: 'nodes', versions: ['v1'], items: [{ namespace: undefined, name: 'system:a' }] },
        { group: 'apps', resource: 'deployments', versions: ['v1'], items: [{ namespace: 'shop', name: 'web' }] },
      ]);
      const items = await Array.fromAsync(opened.items(ctx, () => ({ version: 'v1' })));
      expect(items.map(({ ref, version }) => ({ ref, version }))).toEqual(
        [anItem(), node, web].map(({ ref, version }) => ({ ref, version })),
      );
      expect(items.map(({ bytes }) => sha256Of(bytes))).toEqual(
        [anItem(), node, web].map(({ bytes }) => sha256Of(bytes)),
      );
      await opened.close();
    });

    it('tells which volumes have no data', async () => {
      const claims = [{ namespace: 'shop', name: 'data', volume: 'pv-1' }];
      const made = await makeBackup(ctx, await rig.draft(), [anItem()], attachments({ claims }));

      const opened = await rig.backups.openArchive(ctx, made);

      expect(opened.volumes).toMatchObject({ methods: new Map([['pv-1', 'None']]), methodsOfClaims: new Map() });
      await opened.close();
    });

    it('row 72: refuses an archive that changed in the store, and keeps nothing of it', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const bytes = await bytesOf(ctx, rig.objects, archiveKey(NAME));
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
      await rig.objects.put(ctx, archiveKey(NAME), bytes);

      await expect(rig.backups.openArchive(ctx, made)).rejects.toMatchObject({ code: 'archive-unreadable' });
    });

    it('row 87: refuses a manifest that changed in the store', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      await makeBackup(ctx, await rig.draft({ backup: 'other' }));
      await rig.objects.put(
        ctx,
        fileKey(NAME, 'manifest'),
        await bytesOf(ctx, rig.objects, fileKey('other', 'manifest')),
      );

      await expect(rig.backups.openArchive(ctx, made)).rejects.toMatchObject({ code: 'archive-unreadable' });
    });

    it('says that a backup whose archive is gone is none', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      await rig.objects.delete(ctx, archiveKey(NAME));

      await expect(rig.backups.openArchive(ctx, made)).rejects.toMatchObject({ code: 'backup-not-found' });
    });

    it('changes nothing in the store by opening', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const before = await rig.keys();

      await closed(rig.backups.openArchive(ctx, made));

      expect(await rig.keys()).toEqual(before);
    });

    it('opens nothing once the run has been told to stop', async () => {
      const made = await makeBackup(ctx, await rig.draft());
      const stopped = aContext();
      const reason = new RunError('terminated', 'SIGTERM');
      stopped.controller.abort(reason);

      await expect(rig.backups.openArchive(stopped, made)).rejects.toBe(reason);
      await expect(rig.backups.putRestore(stopped, restoreFiles())).rejects.toBe(reason);
    });

    it('keeps the files of a restore where Velero keeps them', async () => {
      const warnings = [anEntry({ message: 'Left as it is', namespace: 'shop' })];

      await rig.backups.putRestore(ctx, restoreFiles({ entries: someEntries({ warnings }) }));

      expect(await rig.keys()).toEqual([
        'restores/again/again-volumeinfo.json.gz',
        'restores/again/restore-again-itemoperations.json.gz',
        'restores/again/restore-again-logs.gz',
        'restores/again/restore-again-resource-list.json.gz',
        'restores/again/restore-again-results.gz',
      ]);
      const unpacked = async (file: Parameters<typeof restoreFileKey>[1]) =>
        gunzipSync(await bytesOf(ctx, rig.objects, restoreFileKey('again', file)));
      expect((await unpacked('logs')).toString()).toBe('{"msg":"Restore started"}\n');
      expect((await unpacked('resource-list')).toString()).toBe('{"v1/ConfigMap":["shop/settings(created)"]}\n');
      expect((await unpacked('volumeinfo')).toString()).toBe('[]\n');
      expect((await unpacked('itemoperations')).toString()).toBe('[]\n');
      expect(parseResults(await unpacked('results')).warnings.namespaces).toEqual(
        new Map([['shop', ['Left as it is (list-failed)']]]),
      );
    });

    it('replaces the files of an earlier attempt, and lists no restore among the backups', async () => {
      await rig.backups.putRestore(ctx, restoreFiles({ log: Buffer.from('first') }));
      await rig.backups.putRestore(ctx, restoreFiles({ log: Buffer.from('second') }));

      const log = await bytesOf(ctx, rig.objects, restoreFileKey('again', 'logs'));
      expect(gunzipSync(log).toString()).toBe('second');
      expect(await rig.backups.list(ctx)).toEqual({ backups: [], uncommitted: [], unreadable: [] });
    });

    it('refuses a name that no Restore object can have', async () => {
      for (const restore of ['', '..', 'a/b', 'Again']) {
        await expect(rig.backups.putRestore(ctx, restoreFiles({ name: restore }))).rejects.toMatchObject({
          code: 'usage',
        });
      }
      expect(await rig.keys()).toEqual([]);
    });
  });
}

function restoreFiles(overrides: Partial<RestoreFiles> = {}): RestoreFiles {
  return {
    name: 'again',
    backup: NAME,
    entries: someEntries(),
    log: Buffer.from('{"msg":"Restore started"}\n'),
    items: [
      {
        item: 'configmaps/shop/settings',
        wave: 'configuration',
        action: 'create',
        end: 'created',
        apiVersion: 'v1',
        kind: 'ConfigMap',
      },
    ],
    ...overrides,
  };
}

async function closed(opening: Promise<OpenArchive>): Promise<void> {
  await (await opening).close();
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
