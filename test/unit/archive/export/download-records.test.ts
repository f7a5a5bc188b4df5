import { expect, it } from 'vitest';
import { deleteDownload, listDownloads, putDownload } from '../../../../src/archive/export/download-records.ts';
import { downloadRecordKey } from '../../../../src/archive/layout.ts';
import type { DownloadRecord } from '../../../../src/domain/downloads/download-record.ts';
import { aContext } from '../../../support/context.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

function aRecord(digit: number): DownloadRecord {
  return {
    guid: `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
    mode: 'AUTO',
    backup: 'nightly',
    objects: [],
    note: '',
    createdAt: new Date(`2026-11-2${digit}T00:00:00Z`),
    expiresAt: new Date('2027-01-01T00:00:00Z'),
    finishedAt: undefined,
  };
}

it('keeps records of downloads, tells the newest first, and passes over what is none', async () => {
  const [ctx, store] = [aContext(), new MemoryObjectStore()];
  for (const digit of [1, 3, 2]) await putDownload(ctx, store, aRecord(digit));
  await putDownload(ctx, store, { ...aRecord(1), note: 'changed' });
  await store.put(ctx, downloadRecordKey('stray'), Buffer.from('{}'));
  await store.put(ctx, downloadRecordKey('copy'), store.objects.get(downloadRecordKey(aRecord(2).guid))!.bytes);
  await deleteDownload(ctx, store, aRecord(3));

  const records = await listDownloads(ctx, store);

  expect(records).toEqual([aRecord(2), { ...aRecord(1), note: 'changed' }]);
});
