import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

/** The JSON that `describe` prints of a golden backup. */
async function described(name: string, words: string): Promise<unknown> {
  const { exitCode, stdout } = await lifeboat(['describe', name, '--from', golden.root, '-o', words]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

describe('a backup in the words of another system', () => {
  it('is the Backup object itself for Velero', async () => {
    expect(await described('selector', 'velero')).toMatchObject({
      apiVersion: 'velero.io/v1',
      kind: 'Backup',
      metadata: { name: 'selector', namespace: 'velero' },
      status: { phase: 'Completed' },
    });
  });

  it('is an appBackup for Astra Control, all of it done', async () => {
    const backup = (await described('selector', 'astra')) as Record<string, unknown>;

    expect(backup).toMatchObject({
      type: 'application/astra-appBackup',
      name: 'selector',
      state: 'completed',
      stateUnready: [],
      hookState: 'success',
      percentDone: 100,
    });
    expect(backup['bytesDone']).toBe(backup['totalBytes']);
    expect(backup['id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('is a Backup for Cloudera, with its namespaces and messages', async () => {
    expect(await described('policy', 'cloudera')).toMatchObject({
      backup: {
        backupName: 'policy',
        backupJobState: 'PARTIALLY_FAILED',
        backupPhase: 'FINISHED',
        includedNamespaces: ['alpha'],
        errors: [{ namespace: '', text: expect.stringContaining('data-lost') as unknown }],
      },
    });
  });

  it('is a task for Storware', async () => {
    expect(await described('policy', 'storware')).toMatchObject({
      type: { name: 'BACKUP' },
      state: { name: 'PARTIAL_SUCCESS' },
      progress: 100,
    });
  });

  it('is removed where its archive is gone', async () => {
    using broken = goldenLocation();
    rmSync(join(broken.root, 'backups/selector/selector.tar.gz'));

    const { stdout } = await lifeboat(['describe', 'selector', '--from', broken.root, '-o', 'astra']);

    expect(JSON.parse(stdout)).toMatchObject({
      state: 'removed',
      stateUnready: ['removed: what it made is not in its location any more'],
    });
  });
});

it('a call that fails under -o json says so as a typed problem, with code and message beside', async () => {
  const { exitCode, stderr } = await lifeboat(['describe', 'selectr', '--from', golden.root, '-o', 'json']);

  expect(exitCode).toBe(66);
  expect(JSON.parse(stderr)).toMatchObject({
    kind: 'Error',
    type: 'https://lifeboat.dev/problems/backup-not-found',
    title: 'Backup not found',
    detail: expect.stringContaining('selectr') as unknown,
    status: '404',
    code: 'backup-not-found',
    message: expect.stringContaining('selectr') as unknown,
  });
});
