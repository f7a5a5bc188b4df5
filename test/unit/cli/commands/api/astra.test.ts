import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOfApi } from '../../../../support/api-schemas.ts';
import { askApi, problemsOfAnswer, problemsOfError } from '../../../../support/ask-api.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

const ask = (operation: string, request: unknown) => askApi(`astra/${operation}`, request, golden.root);

interface List {
  readonly items: readonly unknown[];
  readonly metadata: { readonly continue?: string; readonly count?: number };
}

describe('Astra Control’s list of appBackups', () => {
  it('goes on, page after page, where it is limited', async () => {
    const seen: unknown[] = [];
    let token: string | undefined;
    do {
      const request = { account_id: '-', include: 'name', limit: '5', count: true, continue: token };
      expect(problemsOfApi('astra', 'listAppBackupsRequest', JSON.parse(JSON.stringify(request)))).toEqual([]);
      const { answer } = await ask('listAppBackups', request);
      expect(problemsOfAnswer('astra/listAppBackups', answer)).toEqual([]);
      const { items, metadata } = answer as unknown as List;
      expect(metadata.count).toBe(items.length);
      seen.push(...items.flat());
      token = metadata.continue;
    } while (token !== undefined);

    expect(seen).toHaveLength(13);
    expect(new Set(seen).size).toBe(13);
  });

  it('has the fields that are asked for, in that order, and null for what a backup has not', async () => {
    const { answer } = await ask('listAppBackups', { account_id: '-', include: 'state, name,scheduleID', limit: 1 });

    expect((answer as unknown as List).items).toEqual([['completed', 'versions-full', null]]);
  });

  it('is of one application where that is said', async () => {
    const { answer } = await ask('listAppBackups', { account_id: '-', app_id: 'nightly' });

    expect(answer).toEqual({
      type: 'application/astra-appBackups',
      version: '1.2',
      items: [],
      metadata: { labels: [] },
    });
  });

  it('tells labels and hooks of each as reading it alone does', async () => {
    const { answer: list } = await ask('listAppBackups', { account_id: '-' });
    const { answer: one } = await ask('getAppBackup', { account_id: '-', appBackup_id: 'selector' });
    const { items } = list as unknown as { readonly items: readonly { readonly name: string }[] };

    expect(items.find(({ name }) => name === 'selector')).toEqual(one);
    expect(one).toMatchObject({
      hookState: 'success',
      metadata: { labels: [{ name: 'velero.io/storage-location', value: 'default' }] },
    });
  });
});

describe('an appBackup of Astra Control', () => {
  it('is found by its id', async () => {
    const { answer: byName } = await ask('getAppBackup', { account_id: '-', appBackup_id: 'policy' });
    const { answer: byId } = await ask('getAppBackup', { account_id: '-', appBackup_id: byName!['id'] });

    expect(byId).toEqual(byName);
  });

  it.each(['getAppBackup', 'deleteAppBackup'])('of another application is not found: %s', async (operation) => {
    const { exitCode, answer } = await ask(operation, { account_id: '-', app_id: 'other', appBackup_id: 'policy' });

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ type: 'https://lifeboat.dev/problems/backup-not-found', status: '404' });
    expect(problemsOfError('astra/getAppBackup', answer)).toEqual([]);
  });

  it('is refused with every parameter that is wrong', async () => {
    const request = {
      account_id: '-',
      type: 'appBackup',
      version: '2.0',
      name: 'A B',
      metadata: { labels: {} },
      bucket: 1,
    };

    const { exitCode, answer } = await ask('createAppBackup', request);

    expect(exitCode).toBe(64);
    expect(problemsOfError('astra/createAppBackup', answer)).toEqual([]);
    expect(answer!['invalidParams']).toEqual([
      { name: 'app_id', reason: 'is missing' },
      { name: 'type', reason: 'is none of application/astra-appBackup' },
      { name: 'version', reason: 'is none of 1.0, 1.1, 1.2' },
      { name: 'name', reason: 'is no name of lower-case letters, digits and dashes' },
      { name: 'metadata.labels', reason: 'is no list of {name, value}' },
      { name: 'bucket', reason: 'is no field of this operation' },
    ]);
  });

  const request = { account_id: '-', app_id: 'shop', type: 'application/astra-appBackup', version: '1.2' };

  it('goes nowhere but where the call says', async () => {
    const { exitCode, answer } = await ask('createAppBackup', { ...request, bucketID: 'other' });

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({ invalidParams: [{ name: 'bucketID' }] });
  });

  it('is not made of a snapshot', async () => {
    const { exitCode, answer } = await ask('createAppBackup', { ...request, snapshotID: 'yesterday' });

    expect(exitCode).toBe(78);
    expect(answer).toMatchObject({ type: 'https://lifeboat.dev/problems/not-supported', status: '501' });
  });
});
