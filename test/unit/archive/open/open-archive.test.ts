import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeManifestFacts, MANIFEST_SCHEMA } from '../../../../src/archive/files/manifest.ts';
import { archiveKey, fileKey } from '../../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../../src/archive/velero-backup-store.ts';
import { exitCodeOfProblem } from '../../../../src/cli/exit-code.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { aBackup, manifestFacts } from '../../../support/builders.ts';
import { aDocument, anEntryOf, hostileArchives } from '../../../support/hostile-archives.ts';
import { END_MARKER, forgeArchive, forgeEntry, versionEntry } from '../../../support/tar-forge.ts';
import { FOREIGN, openingRig, textsOf } from './opening-rig.ts';

const GOLDEN = readFileSync('test/golden/velero-1.18.3/one-namespace/archive/one-namespace.tar.gz');
const NAME = aBackup().name;
const SETTINGS = 'resources/configmaps/namespaces/shop/settings.json';
const good = forgeArchive([versionEntry(), anEntryOf('settings')]);

const rig = openingRig();

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Puts a manifest beside the archive; returns the backup as its commit object would name both. */
async function putManifest(archive: Buffer, paths: readonly string[], facts: { readonly backup?: string } = {}) {
  const sealed = { backup: NAME, items: paths.length, size: archive.length, sha256: sha256Of(archive), ...facts };
  const items = Object.fromEntries(paths.map((path) => [path, 'a'.repeat(64)]));
  const document = { schema: MANIFEST_SCHEMA, items, ...encodeManifestFacts(manifestFacts(), sealed) };
  const packed = gzipSync(JSON.stringify(document));
  await rig.memory.put(rig.ctx, fileKey(NAME, 'manifest'), packed);
  return aBackup({ archiveSha256: sha256Of(archive), manifestSha256: sha256Of(packed) });
}

