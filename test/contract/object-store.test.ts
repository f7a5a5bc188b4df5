import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesystemObjectStore } from '../../src/storage/filesystem.ts';
import { RetryingObjectStore } from '../../src/storage/retrying.ts';
import { FaultyObjectStore } from '../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { openScriptedStore } from '../support/scripted-s3-store.ts';
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
  const scripted = await openScriptedStore({ prefix });
  scripted.s3.content.pageSize = pageSize;
  return scripted;
}
