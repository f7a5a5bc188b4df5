import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Redactor } from '../../../../../../src/base/redact.ts';
import { parseArguments } from '../../../../../../src/cli/arguments/parse-arguments.ts';
import { restore } from '../../../../../../src/cli/commands/run/restore.ts';
import { type RestoreCall, whatToRestore } from '../../../../../../src/cli/commands/run/restore/what-to-restore.ts';
import { StatusLine } from '../../../../../../src/cli/status-line.ts';
import { aCliIo } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

let folder: string;
let location: FolderLocation;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-what-'));
  location = goldenLocation();
  policy('main', 'StorageLocation', 'main', { filesystem: { path: location.root } });
  policy('other', 'StorageLocation', 'other', { filesystem: { path: folder } });
  policy('nightly', 'BackupPolicy', 'full', { storageLocation: 'main' });
  policy('drill', 'RestorePolicy', 'drill', {
    storageLocation: 'main',
    scheduleName: 'nightly',
    includedNamespaces: ['shop'],
  });
  mkdirSync(join(folder, 'torn/backups/b1'), { recursive: true });
  writeFileSync(join(folder, 'torn/backups/b1/velero-backup.json'), '{}');
  policy('broken', 'RestorePolicy', 'broken', { storageLocation: 'main', backupName: 'full', mode: 'Now' });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  location[Symbol.dispose]();
});

function policy(file: string, kind: string, name: string, spec: object): void {
  const document = { apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name }, spec };
  writeFileSync(join(folder, `${file}.json`), JSON.stringify(document));
}

function what(...words: readonly string[]) {
  const ctx = aContext();
  const io = aCliIo([]);
  const parsed = parseArguments(restore, words, {});
  const call = { ...parsed, io, ctx, statusLine: new StatusLine(io.stderr), redactor: new Redactor() };
  return whatToRestore(ctx, call as unknown as RestoreCall);
}

describe('what a call of restore is about', () => {
  it('is a backup in the location that its root names', async () => {
    const found = await what('full', '--from', location.root, '-n', 'shop');

    expect(found).toMatchObject({
      spec: { backupName: 'full', includedNamespaces: ['shop'] },
      location: { provider: { type: 'filesystem', path: location.root } },
      source: undefined,
      overrides: [],
    });
  });

  it('is a backup that is pinned where a word means the newest one', async () => {
    const found = await what('latest', '--from', location.root, '--allow-partial');

    expect(found).toMatchObject({ spec: { backupName: expect.not.stringMatching('latest') } });
  });

  it('is looked for in the location of the policy that made it, else in the one that is named', async () => {
    const byPolicy = await what('full', '--policies', folder);
    const named = await what('full', '--policies', folder, '--location', 'other');

    expect(byPolicy).toMatchObject({ spec: { backupName: 'full' }, location: { name: 'main' } });
    expect(named).toMatchObject({ spec: { backupName: 'full' }, location: { name: 'other' } });
  });

  it('is a restore policy, and what the call says otherwise', async () => {
    const found = await what('drill', '--policies', folder, '--map', 'shop=copy', '--empty-volumes', 'Allow');

    expect(found).toMatchObject({
      name: 'drill',
      spec: {
        scheduleName: 'nightly',
        includedNamespaces: ['shop'],
        namespaceMapping: { shop: 'copy' },
        emptyVolumes: 'Allow',
      },
      source: { name: 'drill' },
      overrides: ['--map=shop=copy', '--empty-volumes=Allow'],
    });
  });

  it('is told as the problems of a restore policy that is invalid', async () => {
    expect(await what('broken', '--policies', folder)).toMatchObject({
      problems: [expect.stringContaining('spec.mode')],
    });
  });

  it('is left for the run to tell where no backup has the name', async () => {
    expect(await what('fulll', '--from', location.root)).toMatchObject({ spec: { backupName: 'fulll' } });
  });

  it.each([
    [['full'], 'usage', 'It is not said where backups are'],
    [['one-namespace', '--policies', 'FOLDER'], 'usage', 'there are main, other'],
    [['full', '--policies', 'FOLDER', '--location', 'mian'], 'location-not-found', 'mian'],
    [['full', '--from', 'ROOT', '--at', '2026-11-21T02:17:00Z'], 'usage', '--at goes with latest'],
    [['latest', '--from', 'ROOT', '--at', 'yesterday'], 'usage', '--at: "yesterday" is not a time'],
    [['latest', '--from', 'ROOT', '--at', '2001-01-01T00:00:00Z'], 'backup-not-found', 'began later'],
    [['latest', '--from', 'FOLDER/torn'], 'backup-not-found', 'nothing there can be read: b1: '],
    [['dril', '--policies', 'FOLDER', '--location', 'main'], 'backup-not-found', 'nor a policy is called dril'],
    [['drill', '--policies', 'FOLDER', '--at', '2026-11-21T02:17:00Z'], 'usage', 'RestorePolicy drill says which'],
  ])('is refused where that cannot be known: %j', async (words, code, told) => {
    const asked = what(...words.map((word) => word.replace('FOLDER', folder).replace('ROOT', location.root)));

    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(told) });
  });
});
