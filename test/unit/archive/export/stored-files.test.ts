import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { storedFiles } from '../../../../src/archive/export/stored-files.ts';
import { archiveKey, fileKey, metadataKey } from '../../../../src/archive/layout.ts';
import { aBackup } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const ctx = aContext();
const { name } = aBackup();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
let store: MemoryObjectStore;

beforeEach(async () => {
  store = new MemoryObjectStore();
  await store.put(ctx, metadataKey(name), Buffer.from('{}'));
  await store.put(ctx, archiveKey(name), Buffer.from('archive'));
  await store.put(ctx, fileKey(name, 'logs'), Buffer.from('log'));
  await store.put(ctx, `backups/${name}/deeper/file`, Buffer.from('stray'));
});

async function files(backup = aBackup({ archiveSha256: sha256('archive'), manifestSha256: undefined })) {
  const read: [string, string][] = [];
  for await (const file of storedFiles(ctx, store, backup))
    read.push([file.name, (await buffer(file.body)).toString()]);
  return read;
}

describe('the stored files of a backup', () => {
  it('come as they are, the one that makes it a backup last', async () => {
    expect(await files()).toEqual([
      [`${name}-logs.gz`, 'log'],
      [`${name}.tar.gz`, 'archive'],
      ['velero-backup.json', '{}'],
    ]);
  });

  it('are not handed on without a word where they are not those on record', async () => {
    const backup = aBackup({ archiveSha256: sha256('another'), manifestSha256: undefined });

    await expect(files(backup)).rejects.toMatchObject({ code: 'archive-unreadable' });
  });
});
