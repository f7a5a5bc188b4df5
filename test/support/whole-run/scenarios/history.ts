import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import { Runner } from '../runner.ts';
import { committedBackups } from '../stored-backup.ts';
import { failAt } from '../steps.ts';
import type { World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };

/** The verdicts of a run; its seconds pass. */
function inMinutes({ verdicts }: RunResult): readonly object[] | undefined {
  return verdicts?.map(({ backup, keep, reason }) => ({ backup, keep, reason: reason.replace(/:\d\dZ/, 'Z') }));
}

/** What a run says and does about the runs before it. */
export function describeHistory(world: () => World): void {
  describe('after a good backup', () => {
    it('every earlier one of the policy is judged, with the reason, and none is deleted', async () => {
      using runner = await Runner.open(world(), {
        policy: { ...SMALL, ttl: '48h', retention: { keepLast: 2, minGood: 1 } },
      });

      for (const day of ['17', '18', '19', '20']) await runOn(runner, day);
      const { result } = await runOn(runner, '21');

      expect(inMinutes(result)).toEqual([
        { backup: 'nightly-20261121021700', keep: true, reason: 'not expired (until 2026-11-23T02:17Z)' },
        { backup: 'nightly-20261120021700', keep: true, reason: 'not expired (until 2026-11-22T02:17Z)' },
        { backup: 'nightly-20261119021700', keep: false, reason: 'expired at 2026-11-21T02:17Z' },
        { backup: 'nightly-20261118021700', keep: false, reason: 'expired at 2026-11-20T02:17Z' },
        { backup: 'nightly-20261117021700', keep: false, reason: 'expired at 2026-11-19T02:17Z' },
      ]);
      expect(committedBackups(runner.place)).toHaveLength(5);
    });

    it('the last good ones are kept however old they are', async () => {
      using runner = await Runner.open(world(), {
        policy: { ...SMALL, ttl: '1h', retention: { keepLast: 1, minGood: 2 } },
      });

      for (const day of ['10', '11']) await runOn(runner, day);
      const { result } = await runOn(runner, '21');

      expect(inMinutes(result)).toEqual([
        { backup: 'nightly-20261121021700', keep: true, reason: 'not expired (until 2026-11-21T03:17Z)' },
        { backup: 'nightly-20261111021700', keep: true, reason: 'one of the 2 good ones that must remain' },
        { backup: 'nightly-20261110021700', keep: false, reason: 'expired at 2026-11-10T03:17Z' },
      ]);
    });

    it('a partial one is judged, but counts as good only where the policy says so', async () => {
      const policy = { ...SMALL, ttl: '1h', retention: { keepLast: 2 } };
      using runner = await Runner.open(world(), { policy: { ...policy, includedNamespaces: ['shop', 'shopp'] } });

      await runOn(runner, '20');
      runner.mount(runner.policies(policy));
      await runOn(runner, '19');
      const { result } = await runOn(runner, '21');

      expect(result.verdicts?.map(({ backup, keep }) => [backup.slice(8, 16), keep])).toEqual([
        ['20261121', true],
        ['20261120', false],
        ['20261119', true],
      ]);
    });
  });

  describe('the pointer to the latest result', () => {
    it('follows a bad run, and goes on naming the last good backup', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      await runOn(runner, '20');
      runner.mount(runner.policies({ ...SMALL, includedNamespaces: ['shop', 'shopp'] }));

      await runOn(runner, '21');

      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.labels).toMatchObject({ 'lifeboat.dev/phase': 'PartiallyFailed' });
      expect(metadata.annotations).toMatchObject({ 'lifeboat.dev/last-good-backup': 'nightly-20261120021700' });
    });

    it('never moves to a run that was due earlier', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      await runOn(runner, '21');

      await runOn(runner, '20');

      const { metadata } = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(metadata.labels).toMatchObject({ 'lifeboat.dev/backup': 'nightly-20261121021700' });
    });
  });

  describe('records that runs left open', () => {
    it('are closed as Failed by the policy’s next run where their Jobs are gone, and left where they are not', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const [gone, failed, alive] = [await runner.job(), await runner.job(), await runner.job()];
      for (const job of [gone, failed, alive]) {
        const open = await runner.run(job, { reached: failAt('uploaded') });
        expect(open.exitCode).toBe(75);
        expect(await runner.result(job)).toMatchObject({ phase: 'InProgress', terminal: false });
      }
      const jobs = `/apis/batch/v1/namespaces/${runner.namespace}/jobs`;
      await world().api.delete(`${jobs}/${gone.name}`);
      await endAsFailed(world(), `${jobs}/${failed.name}`);
      const next = await runner.job({ due: new Date('2026-11-22T02:17:00Z') });

      const { exitCode } = await runner.run(next);

      expect(exitCode).toBe(0);
      for (const job of [gone, failed]) {
        expect((await runner.record(job)).immutable).toBe(true);
        expect(await runner.result(job)).toMatchObject({ phase: 'Failed', terminal: true, reason: 'run-aborted' });
      }
      expect(await runner.result(alive)).toMatchObject({ phase: 'InProgress', terminal: false });
    });
  });
}

/** A run on a day of November 2026, due and started at its usual time. */
async function runOn(runner: Runner, day: string) {
  const job = await runner.job({ due: new Date(`2026-11-${day}T02:17:00Z`) });
  const outcome = await runner.run(job, { at: new Date(`2026-11-${day}T02:17:01Z`) });
  return { outcome, result: await runner.result(job) };
}

/** The Job as its controller leaves it when no Pod is left to try. */
async function endAsFailed(world: World, path: string): Promise<void> {
  const at = '2026-11-21T02:20:00Z';
  const condition = { status: 'True', lastProbeTime: at, lastTransitionTime: at, reason: 'BackoffLimitExceeded' };
  await world.api.patch(`${path}/status`, {
    status: {
      startTime: at,
      conditions: [
        { ...condition, type: 'FailureTarget' },
        { ...condition, type: 'Failed' },
      ],
    },
  });
}
