import { expect, it } from 'vitest';
import { encodeMetadata } from '../../../../../src/archive/files/metadata.ts';
import { metadataKey } from '../../../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../../../src/archive/velero-backup-store.ts';
import { findBackup } from '../../../../../src/cli/commands/find/find-backup.ts';
import type { OpenLocation } from '../../../../../src/cli/compose.ts';
import { commitFacts } from '../../../../support/builders.ts';
import { aContext } from '../../../../support/context.ts';
import { FaultyObjectStore } from '../../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../../support/memory-object-store.ts';

const SHA256 = '0'.repeat(64);

function placeOf(names: readonly string[], unfinished: readonly string[] = []) {
  const store = new MemoryObjectStore();
  const put = (key: string, bytes: Buffer) => store.objects.set(key, { bytes, metadata: {}, modifiedAt: new Date(0) });
  for (const name of names)
    put(metadataKey(name), encodeMetadata(commitFacts(), { name, archiveSha256: SHA256, manifestSha256: SHA256 }));
  for (const name of unfinished) put(`backups/${name}/${name}-logs.gz`, Buffer.from('x'));
  const objects = new FaultyObjectStore(store);
  const backups = new VeleroBackupStore(objects, { workDirectory: '/nowhere' });
  const asked = () => objects.calls.map(({ method }) => method);
  return { place: { backups } as unknown as OpenLocation, asked };
}

it('looks into no other backup where the one that is asked for is not there', async () => {
  const { place, asked } = placeOf(Array.from({ length: 500 }, (_, n) => `nightly-${n}`));

  const found = findBackup(aContext(), { open: [place] }, 'nihtly-77');

  await expect(found).rejects.toMatchObject({ code: 'backup-not-found', hint: 'Did you mean nightly-77?' });
  expect(asked()).toEqual(['get', 'listFolders']);
});

it('says of an unfinished one that it is one', async () => {
  const { place, asked } = placeOf(['nightly-1'], ['nightly-2']);

  const found = findBackup(aContext(), { open: [place] }, 'nightly-2');

  await expect(found).rejects.toThrow('was never finished');
  expect(asked()).toEqual(['get', 'listFolders', 'get']);
});

it('knows a mistyped latest', async () => {
  const { place } = placeOf(['nightly-1', 'nightly-2']);

  const found = findBackup(aContext(), { open: [place] }, 'latst');

  await expect(found).rejects.toMatchObject({ code: 'backup-not-found', hint: 'Did you mean latest?' });
});
