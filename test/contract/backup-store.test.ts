import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesystemObjectStore } from '../../src/storage/filesystem.ts';
import { RetryingObjectStore } from '../../src/storage/retrying.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { openScriptedStore } from '../support/scripted-s3-store.ts';
import type { OpenObjects } from './backup-store-rig.ts';
import { describeBackupClaims } from './backup-store-claims.ts';
import { describeBackupCopies } from './backup-store-copies.ts';
import { describeBackupReaders } from './backup-store-readers.ts';
import { describeBackupRemoval } from './backup-store-removal.ts';
import { describeBackupRestore } from './backup-store-restore.ts';
import { describeBackupStore } from './backup-store.ts';

const STORES: readonly (readonly [string, OpenObjects])[] = [
  ['memory', async () => ({ objects: new MemoryObjectStore(), [Symbol.asyncDispose]: async () => undefined })],
  ['a folder', openFolder],
  ['S3', openS3],
];

for (const [name, open] of STORES) {
  describeBackupStore(name, open);
  describeBackupClaims(name, open);
  describeBackupCopies(name, open);
  describeBackupRestore(name, open);
  describeBackupRemoval(name, open);
  describeBackupReaders(name, open);
}

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'lifeboat-backups-'));
  return {
    objects: new RetryingObjectStore(new FilesystemObjectStore(folder)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function openS3() {
  const scripted = await openScriptedStore({ prefix: 'team/production' });
  return { objects: scripted.store, [Symbol.asyncDispose]: () => scripted[Symbol.asyncDispose]() };
}
