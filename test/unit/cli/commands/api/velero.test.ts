import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askApi, problemsOfAnswer, problemsOfError } from '../../../../support/ask-api.ts';
import { type FolderLocation, goldenLocation } from '../../../../support/golden-location.ts';
import { scriptedStoreRig } from '../../../../support/scripted-s3-store.ts';

let golden: FolderLocation;

beforeAll(() => {
  golden = goldenLocation();
});

afterAll(() => {
  golden[Symbol.dispose]();
});

const ask = (operation: string, request: unknown) => askApi(`velero/${operation}`, request, golden.root);

describe('a resource of Velero', () => {
  it('is refused with everything that is wrong with it, as an API server does', async () => {
    const { exitCode, answer } = await ask('createBackup', { apiVersion: 'v1', kind: 'Pod', spec: 3, extra: true });

    expect(exitCode).toBe(64);
    expect(problemsOfError('velero/createBackup', answer)).toEqual([]);
    expect(answer).toMatchObject({
      reason: 'Invalid',
      code: 422,
      details: {
        causes: [
          { field: 'apiVersion', message: 'is not velero.io/v1' },
          { field: 'kind', message: 'is not Backup' },
          { field: 'spec', message: 'is no object' },
          { field: 'metadata.name', message: 'is missing', reason: 'FieldValueRequired' },
          { field: 'extra', message: 'is no field of this operation' },
        ],
      },
    });
  });

  it.each([1, 'b,c=d', []])('has labels that are one each, and not %j', async (a) => {
    const { exitCode, answer } = await ask('createBackup', { metadata: { name: 'x', labels: { a } } });

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({ details: { causes: [{ field: 'metadata.labels' }] } });
  });

  it('that is no JSON is a bad request', async () => {
    expect((await ask('createBackup', '{')).answer).toMatchObject({ reason: 'BadRequest', code: 400 });
  });

  it('is listed page after page', async () => {
    const first = await ask('listBackups', { limit: 12 });
    const { continue: token } = first.answer!['metadata'] as { readonly continue: string };
    const second = await ask('listBackups', { limit: 12, continue: token });

    expect(first.answer!['items']).toHaveLength(12);
    expect(second.answer).toMatchObject({ metadata: {}, items: [{ metadata: { name: 'full' } }] });
    expect(problemsOfAnswer('velero/listBackups', second.answer)).toEqual([]);
  });

  it('is not found where no record tells of it', async () => {
    const { exitCode, answer } = await ask('getRestore', { metadata: { name: 'nobody' } });

    expect(exitCode).toBe(66);
    expect(answer).toMatchObject({ kind: 'Status', reason: 'NotFound', code: 404 });
  });
});

describe('a DownloadRequest of Velero', () => {
  const rig = scriptedStoreRig();
  const spec = { target: { kind: 'BackupContents', name: 'full' } };

  it('is answered processed, with its link', async () => {
    for (const file of ['velero-backup.json', 'full.tar.gz']) {
      const body = readFileSync(join(golden.root, 'backups/full', file));
      rig.s3.content.objects.set(`backups/full/${file}`, { body, metadata: {}, modifiedAt: new Date() });
    }
    const place = ['--from', 's3://bucket', '--s3-endpoint', rig.s3.endpoint];

    const request = { metadata: { name: 'mine' }, spec };
    const { exitCode, answer } = await askApi('velero/createDownloadRequest', request, [
      ...place,
      '--s3-credentials-file',
      rig.credentialsFile,
    ]);

    expect(exitCode).toBe(0);
    expect(problemsOfAnswer('velero/createDownloadRequest', answer)).toEqual([]);
    expect(answer).toMatchObject({
      metadata: { name: 'mine' },
      spec,
      status: { phase: 'Processed', downloadURL: expect.stringMatching(/full\.tar\.gz\?X-Amz-/) as unknown },
    });
  });

  it('is of a kind that there is', async () => {
    const { exitCode, answer } = await ask('createDownloadRequest', {
      spec: { target: { kind: 'All', name: 'full' } },
    });

    expect(exitCode).toBe(64);
    expect(answer).toMatchObject({
      code: 422,
      details: { causes: [{ field: 'spec.target.kind', message: expect.stringContaining('BackupLog') as unknown }] },
    });
  });

  it('cannot be answered for a folder, which has no links', async () => {
    const { exitCode, answer } = await ask('createDownloadRequest', { spec });

    expect(exitCode).toBe(64);
    expect(problemsOfError('velero/createDownloadRequest', answer)).toEqual([]);
  });
});