describe('opening an archive', () => {
  it.each(hostileArchives())(
    'row $row: refuses an archive $defect, with 65 and nothing done',
    async ({ bytes, code }) => {
      const refusal: unknown = await rig.open(bytes).catch((error: unknown) => error);

      expect(refusal).toMatchObject({ name: 'RunError', code });
      expect(exitCodeOfProblem((refusal as RunError).code)).toBe(65);
      expect(rig.objects.calls.filter(({ method }) => method !== 'get' && method !== 'head')).toEqual([]);
      expect(await readdir(rig.workDirectory)).toEqual([]);
    },
  );

  it('row 71: refuses a golden archive that is cut anywhere', async () => {
    for (let cut = 1; cut < GOLDEN.length; cut += Math.ceil(GOLDEN.length / 50)) {
      await expect(rig.open(GOLDEN.subarray(0, cut))).rejects.toMatchObject({ code: 'archive-unreadable' });
    }
  });

  it('row 71: names the backup whose archive is cut, and what to do', async () => {
    await expect(rig.open(GOLDEN.subarray(0, 5_000))).rejects.toMatchObject({
      message: `Cannot read the archive of ${NAME}: gzip: unexpected end of file`,
      hint: expect.stringMatching(`^lifeboat verify ${NAME} tells all that is damaged`) as unknown,
    });
  });

  it('row 72: refuses one flipped bit by the SHA-256 on record, before anything is unpacked', async () => {
    const backup = aBackup({ archiveSha256: sha256Of(good) });
    rig.objects.fail('get', '.tar.gz', 'flip-bit');

    await expect(rig.open(good, backup)).rejects.toThrow(/SHA-256 is not the one on record/);
  });

  it('row 72: refuses a flipped bit by the checksum of gzip where no SHA-256 is on record', async () => {
    rig.objects.fail('get', '.tar.gz', 'flip-bit');

    await expect(rig.open(GOLDEN)).rejects.toMatchObject({ code: 'archive-unreadable' });
  });

  it('row 73: names an archive of a foreign packer, in several members, as one that may have lost an end', async () => {
    const members = [versionEntry(), anEntryOf('settings'), END_MARKER].map((part) => gzipSync(part));

    const { contents, warnings } = await rig.look(Buffer.concat(members));

    expect(contents).toMatchObject({ items: 1, isComplete: false });
    expect(warnings).toMatchObject([
      { code: 'completeness-unproven', message: expect.stringContaining('several gzip members') as string },
    ]);
  });

  it('row 73: refuses an archive that lacks items which its manifest names', async () => {
    const backup = await putManifest(good, [SETTINGS, SETTINGS.replace('settings', 'lost')]);

    await expect(rig.open(good, backup)).rejects.toThrow(/lost\.json" is missing, which its manifest names/);
  });

  it('refuses an archive that holds more than its manifest names', async () => {
    const more = forgeArchive([versionEntry(), anEntryOf('settings'), anEntryOf('smuggled')]);
    const backup = await putManifest(more, [SETTINGS]);

    await expect(rig.open(more, backup)).rejects.toThrow(/holds 2 items, and its manifest names 1/);
  });

  it('row 78: takes folders, leading dots and global PAX headers for what they are', async () => {
    const folder = forgeEntry({ name: './resources/configmaps/', type: '5' });
    const global = forgeEntry({ type: 'g' }, '20 comment=repacked\n');
    const dotted = forgeEntry({ name: `./${SETTINGS}` }, aDocument());

    const { contents } = await rig.look(forgeArchive([global, folder, versionEntry(), dotted]));

    expect(contents).toMatchObject({ items: 1, formatVersion: '1.1.0' });
  });

  it('takes the copy that the manifest names for the item: a main copy of ours may be written for Velero', async () => {
    const copies = forgeArchive([
      versionEntry(),
      anEntryOf('settings', 'plain'),
      anEntryOf('settings', 'raw', 'v1-preferredversion'),
    ]);
    const versioned = SETTINGS.replace('configmaps', 'configmaps/v1-preferredversion');

    for (const [path, text] of [
      [versioned, 'raw'],
      [SETTINGS, 'plain'],
    ] as const) {
      const opened = await rig.open(copies, await putManifest(copies, [path]));
      for (const version of ['v1', undefined]) {
        expect(await textsOf(rig, opened, () => ({ version }))).toEqual({ 'configmaps/shop/settings@v1': text });
      }
      await opened.close();
    }
  });

  it('row 73: counts an object once for every version, as its manifest does', async () => {
    const old = SETTINGS.replace('configmaps', 'configmaps/v1beta1');
    const both = [anEntryOf('settings'), anEntryOf('settings', aDocument('settings'), 'v1-preferredversion')];
    const two = forgeArchive([versionEntry(), ...both, anEntryOf('settings', 'old', 'v1beta1')]);

    const { contents } = await rig.look(two, await putManifest(two, [SETTINGS, old]));

    expect(contents).toMatchObject({ items: 1, isComplete: true });
    await expect(rig.open(two, await putManifest(two, [SETTINGS]))).rejects.toThrow(/holds 2 items/);
    await expect(rig.open(good, await putManifest(good, [SETTINGS, old]))).rejects.toThrow(
      /v1beta1\/namespaces\/shop\/settings\.json" is missing/,
    );
  });

  it('row 83: names an item by its path alone, and leaves what its document says to who restores it', async () => {
    const { contents } = await rig.look(forgeArchive([versionEntry(), anEntryOf('settings', aDocument('other'))]));

    expect(contents.types).toMatchObject([
      { resource: 'configmaps', items: [{ namespace: 'shop', name: 'settings' }] },
    ]);
  });

  it('row 84: opens an archive with an item that is no JSON, and hands its bytes on unparsed', async () => {
    const broken = '{"__proto__":{"a":1},"__proto__":';
    const opened = await rig.open(forgeArchive([versionEntry(), anEntryOf('settings', broken)]));

    const [item] = await Array.fromAsync(opened.items(rig.ctx, () => ({ version: undefined })));
    await opened.close();

    expect(Buffer.from(item?.bytes ?? []).toString()).toBe(broken);
  });

  it('row 85: reads an archive without a version as one of version 1, with a warning', async () => {
    const { contents, warnings } = await rig.look(forgeArchive([anEntryOf('settings')]));

    expect(contents).toMatchObject({ items: 1, formatVersion: undefined });
    expect(warnings.map(({ code }) => code)).toEqual(['completeness-unproven', 'format-version-missing']);
  });

  it('row 86: asks again where the stream breaks off, and spools the archive anew', async () => {
    const reset = new RunError('storage-unavailable', 'the connection was reset');
    rig.objects.fail('get', '.tar.gz', { endsAfter: 0, throws: reset }, undefined);

    const { contents } = await rig.look(good);

    expect(contents).toMatchObject({ items: 1, sha256: sha256Of(good) });
  });

  it('row 86: gives up as temporary where the stream never comes to its end', async () => {
    const reset = new RunError('storage-unavailable', 'the connection was reset');
    rig.objects.failAlways('get', '.tar.gz', { endsAfter: 0, throws: reset });

    await expect(rig.open(good)).rejects.toBe(reset);
  });

  it('row 87: refuses a manifest that is not the one of the commit object', async () => {
    const backup = await putManifest(good, [SETTINGS]);

    await expect(rig.open(good, { ...backup, manifestSha256: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'archive-unreadable',
      message: expect.stringContaining('its manifest is not the one') as string,
    });
  });

  it('row 87: refuses an archive that is not the one of its manifest, also where the commit object names none', async () => {
    await putManifest(GOLDEN, [SETTINGS]);

    await expect(rig.open(good, FOREIGN)).rejects.toThrow(/SHA-256 is not the one on record/);
  });

  it('row 87: refuses the manifest of another backup', async () => {
    const backup = await putManifest(good, [SETTINGS], { backup: 'weekly' });

    await expect(rig.open(good, backup)).rejects.toThrow(/its manifest is that of "weekly"/);
  });

  it('proves an archive complete by its manifest, and then has nothing to warn of', async () => {
    const backup = await putManifest(good, [SETTINGS]);

    const { contents, warnings } = await rig.look(good, backup);

    expect(warnings).toEqual([]);
    expect(contents).toEqual({
      types: [{ group: '', resource: 'configmaps', versions: [], items: [{ namespace: 'shop', name: 'settings' }] }],
      items: 1,
      sha256: sha256Of(good),
      isComplete: true,
      formatVersion: '1.1.0',
    });
  });

  it('warns where the manifest of a backup of ours is gone', async () => {
    const { contents, warnings } = await rig.look(good, aBackup({ archiveSha256: sha256Of(good) }));

    expect(contents.isComplete).toBe(false);
    expect(warnings).toMatchObject([{ code: 'completeness-unproven' }]);
  });

  it('says that a backup without an archive is none', async () => {
    await expect(rig.store.openArchive(rig.ctx, FOREIGN)).rejects.toMatchObject({ code: 'backup-not-found' });
  });

  it('keeps the spool from every other user, and removes it when it is closed', async () => {
    const opened = await rig.open(good);
    const [folder = ''] = await readdir(rig.workDirectory);
    const modes = [folder, join(folder, 'archive.tar.gz')].map((path) => statSync(join(rig.workDirectory, path)).mode);

    await opened.close();

    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '600']);
    expect(await readdir(rig.workDirectory)).toEqual([]);
  });

  it('cannot write where there is no work directory', async () => {
    const homeless = new VeleroBackupStore(rig.memory, { workDirectory: join(rig.workDirectory, 'missing') });
    await rig.memory.put(rig.ctx, archiveKey(NAME), good);

    await expect(homeless.openArchive(rig.ctx, FOREIGN)).rejects.toMatchObject({ code: 'cannot-write' });
  });

  it('stops when the run is told to stop', async () => {
    const reason = new RunError('terminated', 'SIGTERM');
    rig.objects.fail('get', '.tar.gz', { before: () => rig.ctx.controller.abort(reason) });

    await expect(rig.open(good)).rejects.toBe(reason);
  });

  it('stops while it proves, and keeps nothing', async () => {
    const reason = new RunError('terminated', 'SIGTERM');
    rig.objects.fail('get', '-manifest.json.gz', { before: () => rig.ctx.controller.abort(reason) });

    await expect(rig.open(good)).rejects.toBe(reason);
    expect(rig.ctx.steps).toEqual(['archive-spooled']);
    expect(await readdir(rig.workDirectory)).toEqual([]);
  });
});
