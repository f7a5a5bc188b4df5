import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Timings } from '../../../../src/base/context.ts';
import { Runner } from '../runner.ts';
import { backupFolders, committedBackups, readBackup } from '../stored-backup.ts';
import { failAt, haltAt, onceAt } from '../steps.ts';
import type { RunRequest, World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };
/** Two runs that meet look and renew often, in real time, and neither holds the other for dead. */
const LIVELY: Partial<Timings> = { lockPollEveryMs: 20, lockRenewEveryMs: 30, lockDurationMs: 60_000 };
const TOGETHER = { timings: LIVELY, instant: [] };

/** Runs of one policy that meet, and runs that died. */
export function describeConcurrency(world: () => World): void {
  describe('two Jobs of one policy at once', () => {
    it('row 41: the second waits, sees the first one’s good backup of the same policy, and is Skipped', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const [first, second] = [await runner.job(), await runner.job({ due: new Date('2026-11-21T02:17:00Z') })];
      const halt = haltAt('collected');
      const working = runner.run(first, { ...TOGETHER, reached: halt.reached });
      await halt.isThere;
      const waiting = runner.run(second, TOGETHER);
      await leaseIsAsked(world(), runner);

      halt.release();
      const [done, skipped] = await Promise.all([working, waiting]);

      expect([done.exitCode, skipped.exitCode]).toEqual([0, 0]);
      expect(await runner.result(first)).toMatchObject({ phase: 'Completed' });
      const result = await runner.result(second);
      expect(result).toMatchObject({
        phase: 'Skipped',
        terminal: true,
        backup: { name: 'nightly-20261121021700', committed: true },
      });
      expect(result.waitedForLockMs).toBeGreaterThan(0);
      expect(backupFolders(runner.place)).toEqual(['nightly-20261121021700']);
      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.labels).toMatchObject({ 'lifeboat.dev/phase': 'Completed' });
    });

    it('row 41: the second runs when the first fails', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const [first, second] = [await runner.job(), await runner.job({ by: 'api' })];
      const halt = haltAt('collected');
      const reached = async (step: string) => {
        await halt.reached(step);
        await failAt('uploaded', new Error('it breaks'))(step);
      };
      const working = runner.run(first, { ...TOGETHER, reached });
      await halt.isThere;
      const waiting = runner.run(second, TOGETHER);
      await leaseIsAsked(world(), runner);

      halt.release();
      const [failed, done] = await Promise.all([working, waiting]);

      expect([failed.exitCode, done.exitCode]).toEqual([1, 0]);
      expect(await runner.result(second)).toMatchObject({ phase: 'Completed' });
      expect(committedBackups(runner.place)).toHaveLength(1);
    });

    it('row 41: the second runs when the first one’s policy was another', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const [first, second] = [await runner.job(), await runner.job({ due: new Date('2026-11-21T02:16:00Z') })];
      const halt = haltAt('collected');
      const working = runner.run(first, { ...TOGETHER, reached: halt.reached });
      await halt.isThere;
      runner.mount(runner.policies({ ...SMALL, includedResources: ['secrets'] }));
      const waiting = runner.run(second, TOGETHER);
      await leaseIsAsked(world(), runner);

      halt.release();
      await Promise.all([working, waiting]);

      expect(await runner.result(second)).toMatchObject({ phase: 'Completed' });
      expect(committedBackups(runner.place)).toHaveLength(2);
    });

    it('row 41: under onBusy: Fail the second ends with 79 as soon as it sees that the first is alive', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, onBusy: 'Fail' } });
      const [first, second] = [await runner.job(), await runner.job({ by: 'api' })];
      const halt = haltAt('collected');
      const working = runner.run(first, { ...TOGETHER, reached: halt.reached });
      await halt.isThere;

      const busy = await runner.run(second, TOGETHER);

      halt.release();
      expect(busy.exitCode).toBe(79);
      expect(await runner.result(second)).toMatchObject({ phase: 'Failed', terminal: true, reason: 'busy' });
      expect((await working).exitCode).toBe(0);
      expect(await runner.result(first)).toMatchObject({ phase: 'Completed' });
    });
  });

  describe('two Pods of one Job at once', () => {
    it('row 40: the second waits, repeats the outcome of the first, and writes nothing', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();
      const halt = haltAt('collected');
      const working = runner.run(job, { ...TOGETHER, reached: halt.reached });
      await halt.isThere;
      const waiting = runner.run(job, TOGETHER);
      await leaseIsAsked(world(), runner);

      halt.release();
      const outcomes = await Promise.all([working, waiting]);

      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true, attempt: 1, attempts: [] });
      expect(committedBackups(runner.place)).toEqual(['nightly-20261121021700']);
    });

    it('row 40: under onBusy: Fail the second exits with 79 and leaves the first one’s record as it is', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, onBusy: 'Fail' } });
      const job = await runner.job();
      const halt = haltAt('collected');
      const working = runner.run(job, { ...TOGETHER, reached: halt.reached });
      await halt.isThere;

      const busy = await runner.run(job, TOGETHER);

      const between = await runner.result(job);
      halt.release();
      expect(busy.exitCode).toBe(79);
      expect(between).toMatchObject({ phase: 'InProgress', terminal: false, attempt: 1, attempts: [] });
      expect((await working).exitCode).toBe(0);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true, attempt: 1 });
      expect(committedBackups(runner.place)).toEqual(['nightly-20261121021700']);
    });
  });

  describe('runs that start at the same moment', () => {
    it('row 40: as Pods of one Job make one backup and agree on its outcome', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const job = await runner.job();

      const folders = [1, 2, 3].map((pod) => join(runner.folder, `pod-${pod}`));
      for (const folder of folders) mkdirSync(folder);

      const outcomes = await Promise.all(
        folders.map((folder) => runner.run(job, { ...TOGETHER, env: { LIFEBOAT_STATUS_DIR: folder } })),
      );

      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true, attempt: 1 });
      await readBackup(runner.place, 'nightly-20261121021700');
      expect(backupFolders(runner.place)).toEqual(['nightly-20261121021700']);
    });

    it('row 41: as Jobs of one policy never work at once', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, onPartial: 'Succeed' } });
      const jobs = [await runner.job(), await runner.job({ by: 'api' }), await runner.job({ by: 'hand' })];
      let [working, most] = [0, 0];
      const reached = (step: string) => {
        if (step === 'locked') most = Math.max(most, ++working);
        if (step === 'published') working--;
      };

      const outcomes = await Promise.all(jobs.map((job) => runner.run(job, { ...TOGETHER, reached })));

      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
      expect(most).toBe(1);
      expect(backupFolders(runner.place)).toEqual(committedBackups(runner.place));
    });
  });

  describe('a lock whose holder died', () => {
    it('row 42: is taken over once it went unrenewed for its duration, whatever its clock said', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      await world().api.create(runner.lease.replace(/\/[^/]+$/, ''), deadLease('2099-01-01T00:00:00.000000Z'));
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(0);
      const { waitedForLockMs = 0 } = await runner.result(job);
      expect(waitedForLockMs).toBeGreaterThan(60_000);
      expect((await world().api.get(runner.lease))['spec']).toMatchObject({ holderIdentity: '', leaseTransitions: 2 });
    });

    it('row 42: is taken over under onBusy: Fail too', async () => {
      using runner = await Runner.open(world(), { policy: { ...SMALL, onBusy: 'Fail' } });
      await world().api.create(runner.lease.replace(/\/[^/]+$/, ''), deadLease('1999-01-01T00:00:00.000000Z'));

      const { exitCode } = await runner.run(await runner.job());

      expect(exitCode).toBe(0);
    });

    it('row 42: need not be waited for after a run whose last renewal arrived and was never answered', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const renewedUnheard = async () => {
        await world().api.patch(runner.lease, { spec: { renewTime: '2026-11-21T02:17:03.000000Z' } });
      };

      const { exitCode } = await runner.run(await runner.job(), { reached: onceAt('published', renewedUnheard) });

      expect(exitCode).toBe(0);
      expect((await world().api.get(runner.lease))['spec']).toMatchObject({ holderIdentity: '' });
    });

    it('row 42: makes a run give up as busy, 79, when its holder goes on renewing for as long as one waits', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const [first, second] = [await runner.job(), await runner.job({ by: 'api' })];
      const halt = haltAt('collected');
      const working = runner.run(first, { ...TOGETHER, reached: halt.reached });
      await halt.isThere;

      const busy = await runner.run(second, { ...TOGETHER, timings: { ...LIVELY, lockWaitMs: 100 } });

      halt.release();
      expect(busy.exitCode).toBe(79);
      expect((await working).exitCode).toBe(0);
    });
  });
}

/** Resolves when the waiting run has read the Lease twice: it has seen that it is held. Its holder only writes it. */
async function leaseIsAsked(world: World, runner: Runner): Promise<void> {
  const isLook = ({ method, path }: RunRequest) => method === 'GET' && path === runner.lease;
  const count = async () => (await world.requests()).filter(isLook).length;
  const wanted = (await count()) + 2;
  while ((await count()) < wanted) await nextTurn();
}

function deadLease(renewTime: string): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'lifeboat-nightly' },
    spec: {
      holderIdentity: 'a-run/a-pod',
      leaseDurationSeconds: 60,
      acquireTime: renewTime,
      renewTime,
      leaseTransitions: 0,
    },
  };
}
