import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOfApi, type RecordedInterface } from '../../../../support/api-schemas.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

/** Calls an operation on the golden backups; its answer is what is on standard output, errors too. */
async function ask(operation: string, request: unknown, from = golden.root) {
  const input = typeof request === 'string' ? request : JSON.stringify(request);
  const { exitCode, stdout, stderr } = await lifeboat(['api', operation, '--from', from], { input });
  return { exitCode, stderr, answer: stdout === '' ? undefined : (JSON.parse(stdout) as Record<string, unknown>) };
}

/** What the schema on record has against an answer. */
function problems(operation: string, answer: unknown): string[] {
  const [of, name] = operation.includes('/') ? operation.split('/') : ['cloudera', operation];
  return problemsOfApi(of as RecordedInterface, `${name}Response`, answer);
}

describe('an operation of another interface', () => {
  it.each([
    ['listBackups', {}],
    ['listBackups', { jobStates: ['PARTIALLY_FAILED', 'FAILED'] }],
    ['listRestores', {}],
    ['describeBackup', { backupCrn: 'crn:lifeboat:::backup:policy' }],
    ['describeBackup', { backupCrn: 'policy' }],
    ['getLogs', { crn: 'crn:lifeboat:::backup:policy' }],
    ['velero/getBackup', { metadata: { name: 'selector' } }],
    ['velero/listBackups', ''],
    ['velero/listRestores', {}],
    ['astra/getAppBackup', { account_id: 'a', app_id: 'b', appBackup_id: 'selector' }],
  ])('answers as its schema says: %s %j', async (operation, request) => {
    const { exitCode, answer } = await ask(operation, request);

    expect(exitCode).toBe(0);
    expect(problems(operation, answer)).toEqual([]);
  });

  it('finds the crn that a list tells', async () => {
    const { answer } = await ask('listBackups', { backupName: 'policy' });
    const [{ backupCrn: crn } = { backupCrn: '' }] = answer!['backups'] as { backupCrn: string }[];

    const described = await ask('describeBackup', { backupCrn: crn });

    expect(described.answer).toMatchObject({ backup: { backupName: 'policy', backupCrn: crn } });
  });

  it('is suggested where it is misspelt', async () => {
    const { exitCode, stderr } = await ask('listBackup', {});

    expect(exitCode).toBe(64);
    expect(stderr).toContain('Did you mean listBackups?');
  });
});

describe('an error of another interface', () => {
  it('is code and message for Cloudera', async () => {
    const { exitCode, answer } = await ask('describeBackup', { backupCrn: 'nowhere' });

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ code: 'backup-not-found', message: expect.stringContaining('nowhere') as unknown });
    expect(problemsOfApi('cloudera', 'Error', answer)).toEqual([]);
  });

  it('names every bad field of a request', async () => {
    const { exitCode, answer } = await ask('createBackup', { backupName: 7, item: 'shop' });

    expect(exitCode).toBe(64);
    expect(answer).toEqual({
      code: 'usage',
      message: 'The request is invalid: backupName is no text; item is no field of this operation',
    });
  });

  it.each(['{', '[]', '"x"', 'null'])('is told of a request that is no object: %s', async (text) => {
    const { exitCode, answer } = await ask('listBackups', text);

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({ code: 'usage', message: expect.stringMatching(/body is no JSON/) as unknown });
  });

  it('is a problem for Astra Control, with the fields that are wrong', async () => {
    const { exitCode, answer } = await ask('astra/getAppBackup', { account_id: 'a', app_id: '' });

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({
      type: 'https://lifeboat.dev/problems/usage',
      status: '400',
      invalidParams: [
        { name: 'app_id', reason: 'is no text' },
        { name: 'appBackup_id', reason: 'is missing' },
      ],
    });
    expect(problemsOfApi('astra', 'Error', answer)).toEqual([]);
  });

  it('is a Status for Velero', async () => {
    const { exitCode, answer } = await ask('velero/getBackup', { metadata: { name: 'selectr' } });

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 });
    expect(problemsOfApi('velero', 'Error', answer)).toEqual([]);
  });

  it('tells what a command refuses, in the interface’s own words', async () => {
    const { exitCode, answer } = await ask('deleteBackup', { backupCrn: 'selector' });

    expect(exitCode).not.toBe(0);
    expect(problemsOfApi('cloudera', 'Error', answer)).toEqual([]);
  });

  it('is told of a folder that is not there', async () => {
    const { exitCode, answer } = await ask('listBackups', {}, '/nowhere/at/all');

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ code: 'location-not-found' });
  });
});

describe('Storware’s cloud download', () => {
  it('opens objects of a backup, lists and changes what is open, and forgets it', async () => {
    using location = goldenLocation();
    const objects = ['configmaps/alpha/kube-root-ca.crt', 'deployments/alpha/*'];

    const created = await ask(
      'storware/createCloudDownload',
      { backup: 'policy', mode: 'OS_DOWNLOAD', objects },
      location.root,
    );
    const [task] = created.answer as unknown as { guid: string }[];
    const listed = await ask('storware/listCloudDownloads', {}, location.root);
    const updated = await ask('storware/updateCloudDownload', { guid: task!.guid, note: 'for audit' }, location.root);
    const deleted = await ask('storware/deleteCloudDownload', { guid: task!.guid }, location.root);

    const all = { createCloudDownload: created, listCloudDownloads: listed, updateCloudDownload: updated };
    for (const [name, { answer }] of Object.entries({ ...all, deleteCloudDownload: deleted })) {
      expect(problems(`storware/${name}`, answer)).toEqual([]);
    }
    expect(created.answer).toHaveLength(2);
    expect(listed.answer).toHaveLength(2);
    expect(updated.answer).toMatchObject({ guid: task!.guid, mode: { name: 'OS_DOWNLOAD' }, note: 'for audit' });
    expect(deleted.answer).toMatchObject({ guid: task!.guid, state: { name: 'SUCCESS' } });
  });

  it('refuses a mode that needs the data of volumes, and says what to do instead', async () => {
    const { exitCode, answer } = await ask('storware/createCloudDownload', { backup: 'policy', mode: 'ISCSI' });

    expect(exitCode).toBe(78);
    expect(answer).toMatchObject({ code: 'not-supported', message: expect.stringContaining('volumes') as unknown });
    expect(problemsOfApi('storware', 'Error', answer)).toEqual([]);
  });

  it('tells runs as tasks', async () => {
    const { exitCode, answer } = await ask('storware/listTasks', {});

    expect(exitCode).toBe(0);
    expect(problems('storware/listTasks', answer)).toEqual([]);
  });
});
