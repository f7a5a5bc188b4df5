import { describe, expect, it } from 'vitest';
import type { Timings } from '../../../../src/base/context.ts';
import { policyDocument, Runner } from '../runner.ts';
import { backupFolders, committedBackups, runRecords } from '../stored-backup.ts';
import { failAt, haltAt } from '../steps.ts';
import type { World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'], ttl: '24h' };

/** Two runs that meet look and renew often, in real time, and neither holds the other for dead. */
const LIVELY: Partial<Timings> = { lockPollEveryMs: 20, lockRenewEveryMs: 30, lockDurationMs: 60_000 };
const TOGETHER = { timings: LIVELY, instant: [] };

/** What runs delete: by a PrunePolicy, after a backup, and of their own results. */
export function describePruning(world: () => World): void {
  describe('a PrunePolicy', () => {
    it('deletes what no rule keeps, under the Lease of the policy that it judges, and tells each', async () => {
      using runner = await withHistory(world());
      const job = await runner.job({ by: 'api' });

      const { exitCode } = await runner.run(job, { policy: 'tidy', at: at('21', '04:30:00') });

      expect(exitCode).toBe(0);
      const result = await runner.result(job);
      expect(result).toMatchObject({
        action: 'prune',
        phase: 'Completed',
        policy: { name: 'tidy' },
        removal: { total: 2, removed: 2, kept: 0, finished: true },
      });
      expect(result.verdicts?.map(({ backup, keep }) => [backup.slice(8, 16), keep])).toEqual([
        ['20261121', true],
        ['20261119', false],
        ['20261118', false],
      ]);
      expect(committedBackups(runner.place)).toEqual(['nightly-20261121021700']);
      expect((await runner.record(job)).metadata.labels).toMatchObject({ 'lifeboat.dev/action': 'prune' });
    });

    it('row 67: is finished by the Job’s next Pod, wherever it dies', async () => {
      using runner = await withHistory(world());
      const job = await runner.job({ by: 'api' });

      const first = await runner.run(job, {
        policy: 'tidy',
        at: at('21', '04:30:00'),
        reached: failAt('uncommitted'),
      });
      const second = await runner.run(job, { policy: 'tidy', at: at('21', '04:35:00') });

      expect([first.exitCode, second.exitCode]).toEqual([75, 0]);
      expect(await runner.result(job)).toMatchObject({ phase: 'Completed', terminal: true });
      expect(backupFolders(runner.place)).toEqual(['nightly-20261121021700']);
    });

    it('row 67: leaves a policy out whose run is at work, which is an error', async () => {
      using runner = await withHistory(world());
      const [backup, pruning] = [await runner.job({ due: at('22', '02:17:00') }), await runner.job({ by: 'api' })];
      let outcome: Awaited<ReturnType<Runner['run']>> | undefined;

      await runner.run(backup, {
        ...TOGETHER,
        at: at('22', '02:17:01'),
        reached: async (step) => {
          if (step === 'listing') {
            outcome = await runner.run(pruning, { ...TOGETHER, policy: 'tidy', at: at('22', '02:17:02') });
          }
        },
      });

      expect(outcome?.exitCode).toBe(80);
      expect((await runner.result(pruning)).errors).toMatchObject([{ code: 'policy-not-judged' }]);
      expect(committedBackups(runner.place)).toHaveLength(4);
    });
  });

  describe('a policy with prune: AfterBackup', () => {
    it('deletes after a good backup, and not after a partial one', async () => {
      using runner = await withHistory(world());
      const policy = { ...SMALL, prune: 'AfterBackup' };
      runner.mount(runner.policies({ ...policy, includedNamespaces: ['shop', 'shopp'] }));
      const partial = await runner.job({ due: at('22', '02:17:00') });
      const good = await runner.job({ due: at('23', '02:17:00') });

      await runner.run(partial, { at: at('22', '02:17:01') });
      const before = committedBackups(runner.place);
      runner.mount(runner.policies(policy));
      await runner.run(good, { at: at('23', '02:17:01') });

      expect(before).toHaveLength(4);
      expect((await runner.result(partial)).removal).toBeUndefined();
      expect(await runner.result(good)).toMatchObject({ phase: 'Completed', removal: { total: 4, removed: 4 } });
      expect(committedBackups(runner.place)).toEqual(['nightly-20261123021700']);
    });

    it('keeps what is held, and says for what', async () => {
      using runner = await withHistory(world());
      await runner.call(['hold', 'nightly-20261118021700', '--reason', 'audit', '--location', 'main']);
      runner.mount(runner.policies({ ...SMALL, prune: 'AfterBackup' }));
      const job = await runner.job({ due: at('22', '02:17:00') });

      await runner.run(job, { at: at('22', '05:00:00') });

      expect((await runner.result(job)).verdicts).toContainEqual({
        backup: 'nightly-20261118021700',
        keep: true,
        reason: 'held: audit',
      });
      expect(committedBackups(runner.place)).toContain('nightly-20261118021700');
    });
  });

  describe('a delete', () => {
    const NAMES = ['nightly-20261118021700', 'nightly-20261119021700'];

    it('is a run of its own in a Job: result, record, and the Lease of the policy', async () => {
      using runner = await withHistory(world());
      const job = await runner.job({ by: 'api' });
      const words = ['delete', ...NAMES, '--location', 'main', '--confirm', '2'];

      const { exitCode } = await runner.call(words, { env: runner.podEnv(job), at: at('21', '12:00:00') });

      expect(exitCode).toBe(0);
      expect(await runner.result(job)).toMatchObject({
        action: 'delete',
        phase: 'Completed',
        terminal: true,
        removal: { total: 2, removed: 2, finished: true },
      });
      expect(committedBackups(runner.place)).toEqual(['nightly-20261121021700']);
      expect(runRecords(runner.place).map(({ action }) => action)).toContain('delete');
      expect(await world().api.get(runner.lease)).toMatchObject({ spec: { holderIdentity: '' } });
    });

    it('is refused by hand, where it takes Leases, while a run of the policy is at work', async () => {
      using runner = await withHistory(world());
      const backup = await runner.job({ due: at('22', '02:17:00') });
      const halt = haltAt('collected');
      const working = runner.run(backup, { ...TOGETHER, at: at('22', '02:17:01'), reached: halt.reached });
      await halt.isThere;
      const words = ['delete', NAMES[0] ?? '', '--location', 'main', '--confirm', '1'];

      const busy = await runner.call([...words, '--lease-namespace', runner.namespace], TOGETHER);
      halt.release();
      await working;
      const done = await runner.call([...words, '--lease-namespace', runner.namespace], TOGETHER);

      expect([busy.exitCode, done.exitCode]).toEqual([79, 0]);
      expect(busy.status).toMatchObject({ action: 'delete', reason: 'busy' });
      expect(committedBackups(runner.place)).not.toContain(NAMES[0]);
      expect(await world().api.get(runner.lease)).toMatchObject({ spec: { holderIdentity: '' } });
    });

    it('waits for a run of the policy that is at work', async () => {
      using runner = await withHistory(world());
      const [backup, deleting] = [await runner.job({ due: at('22', '02:17:00') }), await runner.job({ by: 'api' })];
      const halt = haltAt('collected');
      const working = runner.run(backup, { ...TOGETHER, at: at('22', '02:17:01'), reached: halt.reached });
      await halt.isThere;
      const env = runner.podEnv(deleting);
      const words = ['delete', NAMES[0] ?? '', '--location', 'main', '--confirm', '1'];
      let isGone = false;
      const waiting = runner.call(words, { ...TOGETHER, env, at: at('22', '02:17:02') }).finally(() => {
        isGone = true;
      });
      const wasThere = committedBackups(runner.place).includes(NAMES[0] ?? '') && !isGone;

      halt.release();
      const [made, deleted] = await Promise.all([working, waiting]);

      expect([made.exitCode, deleted.exitCode, wasThere]).toEqual([0, 0, true]);
      expect(committedBackups(runner.place)).not.toContain(NAMES[0]);
    });
  });

  describe('results.historyLimits', () => {
    it('deletes the oldest results of the policy, and leaves the open and the latest one', async () => {
      using runner = await Runner.open(world(), {
        policy: { ...SMALL, results: { historyLimits: { succeeded: 1 } } },
      });
      const jobs = [];
      for (const day of ['17', '18', '19', '20']) {
        const job = await runner.job({ due: at(day, '02:17:00') });
        await runner.run(job, { at: at(day, '02:17:01') });
        jobs.push(job);
      }

      const left = await Promise.all(
        jobs.map(async (job) =>
          runner.record(job).then(
            () => true,
            () => false,
          ),
        ),
      );

      expect(left).toEqual([false, true, true, true]);
    });
  });
}

function at(day: string, time: string): Date {
  return new Date(`2026-11-${day}T${time}Z`);
}

/** Three backups of `nightly`, of which two have expired by the 21st. */
async function withHistory(world: World): Promise<Runner> {
  const runner = await Runner.open(world, { policy: SMALL });
  runner.mount({
    ...runner.policies(SMALL),
    'tidy.yaml': policyDocument('PrunePolicy', 'tidy', { storageLocation: 'main', onBusy: 'Fail' }),
  });
  for (const day of ['18', '19', '21']) {
    const job = await runner.job({ due: at(day, '02:17:00') });
    await runner.run(job, { at: at(day, '02:17:01') });
  }
  return runner;
}
