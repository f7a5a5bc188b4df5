import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { RunContext } from '../../src/base/context.ts';
import type { S3Location } from '../../src/domain/storage-location.ts';
import { openObjectStore } from '../../src/storage/open.ts';
import { S3ObjectStore } from '../../src/storage/s3.ts';
import { describeObjectStore } from '../contract/object-store.ts';
import { aContext } from '../support/context.ts';
import { anS3Location } from '../support/scripted-s3.ts';
import { startStorageRig, type StorageRig } from '../support/storage-rig.ts';

let rig: StorageRig;
let folder: string;

beforeAll(async () => {
  rig = await startStorageRig();
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-credentials-'));
});

afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

for (const checksum of ['auto', 'crc32', 'sha256'] as const) {
  describeObjectStore(`a real S3 gateway, checksum ${checksum},`, async () => ({
    store: await openS3({ bucket: await rig.bucket(), checksum }),
    [Symbol.asyncDispose]: async () => undefined,
  }));
}

describe('a real S3 gateway', () => {
  it('serves a storage location as it is opened for a run', async () => {
    const provider = await location({ bucket: await rig.bucket(), prefix: 'team/production' });
    const store = await openObjectStore({ kind: 'StorageLocation', name: 'main', accessMode: 'ReadWrite', provider });

    const outcome = await store.put(aRun(), 'backups/b/velero-backup.json', Buffer.from('{}'), { ifAbsent: true });

    expect(outcome).toBe('stored');
    expect(store.root).toBe(`s3://${provider.bucket}/team/production`);
    expect(await store.listFolders(aRun(), 'backups/')).toEqual(['b']);
    await store.close();
  });

  it('row 55: refuses a wrong key, and the problem names operation and key but not the secret', async () => {
    const secret = randomBytes(16).toString('hex');
    const store = await openS3({ bucket: await rig.bucket() }, `wrong-${secret}`);

    const problem = await store.put(aRun(), 'backups/b/x', Buffer.from('x')).catch((error: unknown) => error);

    expect(problem).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('write backups/b/x') });
    expect(JSON.stringify([String(problem), (problem as Error).stack, (problem as Error).cause])).not.toContain(secret);
    await store.close();
  });

  it('row 57: says that a bucket is missing, also when it is only asked for an object', async () => {
    const store = await openS3({ bucket: 'no-such-bucket' });

    await expect(store.put(aRun(), 'x', Buffer.from('x'))).rejects.toMatchObject({ code: 'location-not-found' });
    await expect(store.head(aRun(), 'x')).rejects.toMatchObject({ code: 'location-not-found' });
    await expect(store.get(aRun(), 'x')).rejects.toMatchObject({ code: 'location-not-found' });
    await expect(Array.fromAsync(store.list(aRun(), ''))).rejects.toMatchObject({ code: 'location-not-found' });
    await store.close();
  });

  it('row 63: aborts the parts that a killed run left behind', async () => {
    const bucket = await rig.bucket();
    const store = await openS3({ bucket });
    const killed = new S3Client({
      endpoint: rig.endpoint,
      region: rig.region,
      forcePathStyle: true,
      credentials: { accessKeyId: rig.accessKeyId, secretAccessKey: rig.secretAccessKey },
    });
    const Key = 'backups/nightly-1/nightly-1.tar.gz';
    const { UploadId } = await killed.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    const part = { Bucket: bucket, Key, UploadId, PartNumber: 1, Body: Buffer.alloc(5 * 1024 * 1024) };
    await killed.send(new UploadPartCommand(part));
    killed.destroy();
    const later = new Date(Date.now() + 3_600_000);

    const aborted = await store.abortUnfinished(aRun(), 'backups/nightly-', later);

    expect(aborted).toBe(1);
    expect(await store.abortUnfinished(aRun(), 'backups/', later)).toBe(0);
    await store.close();
  });
});

function aRun(): RunContext {
  return { ...aContext(), clock: systemClock };
}

async function openS3(overrides: Partial<S3Location>, secretAccessKey?: string): Promise<S3ObjectStore> {
  return S3ObjectStore.open(await location(overrides, secretAccessKey), { env: {} });
}

async function location(overrides: Partial<S3Location>, secretAccessKey = rig.secretAccessKey): Promise<S3Location> {
  const credentialsFile = join(folder, randomBytes(4).toString('hex'));
  const keys = `aws_access_key_id = ${rig.accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  await writeFile(credentialsFile, `[default]\n${keys}`, { mode: 0o600 });
  return anS3Location(rig.endpoint, { region: rig.region, credentialsFile, ...overrides });
}
