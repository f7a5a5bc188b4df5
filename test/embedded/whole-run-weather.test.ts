import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Timings } from '../../src/base/context.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { type MemoryWorld, openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { Runner } from '../support/whole-run/runner.ts';
import { onceAt } from '../support/whole-run/steps.ts';
import { backupFolders, committedBackups, objectsIn, readBackup } from '../support/whole-run/stored-backup.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps', 'secrets'] };
const BACKUP = 'nightly-20261121021700';
/** A run that gives up soon. */
const IMPATIENT: Partial<Timings> = { retryFirstMs: 1, retryLargestMs: 2, callBudgetMs: 800 };

describe('a whole run in foul weather', () => {
  let world: MemoryWorld;
  beforeAll(async () => {
    world = await openMemoryWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());
  afterEach(() => world.faults.clear());

  it('row 4: with the API server unreachable from the start fails with 75, and nothing is stored', async () => {
    using runner = await Runner.open(world);
    const job = await runner.job();
    world.faults.add({ times: Infinity, action: { kind: 'reset' } });

    const { exitCode, status, terminationMessage } = await runner.run(job, { timings: IMPATIENT });

    expect(exitCode).toBe(75);
    expect(objectsIn(runner.place)).toEqual({});
    expect(status).toMatchObject({ phase: 'InProgress', terminal: false, attempts: [{ exitCode: 75 }] });
    expect(terminationMessage).toContain('exitCode=75');
  });

  it('row 3: goes on without a type that the server cannot list, and says so', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    const job = await runner.job();
    world.faults.add({ path: '/namespaces/shop/secrets', times: Infinity, action: { kind: 'status', status: 503 } });

    const { exitCode } = await runner.run(job, { timings: { ...IMPATIENT, callBudgetMs: 4_000 } });

    expect(exitCode).toBe(80);
    expect(await runner.result(job)).toMatchObject({
      phase: 'PartiallyFailed',
      errors: [{ code: 'list-failed', resource: 'secrets', namespace: 'shop' }],
    });
    const { items } = await readBackup(runner.place, BACKUP);
    expect([...items.keys()].every((key) => key.startsWith('configmaps/'))).toBe(true);
  });

  it('row 3: fails with 75 where nothing at all can be listed', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    world.faults.add({ path: /namespaces\/shop\/(secrets|configmaps)/, times: Infinity, action: { kind: 'reset' } });

    const { exitCode } = await runner.run(await runner.job(), { timings: IMPATIENT });

    expect(exitCode).toBe(75);
    expect(backupFolders(runner.place)).toEqual([]);
  });

  it('row 8: asks again for a page whose bytes stop coming, and misses nothing', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    const stall = world.faults.add({ path: '/namespaces/shop/secrets', action: { kind: 'stall', afterBytes: 600 } });
    const hang = world.faults.add({ path: '/namespaces/shop/configmaps', action: { kind: 'hang' } });

    const { exitCode } = await runner.run(await runner.job(), { timings: { stallMs: 1_500, retryFirstMs: 1 } });

    expect([stall.hits, hang.hits]).toEqual([1, 1]);
    expect(exitCode).toBe(0);
    const { items } = await readBackup(runner.place, BACKUP);
    expect(items.has('secrets/shop/payment-provider')).toBe(true);
    expect(items.has('configmaps/shop/storefront-settings')).toBe(true);
  });

  it('row 14: does not pass over an API group that cannot be discovered', async () => {
    using runner = await Runner.open(world, { policy: { ...SMALL, includedResources: ['configmaps', '*.apps'] } });
    const job = await runner.job();
    const makeStale = (body: string) => {
      const list = JSON.parse(body) as { items: { metadata: { name: string }; versions: object[] }[] };
      const apps = list.items.find(({ metadata }) => metadata.name === 'apps');
      if (apps !== undefined) apps.versions = [{ version: 'v1', freshness: 'Stale' }];
      return JSON.stringify(list);
    };
    world.faults.add({ path: /\/apis$/, action: { kind: 'rewrite', body: makeStale } });

    const { exitCode } = await runner.run(job);

    expect(exitCode).toBe(80);
    expect((await runner.result(job)).errors).toContainEqual({
      code: 'discovery-failed',
      resource: 'apps',
      message: expect.stringContaining('apps/v1'),
    });
    expect((await readBackup(runner.place, BACKUP)).items.has('configmaps/shop/storefront-settings')).toBe(true);
  });

  it('row 17: fails with 77 when the server rejects the token', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    const job = await runner.job();
    world.server.users.delete(runner.user.token);

    const { exitCode, terminationMessage } = await runner.run(job);

    expect(exitCode).toBe(77);
    expect(terminationMessage).toContain('reason=permission-denied');
    expect(objectsIn(runner.place)).toEqual({});
  });

  it.each(
    [500, 503].flatMap((status) =>
      ['/jobs/', '/leases/', '/version', '/api/v1/namespaces', '/apis', 'selfsubject'].map(
        (path) => [status, path] as const,
      ),
    ),
  )('row 4: with nothing but %d for %s fails with 75, not as a bug, and nothing stays stored', async (status, path) => {
    using runner = await Runner.open(world, { policy: SMALL });
    const job = await runner.job();
    const body = { kind: 'Status', status: 'Failure', code: status, message: 'etcd is not well' };
    world.faults.add({ path, times: Infinity, action: { kind: 'status', status, body } });

    const { exitCode } = await runner.run(job, { timings: IMPATIENT });

    expect(exitCode).toBe(75);
    expect(objectsIn(runner.place)).toEqual({});
  });

  it('row 18: keeps what it has of a type that vanishes, and warns', async () => {
    using runner = await Runner.open(world, { policy: { ...SMALL, includedResources: ['configmaps', 'pods'] } });
    const job = await runner.job();
    const gone = { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404, message: 'not found' };
    world.faults.add({
      path: '/namespaces/shop/pods',
      times: Infinity,
      action: { kind: 'status', status: 404, body: gone },
    });

    const { exitCode } = await runner.run(job);

    expect(exitCode).toBe(0);
    expect((await runner.result(job)).warnings).toContainEqual(
      expect.objectContaining({ code: 'type-gone', resource: 'pods' }),
    );
  });

  it('row 22: leaves an object out that is nested beyond all reason, names it, and is partial', async () => {
    using runner = await Runner.open(world, { policy: { ...SMALL, includedResources: ['orders.shop.example.com'] } });
    const job = await runner.job();
    const nest = '['.repeat(1_100) + ']'.repeat(1_100);
    const deep = `{"apiVersion":"shop.example.com/v1","kind":"Order","metadata":{"name":"deep","namespace":"shop","uid":"d"},"spec":${nest}}`;
    world.faults.add({
      path: '/namespaces/shop/orders',
      action: { kind: 'rewrite', body: (body) => body.replace('"items":[', `"items":[${deep},`) },
    });

    const { exitCode } = await runner.run(job);

    expect(exitCode).toBe(80);
    const { errors } = await runner.result(job);
    expect(errors).toMatchObject([{ code: 'item-too-large' }]);
    const { items } = await readBackup(runner.place, BACKUP);
    expect(items.has('orders.shop.example.com/shop/deep')).toBe(false);
    expect(items.has('orders.shop.example.com/shop/order-1001')).toBe(true);
  });

  it.each([
    ['is taken by another run', 'stolen'],
    ['cannot be renewed for two thirds of its duration', 'cut off'],
  ])('row 43: ends before the commit with 75, nothing stored, when its Lease %s', async (_, how) => {
    using runner = await Runner.open(world, { policy: SMALL });
    const job = await runner.job();
    world.faults.add({ path: '/namespaces/shop/secrets', action: { kind: 'hang' } });
    const lose = onceAt('listing', async () => {
      const fault = { path: runner.lease, times: Infinity, action: { kind: 'status', status: 503 } } as const;
      if (how === 'cut off') world.faults.add(fault);
      else await world.api.patch(runner.lease, { spec: { holderIdentity: 'somebody/else' } });
    });
    const retries = { retryFirstMs: 1, retryLargestMs: 2 };
    const timings = { ...retries, lockDurationMs: 3_000, lockRenewEveryMs: 250, stallMs: 60_000 };

    const { exitCode } = await runner.run(job, { timings, reached: lose });

    expect(exitCode).toBe(75);
    world.faults.clear();
    expect(await runner.result(job)).toMatchObject({
      terminal: false,
      attempts: [{ reason: 'lock-lost', exitCode: 75 }],
    });
    expect(objectsIn(runner.place)).toEqual({});
    if (how !== 'stolen') return;
    expect((await world.api.get(runner.lease))['spec']).toMatchObject({ holderIdentity: 'somebody/else' });
  });

  it('row 46: writes the result although its last word conflicts three times', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    const job = await runner.job();
    const conflict = { kind: 'Status', status: 'Failure', reason: 'Conflict', code: 409, message: 'changed meanwhile' };
    const record = `lifeboat-result-${job.name}`;
    const fault = {
      method: 'PATCH',
      path: record,
      times: 3,
      action: { kind: 'status', status: 409, body: conflict },
    } as const;

    const { exitCode } = await runner.run(job, {
      timings: { retryFirstMs: 1 },
      reached: onceAt('committed', () => world.faults.add(fault)),
    });

    expect(exitCode).toBe(0);
    expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true });
  });

  it('row 46: with the API server gone at the end the backup stands, and its exit code is that of the backup', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    const job = await runner.job();

    const outcome = await runner.run(job, {
      timings: IMPATIENT,
      reached: onceAt('committed', () => world.faults.add({ times: Infinity, action: { kind: 'reset' } })),
    });
    world.faults.clear();

    expect(outcome.exitCode).toBe(0);
    expect(outcome.status).toMatchObject({ phase: 'Completed', terminal: true });
    expect(outcome.status.warnings.filter(({ code }) => code === 'report-failed').length).toBeGreaterThan(0);
    expect(committedBackups(runner.place)).toEqual([BACKUP]);
    expect(await runner.result(job)).toMatchObject({ phase: 'InProgress', terminal: false });
    // Should the Job start another Pod all the same, it finds the backup and closes the record.
    expect((await runner.run(job)).exitCode).toBe(0);
    expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true, attempt: 2 });
  });

  it('row 48: a reader of the status file always sees a whole document', async () => {
    using runner = await Runner.open(world, { policy: SMALL });
    const seen = new Set<string>();
    const done = new AbortController();
    const readOn = async () => {
      for (; !done.signal.aborted; await nextTurn()) {
        const file = join(runner.folder, 'status.json');
        if (existsSync(file)) seen.add((JSON.parse(readFileSync(file, 'utf8')) as RunResult).progress.step);
      }
    };

    const reading = readOn();
    const { status } = await runner.run(await runner.job(), { timings: { statusFileEveryMs: 0 } });
    done.abort();
    await reading;

    expect(seen).toContain('verified');
    expect(status).toMatchObject({ phase: 'Completed', terminal: true });
  });

  it.each(['2026-11-21T01:17:00Z', '2026-11-21T03:17:00Z'])(
    'row 49: with its clock at %s makes the backup of the time that was due',
    async (at) => {
      using runner = await Runner.open(world, { policy: SMALL });

      await runner.run(await runner.job({ due: new Date('2026-11-21T02:17:00Z') }), { at: new Date(at) });

      expect(committedBackups(runner.place)).toEqual([BACKUP]);
    },
  );

  it.each([-3_600_000, 3_600_000])('row 49: with its clock off by %i ms expires by the API server’s', async (off) => {
    using runner = await Runner.open(world, { policy: { ...SMALL, ttl: '2h' } });
    const job = await runner.job();
    const due = Date.now() + 2 * 3_600_000;

    await runner.run(job, { at: new Date(Date.now() + off), timings: { clockToleranceMs: 5_000 } });

    const { backup, verdicts } = await runner.result(job);
    expect(Math.abs(Date.parse(backup?.expiresAt ?? '') - due)).toBeLessThan(60_000);
    expect(verdicts).toMatchObject([{ keep: true, reason: `not expired (until ${backup?.expiresAt})` }]);
  });
});
