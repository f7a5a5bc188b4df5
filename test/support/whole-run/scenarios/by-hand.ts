import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import type { RunResult } from '../../../../src/domain/result/result.ts';
import { problemsOfResult } from '../../result-schema.ts';
import { Runner } from '../runner.ts';
import { committedBackups, objectsIn, readBackup, runRecords } from '../stored-backup.ts';
import { haltAt, onceAt } from '../steps.ts';
import type { RunRequest, World } from '../world.ts';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };

/** Backups outside a Job: they leave the cluster as it is. */
export function describeByHand(world: () => World): void {
  describe('a backup by hand', () => {
    it('needs a namespace and a place, is called manual, and writes nothing to the cluster', async () => {
      using runner = await Runner.open(world());
      const seen = (await world().requests()).length;

      const { exitCode, stdout, status } = await runner.call(['backup', '--namespace', 'shop', ...runner.place.to]);

      expect(exitCode).toBe(0);
      const [name = ''] = committedBackups(runner.place);
      expect(name).toMatch(/^manual-202611210217\d{2}-[0-9a-f]{6}$/);
      expect(stdout).toContain(`Backup ${name} without a policy: Completed`);
      expect(status).toMatchObject({ phase: 'Completed', terminal: true, exitCode: 0, trigger: 'Workstation' });
      expect(writes((await world().requests()).slice(seen))).toEqual([]);
      const { items, document } = await readBackup(runner.place, name);
      expect([...items.keys()]).toContain('deployments.apps/shop/storefront');
      expect([...items.keys()].filter((key) => key.includes('/shop-data/'))).toEqual([]);
      expect(document.metadata.labels).not.toHaveProperty(['velero.io/schedule-name']);
    });

    it('is called as one says, and never takes the place of another: 73, and that one stays as it is', async () => {
      using runner = await Runner.open(world());
      const words = [
        'backup',
        '-n',
        'shop',
        '--include-resources',
        'cm',
        '--name',
        'before-upgrade',
        ...runner.place.to,
      ];

      const first = await runner.call([...words, '-o', 'name']);
      const stored = objectsIn(runner.place, 'backups');
      const second = await runner.call(words);

      expect([first.exitCode, first.stdout]).toEqual([0, 'before-upgrade\n']);
      expect(second.exitCode).toBe(73);
      expect(second.status).toMatchObject({ phase: 'Failed', reason: 'backup-exists' });
      expect(objectsIn(runner.place, 'backups')).toEqual(stored);
    });

    it('in Velero’s words is what a policy of the name says, under the name it was given', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const labels = 'team=shop,lifeboat.dev/project=billing';
      const said = ['--wait', '--labels', labels, '--snapshot-volumes'];
      const words = ['backup', 'before-upgrade', '--from-schedule', 'nightly', ...said];

      const { exitCode, status } = await runner.call(words);

      expect(exitCode).toBe(0);
      expect(status).toMatchObject({
        backup: { name: 'before-upgrade' },
        project: 'billing',
        overrides: [`--labels=${labels}`, '--snapshot-volumes=true'],
        warnings: expect.arrayContaining([
          expect.objectContaining({
            code: 'volume-data-not-covered',
            message: expect.stringContaining('snapshotVolumes'),
          }),
        ]),
      });
      const { items, document } = await readBackup(runner.place, 'before-upgrade');
      expect([...items.keys()].every((key) => /^(configmaps|namespaces)\//.test(key))).toBe(true);
      expect(document.metadata.labels).toMatchObject({ team: 'shop' });
      expect(document.metadata.labels).not.toHaveProperty(['velero.io/schedule-name']);
    });

    it('counts for the policy it is made from where the call changes nothing', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });

      await runner.call(['backup', 'as-it-is', '--from-schedule', 'nightly']);

      const { document } = await readBackup(runner.place, 'as-it-is');
      expect(document.metadata.labels).toMatchObject({ 'velero.io/schedule-name': 'nightly' });
    });

    it('prints a result that obeys the published schema, and keeps a record of it in its place', async () => {
      using runner = await Runner.open(world());

      const { stdout } = await runner.call(['backup', '-n', 'shop,shopp', ...runner.place.to, '-o', 'json']);

      expect(problemsOfResult(stdout)).toEqual([]);
      const result = JSON.parse(stdout) as RunResult;
      expect(result).toMatchObject({
        phase: 'PartiallyFailed',
        exitCode: 80,
        errors: [{ code: 'namespace-not-found' }],
      });
      expect(runRecords(runner.place)).toEqual([result]);
    });

    it('by a policy outside a Job takes no Lease, keeps no result there, and counts in the policy’s history', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const seen = (await world().requests()).length;

      const { exitCode, stdout } = await runner.call(['run', 'nightly', '-o', 'json']);
      const made = (await world().requests()).slice(seen);
      const job = await runner.job({ due: new Date('2026-11-22T02:17:00Z') });
      await runner.run(job, { at: new Date('2026-11-22T02:17:01Z') });

      expect(exitCode).toBe(0);
      expect(writes(made)).toEqual([]);
      expect(made.filter(({ path }) => path.includes('/leases'))).toEqual([]);
      const { backup } = JSON.parse(stdout) as RunResult;
      expect(backup?.name).toMatch(/^nightly-202611210217\d\d-[0-9a-f]{6}$/);
      expect((await runner.result(job)).verdicts?.map((verdict) => verdict.backup)).toContain(backup?.name);
    });

    it('that is interrupted leaves nothing, and exits with 130', async () => {
      using runner = await Runner.open(world());
      const told = new AbortController();
      const interrupt = () => told.abort(new RunError('interrupted', 'Stopped by SIGINT'));

      const { exitCode, status } = await runner.call(['backup', '-n', 'shop', ...runner.place.to], {
        signal: told.signal,
        reached: onceAt('verified', interrupt),
      });

      expect(exitCode).toBe(130);
      expect(status).toMatchObject({ phase: 'Failed', terminal: true, reason: 'interrupted' });
      expect(objectsIn(runner.place, 'backups')).toEqual({});
    });

    it('waits for nobody: two of one name at once make one backup, and the loser exits with 73', async () => {
      using runner = await Runner.open(world());
      const words = ['backup', '-n', 'shop', '--include-resources', 'cm', '--name', 'twice', ...runner.place.to];
      const halt = haltAt('collected');
      const first = runner.call(words, { reached: halt.reached });
      await halt.isThere;

      const second = await runner.call(words);

      halt.release();
      expect(second.exitCode).toBe(73);
      expect((await first).exitCode).toBe(0);
      await readBackup(runner.place, 'twice');
    });
  });
}

function writes(requests: readonly RunRequest[]): readonly RunRequest[] {
  return requests.filter(({ method, path }) => method !== 'GET' && !path.includes('authorization.k8s.io'));
}
