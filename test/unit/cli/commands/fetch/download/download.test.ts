import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';
import { scriptedStoreRig } from '../../../../../support/scripted-s3-store.ts';

let golden: FolderLocation;
let cwd: string;
beforeAll(() => {
  golden = goldenLocation();
  cpSync('test/golden/velero-1.18.3/restores/plain/archive', join(golden.root, 'restores/plain'), { recursive: true });
});
afterAll(() => golden[Symbol.dispose]());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lifeboat-download-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const download = (...words: readonly string[]) => lifeboat(['download', ...words, '--from', golden.root], { cwd });
const stored = (file: string) => readFileSync(join(golden.root, file));

describe('download', () => {
  it('fetches the archive, byte for byte, for its owner alone', async () => {
    const { exitCode, stderr } = await download('full');

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/BackupContents of full: .*full\.tar\.gz \(\d+ KiB fetched\)\n/);
    expect(readFileSync(join(cwd, 'full.tar.gz')).equals(stored('backups/full/full.tar.gz'))).toBe(true);
    expect(statSync(join(cwd, 'full.tar.gz')).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd)).toEqual(['full.tar.gz']);
  });

  it.each([
    ['BackupLog', 'full', 'backups/full/full-logs.gz'],
    ['backupresults', 'full', 'backups/full/full-results.gz'],
    ['BackupResourceList', 'full', 'backups/full/full-resource-list.json.gz'],
    ['BackupVolumeSnapshots', 'full', 'backups/full/full-volumesnapshots.json.gz'],
    ['BackupItemOperations', 'full', 'backups/full/full-itemoperations.json.gz'],
    ['BackupVolumeInfos', 'full', 'backups/full/full-volumeinfo.json.gz'],
    ['RestoreLog', 'plain', 'restores/plain/restore-plain-logs.gz'],
    ['RestoreResults', 'latest', 'restores/plain/restore-plain-results.gz'],
    ['RestoreResourceList', 'plain', 'restores/plain/restore-plain-resource-list.json.gz'],
    ['RestoreItemOperations', 'plain', 'restores/plain/restore-plain-itemoperations.json.gz'],
    ['RestoreVolumeInfo', 'plain', 'restores/plain/plain-volumeinfo.json.gz'],
  ])('prints %s of %s, unpacked', async (kind, name, file) => {
    const { stdout, exitCode } = await download('--kind', kind, '--name', name);

    expect(exitCode).toBe(0);
    expect(stdout).toBe(gunzipSync(stored(file)).toString());
  });

  it('puts several files into a folder, unpacked or as they are stored', async () => {
    await download('full', '--kind', 'BackupContents,BackupLog', '-o', 'files/');
    const packed = await download('full', '--kind', 'BackupResults', '-o', 'packed.gz', '--packed');

    expect(readdirSync(join(cwd, 'files'))).toEqual(['full-logs', 'full.tar.gz']);
    expect(readFileSync(join(cwd, 'files/full-logs')).equals(gunzipSync(stored('backups/full/full-logs.gz')))).toBe(
      true,
    );
    expect(packed.exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'packed.gz')).equals(stored('backups/full/full-results.gz'))).toBe(true);
  });

  it('does what Velero’s DownloadRequest asks for, and tells it in its words', async () => {
    const request = {
      apiVersion: 'velero.io/v1',
      kind: 'DownloadRequest',
      spec: { target: { kind: 'BackupLog', name: 'full' } },
    };
    writeFileSync(join(cwd, 'request.yaml'), JSON.stringify(request));

    const printed = await download('-f', 'request.yaml');
    const told = await download('-f', 'request.yaml', '--json', '-o', 'log');

    expect(printed.stdout).toBe(gunzipSync(stored('backups/full/full-logs.gz')).toString());
    const { items } = JSON.parse(told.stdout) as { items: object[] };
    expect(items).toEqual([
      {
        ...request,
        apiVersion: 'lifeboat.dev/v1alpha1',
        status: { phase: 'Processed', path: join(cwd, 'log'), bytes: stored('backups/full/full-logs.gz').length },
      },
    ]);
  });

  it.each([
    [['full', '--kind', 'BackupLogs'], 64, 'did you mean BackupLog? The kinds are BackupLog, BackupContents'],
    [[], 64, 'It is not said of which backup or restore to download'],
    [['full', '--name', 'full'], 64, 'The name is said twice'],
    [['full', '--kind', 'BackupLog,BackupResults'], 64, '2 files need a folder'],
    [['full', '-f', 'x.yaml'], 64, 'A file and words both say what to download'],
    [['full', '--expires', '1h'], 64, '--expires goes with --url'],
    [['full', '--url', '--expires', '200h'], 64, 'at most'],
    [['full', '--url', '-o', 'x'], 64, '--url does not go with --output'],
    [['full', '--url'], 64, 'there are no links into folders'],
    [['full', '--json', '-o', '-'], 64, 'cannot both go to standard output'],
    [['fool'], 66, 'fool'],
    [['plian', '--kind', 'RestoreLog'], 66, 'Did you mean plain?'],
    [['full', '--kind', 'CSIBackupVolumeSnapshots'], 66, 'Backup full has no CSIBackupVolumeSnapshots'],
    [['full', '--kind', 'CSIBackupVolumeSnapshotContents'], 66, 'full-csi-volumesnapshotcontents.json.gz'],
    [['full', '-o', 'there'], 73, 'exists already'],
  ])('says what is wrong with %j', async (words, code, message) => {
    writeFileSync(join(cwd, 'there'), 'mine');

    const { stderr, exitCode } = await download(...words);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
    expect(readFileSync(join(cwd, 'there'), 'utf8')).toBe('mine');
  });
});

describe('a link', () => {
  const rig = scriptedStoreRig();

  it('is printed, and stands in no log', async () => {
    for (const file of ['velero-backup.json', 'full.tar.gz'])
      rig.s3.content.objects.set(`backups/full/${file}`, {
        body: stored(`backups/full/${file}`),
        metadata: {},
        modifiedAt: new Date(),
      });
    const where = [
      '--from',
      's3://bucket',
      '--s3-endpoint',
      rig.s3.endpoint,
      '--s3-credentials-file',
      rig.credentialsFile,
    ];

    const { stdout, stderr, exitCode } = await lifeboat([
      'download',
      'full',
      '--url',
      '--log-level',
      'trace',
      ...where,
    ]);
    const told = await lifeboat(['download', 'full', '--url', '--json', '--expires', '1h', ...where]);
    const missing = await lifeboat(['download', 'full', '--kind', 'BackupLog', '--url', ...where]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/bucket\/backups\/full\/full\.tar\.gz\?X-Amz-.*&X-Amz-Signature=\w{64}\n$/,
    );
    expect(stderr).not.toContain('X-Amz-Signature');
    const body = Buffer.from(await (await fetch(stdout.trim())).arrayBuffer());
    expect(body.equals(stored('backups/full/full.tar.gz'))).toBe(true);
    const { items } = JSON.parse(told.stdout) as { items: { status: { downloadURL: string } }[] };
    expect(items).toMatchObject([{ status: { phase: 'Processed', expiration: '2026-11-21T13:00:00Z' } }]);
    expect(items[0]?.status.downloadURL).toContain('X-Amz-Expires=3600');
    expect(missing.exitCode).toBe(66);
  });
});
