import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeClaim } from '../../../src/archive/files/claim-file.ts';
import { archiveKey, fileKey, metadataKey, runRecordKey } from '../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../src/archive/velero-backup-store.ts';
import { RunError } from '../../../src/domain/problem.ts';
import { encodeResult, MAX_RESULT_BYTES } from '../../../src/domain/result/document.ts';
import { truncateResult } from '../../../src/domain/result/truncate.ts';
import { aClaim, anEntry, aRunResult } from '../../support/builders.ts';
import { aContext, type TestContext } from '../../support/context.ts';
import { FaultyObjectStore } from '../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const UNAVAILABLE = new RunError('storage-unavailable', 'the connection was reset');

let ctx: TestContext;
let memory: MemoryObjectStore;
let objects: FaultyObjectStore;
let store: VeleroBackupStore;

beforeEach(() => {
  ctx = aContext();
  memory = new MemoryObjectStore();
  objects = new FaultyObjectStore(memory);
  store = new VeleroBackupStore(objects, { workDirectory: tmpdir() });
});

async function putBackup(name: string, startTimestamp?: string, phase?: string): Promise<void> {
  const status = { startTimestamp, phase };
  const document = { apiVersion: 'velero.io/v1', kind: 'Backup', metadata: { name }, status };
  await memory.put(ctx, metadataKey(name), Buffer.from(JSON.stringify(document)));
}

describe('VeleroBackupStore.list', () => {
  it('puts the newest start first, then by name, and what never started last', async () => {
    await putBackup('a', '2026-11-21T02:17:00Z');
    await putBackup('b', '2026-11-22T02:17:00Z');
    await putBackup('c', '2026-11-22T02:17:00Z');
    await putBackup('d');

    expect((await store.list(ctx)).backups.map(({ name }) => name)).toEqual(['c', 'b', 'a', 'd']);
  });

  it.each([
    ['Completed', 0],
    ['FinalizingPartiallyFailed', 0],
    ['InProgress', 1],
    ['Failed', 1],
  ])('lists one in phase %s without its archive: %i', async (phase, listed) => {
    await putBackup('a', undefined, phase);

    expect((await store.list(ctx)).backups).toHaveLength(listed);
  });

  it('looks again for an archive that the listing does not show yet', async () => {
    await putBackup('a', undefined, 'Completed');
    const later = async () => void (await memory.put(ctx, archiveKey('a'), Buffer.from('tar')));
    objects.fail('get', 'a/velero-backup.json', { before: later });

    const { backups, unreadable } = await store.list(ctx);

    expect([backups.length, unreadable]).toEqual([1, []]);
  });

  it('asks once for each backup that is whole, beside the listing', async () => {
    for (const name of ['a', 'b']) {
      await putBackup(name, undefined, 'Completed');
      await memory.put(ctx, archiveKey(name), Buffer.from('tar'));
    }

    await store.list(ctx);

    expect(objects.calls.map(({ method }) => method)).toEqual(['list', 'get', 'get']);
  });

  it('reads at most 16 backups at a time', async () => {
    let reading = 0;
    let most = 0;
    for (let i = 0; i < 40; i++) await putBackup(`b${i}`);
    objects.failAlways('get', 'velero-backup.json', {
      before: async () => {
        most = Math.max(most, ++reading);
        await new Promise((resolve) => setImmediate(resolve));
        reading--;
      },
    });

    expect((await store.list(ctx)).backups).toHaveLength(40);
    expect(most).toBe(16);
  });

  it('fails as a whole when the store fails: a part of a listing would be a lie', async () => {
    await putBackup('a');
    await putBackup('b');
    objects.fail('get', 'b/velero-backup.json', { throws: UNAVAILABLE });

    await expect(store.list(ctx)).rejects.toBe(UNAVAILABLE);
  });

  it('names a folder that no Backup object can be called after', async () => {
    await memory.put(ctx, 'backups/My_Backup/velero-backup.json', Buffer.from('{}'));

    expect((await store.list(ctx)).unreadable).toEqual([
      { name: 'My_Backup', message: expect.stringContaining('not one that a backup can have') as string },
    ]);
  });
});

describe('VeleroBackupStore.readFile', () => {
  it('refuses a file that is damaged', async () => {
    await memory.put(ctx, fileKey('b', 'logs'), gzipSync('text').subarray(0, -1));

    await expect(store.readFile(ctx, 'b', 'logs')).rejects.toMatchObject({ code: 'archive-unreadable' });
  });

  it('row 81: refuses a file that is a bomb', async () => {
    const member = gzipSync(Buffer.alloc(8_388_608));
    await memory.put(ctx, fileKey('b', 'logs'), Buffer.concat(Array<Buffer>(33).fill(member)));

    await expect(store.readFile(ctx, 'b', 'logs')).rejects.toMatchObject({ code: 'archive-unreadable' });
  });
});

describe('VeleroBackupStore.putRunRecord', () => {
  it('row 45: keeps what a result may hold and no more, in a bounded document', async () => {
    const token = { password: 'hunter2' };
    const errors = Array.from({ length: 5_000 }, (_, i) => ({ ...anEntry(), message: `Cannot list ${i}`.repeat(20) }));
    const result = { ...aRunResult({ errors, errorCount: errors.length }), token };

    await store.putRunRecord(ctx, result);

    const text = memory.text(runRecordKey(result)) ?? '';
    expect(text).toBe(encodeResult(truncateResult(result, MAX_RESULT_BYTES)));
    expect(text.length).toBeLessThanOrEqual(MAX_RESULT_BYTES);
    expect(text).not.toMatch(/hunter2|password|token/);
  });
});

describe('VeleroBackupStore.sweep', () => {
  const dead = (backup: string) => aClaim({ backup, origin: { ...aClaim().origin, runId: 'dead-run' } });

  beforeEach(async () => {
    for (const name of ['a', 'b']) {
      await memory.put(ctx, fileKey(name, 'claim'), encodeClaim(dead(name)));
      await memory.put(ctx, archiveKey(name), Buffer.from('half an archive'));
    }
  });

  it('goes on with the next folder when one cannot be swept, and tells it in the log', async () => {
    objects.fail('get', 'a-claim.json', { throws: UNAVAILABLE });

    expect(await store.sweep(ctx, aClaim().origin, ['a', 'b'])).toEqual(['b']);
    expect(ctx.logLines.at(-1)).toMatchObject({ msg: 'leftovers kept', backup: 'a', code: 'storage-unavailable' });
  });

  it('stops when the run is told to stop', async () => {
    const reason = new RunError('terminated', 'SIGTERM');
    objects.fail('get', 'a-claim.json', { before: () => ctx.controller.abort(reason) });

    await expect(store.sweep(ctx, aClaim().origin, ['a', 'b'])).rejects.toBe(reason);
    expect([...memory.objects.keys()]).toHaveLength(4);
  });
});
