import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesystemObjectStore } from '../../src/storage/filesystem.ts';
import { RetryingObjectStore } from '../../src/storage/retrying.ts';
import { S3ObjectStore } from '../../src/storage/s3.ts';
import { FaultyObjectStore } from '../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { ScriptedS3 } from '../support/scripted-s3.ts';
import { describeObjectStore, type OpenedStore } from './object-store.ts';

describeObjectStore('memory', async () => ({
  store: new MemoryObjectStore(),
  [Symbol.asyncDispose]: async () => undefined,
}));

describeObjectStore('memory, through every decorator', async () => ({
  store: new RetryingObjectStore(new FaultyObjectStore(new MemoryObjectStore())),
  [Symbol.asyncDispose]: async () => undefined,
}));

describeObjectStore('the filesystem', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lifeboat-objects-'));
  return {
    store: new FilesystemObjectStore(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
});

describeObjectStore('S3', () => openScripted(''));

describeObjectStore('S3, below a prefix and page by page', () => openScripted('team/production', 2));

async function openScripted(prefix: string, pageSize = 1000): Promise<OpenedStore> {
  const s3 = await ScriptedS3.start();
  s3.content.pageSize = pageSize;
  const folder = await mkdtemp(join(tmpdir(), 'lifeboat-credentials-'));
  const credentialsFile = join(folder, 'cloud');
  await writeFile(credentialsFile, '[default]\naws_access_key_id = test\naws_secret_access_key = test-secret\n');
  return {
    store: await S3ObjectStore.open(s3.location({ prefix, credentialsFile }), { env: {} }),
    [Symbol.asyncDispose]: async () => {
      await s3[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
