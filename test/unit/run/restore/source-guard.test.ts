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
    const facts = { backups, identity: IDENTITY, timeoutMs: undefined, isReadOnly: false, now: () => ctx.clock.now() };
    return new SourceGuard({ ...facts, ...change });
  }

  function facts(): unknown[] {
    const keys = [...memory.objects.keys()].filter((key) => key.startsWith(factPrefix(BACKUP)));
    return keys.toSorted().map((key) => JSON.parse(memory.text(key) ?? '') as unknown);
  }

  it('says who reads it until when, by the API server’s clock, and takes that back at the end', async () => {
    const held = guard({ timeoutMs: 3_600_000, now: () => new Date('2026-11-23T10:00:00Z') });

    await held.begin(ctx, BACKUP, 'shop-1');
    const until = '2026-11-23T11:15:00.000Z';
    expect(facts()).toMatchObject([{ type: 'use', run: RUN, restore: 'shop-1', until, by: `run ${RUN}` }]);

    expect(await held.end(ctx)).toEqual([]);
    expect(facts()).toEqual([]);
  });

  it('says that this has ended where nothing may be deleted', async () => {
    objects.failAlways('delete', '.json', { throws: REFUSED });
    const held = guard();

    await held.begin(ctx, BACKUP, 'shop-1');
    expect(await held.end(ctx)).toEqual([]);

    expect(facts()).toMatchObject([{ type: 'use' }, { type: 'used', run: RUN, by: `run ${RUN}` }]);
  });

  it('costs a backup that is restored again and again no request more each time', async () => {
    const once = async () => {
      const before = objects.calls.length;
      const held = guard();
      await held.begin(ctx, BACKUP, 'shop-1');
      await held.end(ctx);
      return objects.calls.length - before;
    };

    const first = await once();
    await once();

    expect(await once()).toBe(first);
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

  it('goes on where the store takes no write just now, and ends what arrived all the same', async () => {
    objects.fail('put', '.json', { throwsAfter: new RunError('storage-unavailable', 'No answer') });
    const held = guard();

    await held.begin(ctx, BACKUP, 'shop-1');

    expect(facts()).toMatchObject([{ type: 'use' }]);
    expect(ctx.logLines).toMatchObject([{ level: 40, msg: UNGUARDED, reason: 'No answer' }]);
    expect(await held.end(ctx)).toEqual([]);
    expect(facts()).toEqual([]);
  });

  it('ends with its run, also where the store does not answer', async () => {
    const controller = new AbortController();
    objects.fail('put', '.json', { throws: new RunError('storage-unavailable', 'No answer') });
    controller.abort(new RunError('terminated', 'Told to stop'));

    await expect(guard().begin(aContext({ signal: controller.signal }), BACKUP, 'shop-1')).rejects.toThrow();
  });

  it('tells until when a backup stays guarded whose end of use cannot be said', async () => {
    const held = guard();
    await held.begin(ctx, BACKUP, 'shop-1');
    objects.fail('delete', '.json', { throws: REFUSED });
    objects.fail('put', '.json', { throws: REFUSED });

    expect(await held.end(ctx)).toEqual([
      {
        code: 'report-failed',
        message: `Backup ${BACKUP} stays guarded until 2026-11-22T02:17:00Z: ${REFUSED.message}`,
      },
    ]);
    expect(await held.end(ctx)).toEqual([]);
    expect(facts()).toEqual([]);
  });

  it('is ended once', async () => {
    const held = guard();
    await held.begin(ctx, BACKUP, 'shop-1');

    await held.end(ctx);
    const calls = objects.calls.length;
    await held.end(ctx);

    expect(objects.calls).toHaveLength(calls);
  });

  it('has nothing to end where nothing was begun', async () => {
    expect(await guard().end(ctx)).toEqual([]);
    expect(objects.calls).toEqual([]);
  });
});
