import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATION_NAMES } from '../../../../../src/cli/commands/api/operations.ts';
import { complete } from '../../../../../src/cli/completion/complete.ts';
import { askApi, problemsOfAnswer, problemsOfError } from '../../../../support/ask-api.ts';
import { type CliOverrides, lifeboat } from '../../../../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

/** Calls an operation on the golden backups. */
const ask = (operation: string, request: unknown, from = golden.root) => askApi(operation, request, from);

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
    ['astra/getAppBackup', { account_id: 'a', appBackup_id: 'selector' }],
    ['astra/listAppBackups', { account_id: 'a' }],
    ['velero/listDeleteBackupRequests', {}],
    ['storware/listTasks', {}],
    ['storware/listCloudDownloads', {}],
  ])('answers as its schema says: %s %j', async (operation, request) => {
    const { exitCode, answer } = await ask(operation, request);

    expect(exitCode).toBe(0);
    expect(problemsOfAnswer(operation, answer)).toEqual([]);
  });

  it('finds the crn that a list tells', async () => {
    const { answer } = await ask('listBackups', { backupName: 'policy' });
    const [{ backupCrn: crn } = { backupCrn: '' }] = answer!['backups'] as { backupCrn: string }[];

    const described = await ask('describeBackup', { backupCrn: crn });

    expect(described.answer).toMatchObject({ backup: { backupName: 'policy', backupCrn: crn } });
  });

  it.each([
    ['listBackup', 'Did you mean listBackups?'],
    ['Velero/getbackup', 'Did you mean velero/getBackup?'],
    ['astra/getBackup', 'Did you mean astra/getAppBackup?'],
    ['listCloudDownloads', 'Did you mean storware/listCloudDownloads?'],
    ['dance', 'lifeboat api --help names all of them.'],
  ])('is suggested where it is misspelt, or lacks its interface: %s', async (operation, hint) => {
    const { exitCode, stderr } = await ask(operation, {});

    expect(exitCode).toBe(64);
    expect(stderr).toContain(hint);
  });

  it('is named by help, and offered by the shell', async () => {
    const help = await lifeboat(['api', '--help']);
    const offered = await complete(['api', '']);

    for (const name of OPERATION_NAMES) {
      expect(help.stdout).toContain(name.slice(name.indexOf('/') + 1));
      expect(offered).toContain(`${name}\t`);
    }
  });
});

describe('a request', () => {
  const never: CliOverrides = {
    stdinIsTerminal: () => true,
    stdin: {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('nobody types anything')) }),
    },
  };

  it.each(OPERATION_NAMES)(
    'of %s is refused in the interface’s shape of errors where it is wrong',
    async (operation) => {
      for (const text of ['{', '[]', '"x"', 'null', '{"nonsense": 1}', '{"toString": 1}']) {
        const { exitCode, answer } = await ask(operation, text);

        expect([text, exitCode]).toEqual([text, 64]);
        expect(problemsOfError(operation, answer)).toEqual([]);
      }
    },
  );

  it.each([
    'deleteBackup',
    'velero/getBackup',
    'velero/createDownloadRequest',
    'astra/listAppBackups',
    'astra/createAppBackup',
    'storware/getCloudDownload',
  ])('of %s is refused where it is empty, and names what is missing', async (operation) => {
    const { exitCode, answer } = await ask(operation, '');

    expect(exitCode).toBe(64);
    expect(JSON.stringify(answer)).toContain('is missing');
    expect(problemsOfError(operation, answer)).toEqual([]);
  });

  it('is not waited for at a terminal: lists need none, and whatever needs one says where it belongs', async () => {
    const list = await askApi('listBackups', '', golden.root, never);
    const one = await askApi('describeBackup', '', golden.root, never);

    expect([list.exitCode, list.stderr]).toEqual([0, '']);
    expect(one).toMatchObject({
      exitCode: 64,
      answer: { message: 'The request is invalid: backupCrn is missing' },
      stderr: 'The request is read from standard input, which is a terminal here.\n',
    });
  });

  it.each([
    ['createBackup', { backupName: '--help' }],
    ['deleteBackup', { backupCrn: '--policy=policy' }],
    ['describeBackup', { backupCrn: '-h' }],
    ['getLogs', { crn: '--help' }],
    ['listBackups', { backupName: '--help' }],
    ['velero/getBackup', { metadata: { name: '--help' } }],
    ['velero/createDeleteBackupRequest', { spec: { backupName: '--policy=policy' } }],
    ['storware/createCloudDownload', { backup: '--help' }],
    ['storware/deleteCloudDownload', { guid: '--help' }],
  ])('holds values, and never flags: %s %j', async (operation, request) => {
    const { exitCode, answer } = await ask(operation, request);

    if (operation === 'listBackups') expect(answer).toEqual({ backups: [] });
    else {
      expect([64, 66]).toContain(exitCode);
      expect(problemsOfError(operation, answer)).toEqual([]);
    }
  });
});

describe('an error of another interface', () => {
  it('is code and message for Cloudera', async () => {
    const { exitCode, answer } = await ask('describeBackup', { backupCrn: 'nowhere' });

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ code: 'backup-not-found', message: expect.stringContaining('nowhere') as unknown });
    expect(problemsOfError('listBackups', answer)).toEqual([]);
  });

  it('names every bad field of a request', async () => {
    const { exitCode, answer } = await ask('createBackup', { backupName: 7, item: 'shop' });

    expect(exitCode).toBe(64);
    expect(answer).toEqual({
      code: 'usage',
      message:
        'The request is invalid: backupName is no name of lower-case letters, digits and dashes; item is no field of this operation',
    });
  });

  it.each(['listBackups', 'listRestores'])('names states that are none of Cloudera’s: %s', async (operation) => {
    const { exitCode, answer } = await ask(operation, { jobStates: ['FAILED', 'Failed'], colour: 1 });

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({
      message: expect.stringMatching(
        /jobStates has Failed, and there are NOT_STARTED, .*; colour is no field/,
      ) as unknown,
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
    expect(problemsOfError('astra/getAppBackup', answer)).toEqual([]);
  });

  it('is a Status for Velero', async () => {
    const { exitCode, answer } = await ask('velero/getBackup', { metadata: { name: 'selectr' } });

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 });
    expect(problemsOfError('velero/getBackup', answer)).toEqual([]);
  });

  it('tells what a command refuses, in the interface’s own words', async () => {
    const { exitCode, answer } = await ask('deleteBackup', { backupCrn: 'selector' });

    expect(exitCode).not.toBe(0);
    expect(problemsOfError('listBackups', answer)).toEqual([]);
  });

  it('is told of a folder that is not there', async () => {
    const { exitCode, answer } = await ask('listBackups', {}, '/nowhere/at/all');

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ code: 'location-not-found' });
  });
});
