import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

/** The JSON that a list of the golden backups prints. */
async function listed(what: string, words: string): Promise<unknown> {
  const { exitCode, stdout } = await lifeboat(['list', what, '--from', golden.root, '-o', words]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

describe('a list of backups in the words of another system', () => {
  it('is a BackupList for Velero', async () => {
    expect(await listed('backups', 'velero')).toMatchObject({
      apiVersion: 'velero.io/v1',
      kind: 'BackupList',
      items: expect.arrayContaining([
        expect.objectContaining({ kind: 'Backup', status: expect.objectContaining({ phase: 'Completed' }) as unknown }),
      ]) as unknown,
    });
  });

  it('tells the labels of each for Velero, as describe does', async () => {
    const { items } = (await listed('backups', 'velero')) as { items: { readonly metadata: object }[] };

    for (const { metadata } of items)
      expect(metadata).toMatchObject({ labels: { 'velero.io/storage-location': 'default' } });
  });

  it('has SimpleBackups for Cloudera: five fields', async () => {
    const { backups } = (await listed('backups', 'cloudera')) as { backups: Record<string, unknown>[] };
    const partial = backups.find(({ backupName }) => backupName === 'policy');

    expect(Object.keys(partial!).toSorted()).toEqual([
      'backupCreationTime',
      'backupCrn',
      'backupJobState',
      'backupName',
      'backupPhase',
    ]);
    expect(partial).toMatchObject({ backupJobState: 'PARTIALLY_FAILED', backupPhase: 'FINISHED' });
  });

  it('has appBackups for Astra Control, complete ones with 100 %', async () => {
    const { items } = (await listed('backups', 'astra')) as { items: Record<string, unknown>[] };

    expect(items.find(({ name }) => name === 'policy')).toMatchObject({
      state: 'completed',
      percentDone: 100,
      stateUnready: [expect.stringMatching(/^partial: \d+ errors/)],
    });
  });

  it('is an array of tasks for Storware', async () => {
    const tasks = (await listed('backups', 'storware')) as Record<string, unknown>[];

    expect(tasks).toContainEqual(expect.objectContaining({ state: { name: 'SUCCESS', description: 'Success' } }));
  });
});

it('a list of restores is empty under the name that Cloudera has for it', async () => {
  const answer = (await listed('restores', 'cloudera')) as { restores: unknown[] };

  expect(Array.isArray(answer.restores)).toBe(true);
});

it('what no other system has words for is refused', async () => {
  const policies =
    'apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: main}\nspec: {filesystem: {path: /b}}\n';

  const { exitCode, stderr } = await lifeboat(['list', 'locations', '--policies', '-', '-o', 'astra'], {
    input: policies,
  });

  expect(exitCode).toBe(64);
  expect(stderr).toContain('-o astra has no words for this (usage)');
});
