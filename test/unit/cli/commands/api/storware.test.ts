import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askApi, problemsOfAnswer, problemsOfError } from '../../../../support/ask-api.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { problemsOfApi } from '../../../../support/api-schemas.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let location: FolderLocation;

beforeEach(() => {
  location = goldenLocation();
});

afterEach(() => {
  location[Symbol.dispose]();
});

const ask = (operation: string, request: unknown) => askApi(`storware/${operation}`, request, location.root);

/** Opens a backup, or objects of it, and returns the guids. */
async function open(request: object): Promise<readonly string[]> {
  const { answer } = await ask('createCloudDownload', request);
  return (answer as unknown as readonly { readonly guid: string }[]).map(({ guid }) => guid);
}

describe('Storware’s cloud download', () => {
  it('opens objects of a backup, lists and changes what is open, and forgets it', async () => {
    const objects = ['configmaps/alpha/kube-root-ca.crt', 'deployments/alpha/*'];

    const created = await ask('createCloudDownload', { backup: 'policy', mode: 'OS_DOWNLOAD', objects });
    const [task] = created.answer as unknown as { guid: string }[];
    const listed = await ask('listCloudDownloads', {});
    const updated = await ask('updateCloudDownload', { guid: task!.guid, note: 'for audit' });
    const deleted = await ask('deleteCloudDownload', { guid: task!.guid });

    const all = { createCloudDownload: created, listCloudDownloads: listed, updateCloudDownload: updated };
    for (const [name, { answer }] of Object.entries({ ...all, deleteCloudDownload: deleted })) {
      expect(problemsOfAnswer(`storware/${name}`, answer)).toEqual([]);
    }
    expect(created.answer).toHaveLength(2);
    expect(listed.answer).toHaveLength(2);
    expect(updated.answer).toMatchObject({ guid: task!.guid, mode: { name: 'OS_DOWNLOAD' }, note: 'for audit' });
    expect(deleted.answer).toMatchObject({ guid: task!.guid, state: { name: 'SUCCESS' } });
  });

  it('refuses a mode that needs the data of volumes, and says what to do instead', async () => {
    const { exitCode, answer } = await ask('createCloudDownload', { backup: 'policy', mode: 'ISCSI' });

    expect(exitCode).toBe(78);
    expect(answer).toMatchObject({ code: 'not-supported', message: expect.stringContaining('volumes') as unknown });
    expect(problemsOfError('storware/createCloudDownload', answer)).toEqual([]);
  });

  it('finishes what is not needed any more: then there is no content', async () => {
    const [guid] = await open({ backup: 'policy' });

    const updated = await ask('updateCloudDownload', { guid, note: 'done', finished: true });
    const finished = await ask('listCloudDownloads', { 'finished-mount': 'true' });
    const content = await ask('getCloudDownload', { guid });

    expect(updated.answer).toMatchObject({ guid, note: 'done' });
    expect(finished.answer).toMatchObject([{ guid, note: 'done' }]);
    expect(content).toMatchObject({ exitCode: 66, answer: { code: 'item-not-found' } });
  });

  it('hands out the content as bytes, or puts it into a file and answers with nothing', async () => {
    const [guid] = await open({ backup: 'policy' });
    const output = join(location.root, 'policy.tar.gz');
    const input = JSON.stringify({ guid });

    const bytes = await lifeboat(['api', 'storware/getCloudDownload', '--from', location.root], { input });
    const filed = await ask('contentDownload', { guid, output });
    const again = await ask('contentDownload', { guid, output });

    expect(bytes.exitCode).toBe(0);
    expect(bytes.stdout.slice(0, 1)).toBe('\u001F');
    expect(filed).toMatchObject({ exitCode: 0, answer: {} });
    expect(problemsOfAnswer('storware/contentDownload', filed.answer)).toEqual([]);
    expect(readFileSync(output)).toEqual(readFileSync(join(location.root, 'backups/policy/policy.tar.gz')));
    expect(again).toMatchObject({ exitCode: 73, answer: { code: 'cannot-write' } });
    expect(existsSync(output)).toBe(true);
  });
});

describe('the list of Storware’s cloud downloads', () => {
  it.each([
    [{}, ['policy', 'selector', 'selector']],
    [{ backup: 'policy' }, ['policy']],
    [{ mode: 'MANUAL' }, ['policy']],
    [{ filter: 'backup=selector' }, ['selector', 'selector']],
    [{ filter: 'backup=selector', mode: 'MANUAL' }, []],
    [{ orderBy: 'backup', direction: 'ASC', size: 1 }, ['policy']],
    [{ orderBy: 'backup', direction: 'desc', size: '2', page: 2 }, ['policy']],
    [{ 'finished-mount': true }, []],
    [{ 'protected-entity': 'namespace/alpha' }, ['policy', 'selector', 'selector']],
    [{ 'protected-entity': 'namespace/alpha', backup: 'policy' }, ['policy']],
    [{ 'protected-entity-type': 'application' }, ['selector', 'selector']],
    [{ 'project-uuid': 'nobody' }, []],
    [{ node: 'elsewhere' }, []],
  ])('is narrowed down, ordered and cut into pages: %j', async (request, backups) => {
    await open({ backup: 'policy', mode: 'MANUAL' });
    await open({ backup: 'selector', objects: ['pods/alpha/*', 'secrets/alpha/*'] });

    expect(problemsOfApi('storware', 'listCloudDownloadsRequest', request)).toEqual([]);
    const { exitCode, answer } = await ask('listCloudDownloads', request);

    expect(exitCode).toBe(0);
    expect(problemsOfAnswer('storware/listCloudDownloads', answer)).toEqual([]);
    const found = answer as unknown as readonly { readonly backup: string }[];
    expect(found.map(({ backup }) => backup).toSorted()).toEqual(backups);
  });

  it('names every parameter that is wrong', async () => {
    const { exitCode, answer } = await ask('listCloudDownloads', { size: 0, direction: 'up', mode: 'FAST', colour: 1 });

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({
      message: expect.stringMatching(
        /direction is none of asc, .*; mode is none of AUTO, .*; size is no whole number from 1 on; colour is no field/,
      ) as unknown,
    });
  });
});
