import { expect, it } from 'vitest';
import {
  deleteDownload,
  listDownloads,
  putDownload,
  sweepDownloads,
} from '../../../../src/archive/export/download-records.ts';
import { downloadRecordKey } from '../../../../src/archive/layout.ts';
import type { DownloadRecord } from '../../../../src/domain/downloads/download-record.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { aContext } from '../../../support/context.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
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

it('sweeps what ended 30 days ago, and keeps what is open or ended since', async () => {
  const [ctx, store] = [aContext(), new MemoryObjectStore()];
  const expired = { ...aRecord(1), expiresAt: new Date('2026-12-01T00:00:00Z') };
  const finished = { ...aRecord(2), finishedAt: new Date('2026-12-01T00:00:00Z') };
  const recent = { ...aRecord(3), expiresAt: new Date('2026-12-01T00:00:01Z') };
  const open = aRecord(4);
  for (const record of [expired, finished, recent, open]) await putDownload(ctx, store, record);

  const swept = await sweepDownloads(ctx, store, new Date('2026-12-31T00:00:00Z'));

  expect(swept).toBe(2);
  expect(await listDownloads(ctx, store)).toEqual([open, recent]);
});

it('leaves what it may not sweep', async () => {
  const [ctx, store] = [aContext(), new MemoryObjectStore()];
  const record = { ...aRecord(1), expiresAt: new Date('2026-12-01T00:00:00Z') };
  await putDownload(ctx, store, record);
  const faulty = new FaultyObjectStore(store);
  faulty.failAlways('delete', '.json', { throws: new RunError('permission-denied', 'Cannot delete') });

  const swept = await sweepDownloads(ctx, faulty, new Date('2027-12-31T00:00:00Z'));

  expect(swept).toBe(0);
  expect(await listDownloads(ctx, store)).toEqual([record]);
});

it('sweeps nothing where it may not look, and throws what else goes wrong', async () => {
  const [ctx, later] = [aContext(), new Date('2027-12-31T00:00:00Z')];
  const [denied, away] = [new MemoryObjectStore(), new MemoryObjectStore()].map(
    (store) => new FaultyObjectStore(store),
  );
  denied!.failAlways('list', '', { throws: new RunError('permission-denied', 'Cannot list') });
  away!.failAlways('list', '', { throws: new RunError('storage-unavailable', 'Cannot reach') });

  expect(await sweepDownloads(ctx, denied!, later)).toBe(0);
  expect(ctx.logLines).toMatchObject([{ msg: 'cannot look for old downloads', error: 'Cannot list' }]);
  await expect(sweepDownloads(ctx, away!, later)).rejects.toThrow('Cannot reach');
});
