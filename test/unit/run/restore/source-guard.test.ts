import { beforeEach, describe, expect, it } from 'vitest';
import { factPrefix, metadataKey } from '../../../../src/archive/layout.ts';
import { VeleroBackupStore } from '../../../../src/archive/velero-backup-store.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { SourceGuard, type SourceGuardFacts } from '../../../../src/run/restore/source-guard.ts';
import { aContext, type TestContext } from '../../../support/context.ts';
import { FaultyObjectStore } from '../../../support/faulty-object-store.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const BACKUP = 'nightly-20261121021700';
const RUN = '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11';
const IDENTITY: SourceGuardFacts['identity'] = {
  runId: RUN,
  job: undefined,
  pod: undefined,
  trigger: 'Workstation',
  scheduledFor: new Date('2026-11-21T02:17:00Z'),
};
const REFUSED = new RunError('permission-denied', 'Cannot store it: AccessDenied');
const UNGUARDED = 'the backup is not guarded against deletion while it is read';

describe('the guard of a backup that a restore reads', () => {
  let ctx: TestContext;
  let memory: MemoryObjectStore;
  let objects: FaultyObjectStore;
  beforeEach(async () => {
    ctx = aContext();
    memory = new MemoryObjectStore();
    objects = new FaultyObjectStore(memory);
    await memory.put(ctx, metadataKey(BACKUP), Buffer.from('{}'));
  });

  function guard(change: Partial<SourceGuardFacts> = {}): SourceGuard {
    const backups = new VeleroBackupStore(objects, { workDirectory: '/nowhere' });
    return new SourceGuard({ backups, identity: IDENTITY, timeoutMs: undefined, isReadOnly: false, ...change });
  }

  function facts(): unknown[] {
    const keys = [...memory.objects.keys()].filter((key) => key.startsWith(factPrefix(BACKUP)));
    return keys.toSorted().map((key) => JSON.parse(memory.text(key) ?? '') as unknown);
  }

  it('says who reads it until when, and that this has ended', async () => {
    const held = guard({ timeoutMs: 3_600_000 });

    await held.begin(ctx, BACKUP, 'shop-1');
    expect(await held.end(ctx)).toEqual([]);

    const until = '2026-11-21T03:32:00.000Z';
    expect(facts()).toMatchObject([
      { type: 'use', run: RUN, restore: 'shop-1', until, by: `run ${RUN}` },
      { type: 'used', run: RUN, by: `run ${RUN}` },
    ]);
  });

  it('asks nothing of a read-only location, and says so in the log alone', async () => {
    const held = guard({ isReadOnly: true });

    await held.begin(ctx, BACKUP, 'shop-1');

    expect(await held.end(ctx)).toEqual([]);
    expect(objects.calls).toEqual([]);
    expect(ctx.logLines).toMatchObject([{ level: 30, msg: UNGUARDED, reason: 'the location is read-only' }]);
  });

  it.each(['put', 'list'] as const)(
    'goes on where its key may not %s, and says so in the log alone',
    async (method) => {
      objects.failAlways(method, method === 'put' ? '.json' : '-fact-', { throws: REFUSED });
      const held = guard();

      await held.begin(ctx, BACKUP, 'shop-1');

      expect(await held.end(ctx)).toEqual([]);
      expect(facts()).toEqual([]);
      expect(ctx.logLines).toMatchObject([{ level: 30, msg: UNGUARDED, reason: REFUSED.message }]);
    },
  );

  it('does not go on where nobody knows whether the backup is guarded', async () => {
    objects.failAlways('put', '.json', { throws: new RunError('storage-unavailable', 'No answer') });

    await expect(guard().begin(ctx, BACKUP, 'shop-1')).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  it('tells until when a backup stays guarded whose end of use cannot be said', async () => {
    const held = guard();
    await held.begin(ctx, BACKUP, 'shop-1');
    objects.failAlways('put', '.json', { throws: REFUSED });

    expect(await held.end(ctx)).toEqual([
      {
        code: 'report-failed',
        message: `Backup ${BACKUP} stays guarded until 2026-11-22T02:17:00Z: ${REFUSED.message}`,
      },
    ]);
  });

  it('is ended once', async () => {
    const held = guard();
    await held.begin(ctx, BACKUP, 'shop-1');

    await held.end(ctx);
    await held.end(ctx);

    expect(facts()).toHaveLength(2);
  });

  it('has nothing to end where nothing was begun', async () => {
    expect(await guard().end(ctx)).toEqual([]);
    expect(objects.calls).toEqual([]);
  });
});
