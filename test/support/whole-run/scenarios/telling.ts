import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsOfResult } from '../../result-schema.ts';
import { Runner } from '../runner.ts';
import { committedBackups, readBackup, runRecords } from '../stored-backup.ts';
import { onceAt } from '../steps.ts';
import { collectionOf, type World } from '../world.ts';

/** Where and how a run tells its outcome. */
export function describeTelling(world: () => World): void {
  describe('a scheduled run', () => {
    it('makes a backup named after policy and due time, and exits with 0', async () => {
      using runner = await Runner.open(world());

      const { exitCode, stdout } = await runner.run(await runner.job());

      expect(exitCode).toBe(0);
      expect(stdout).toBe('');
      expect(committedBackups(runner.place)).toEqual(['nightly-20261121021700']);
      const backup = await readBackup(runner.place, 'nightly-20261121021700');
      expect(backup.document.status['phase']).toBe('Completed');
      expect(backup.files).toEqual([
        '-claim.json',
        '-itemoperations.json.gz',
        '-logs.gz',
        '-manifest.json.gz',
        '-podvolumebackups.json.gz',
        '-resource-list.json.gz',
        '-results.gz',
        '-volumeinfo.json.gz',
        '-volumesnapshots.json.gz',
        '.tar.gz',
        'velero-backup.json',
      ]);
    });

    it('leaves an immutable result ConfigMap that obeys the published schema and no GitOps tool claims', async () => {
      using runner = await Runner.open(world());
      const job = await runner.job();

      await runner.run(job);

      const record = await runner.record(job);
      expect(record).toMatchObject({
        immutable: true,
        metadata: {
          labels: {
            'app.kubernetes.io/managed-by': 'lifeboat',
            'lifeboat.dev/kind': 'result',
            'lifeboat.dev/action': 'backup',
            'lifeboat.dev/policy': 'nightly',
            'lifeboat.dev/phase': 'Completed',
            'lifeboat.dev/backup': 'nightly-20261121021700',
            'lifeboat.dev/cluster': 'production',
            'lifeboat.dev/scheduled-for': '20261121T021700Z',
          },
          annotations: {
            'lifeboat.dev/exit-code': '0',
            'lifeboat.dev/attempt': '1',
            'lifeboat.dev/job': job.name,
            'lifeboat.dev/job-uid': job.uid,
            'lifeboat.dev/cronjob': 'backup-nightly',
            'lifeboat.dev/location': `${runner.place.root}/backups/nightly-20261121021700/`,
            'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
            'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
            'kustomize.toolkit.fluxcd.io/prune': 'disabled',
          },
        },
      });
      expect(record.metadata['ownerReferences']).toBeUndefined();
      expect(record.metadata.annotations).not.toHaveProperty(['lifeboat.dev/progress']);
      expect(problemsOfResult(record.data['result.json'] ?? '')).toEqual([]);
      expect(record.data['summary']?.trimEnd().split('\n')).toHaveLength(6);
      expect(record.data['summary']).toContain('Backup nightly-20261121021700 of policy nightly: Completed');
    });

    it('tells the same in the status file, the record in the location, the pointer, the message and the Events', async () => {
      using runner = await Runner.open(world());
      const job = await runner.job();

      const outcome = await runner.run(job);

      const result = await runner.result(job);
      expect(result).toMatchObject({
        phase: 'Completed',
        terminal: true,
        exitCode: 0,
        trigger: 'Schedule',
        attempt: 1,
      });
      expect(result.waitedForLockMs).toBeUndefined();
      expect(outcome.status).toEqual(result);
      expect(runRecords(runner.place)).toEqual([result]);
      const latest = await world().api.get(runner.configMap('lifeboat-latest-nightly'));
      expect(latest.metadata.labels).toMatchObject({
        'lifeboat.dev/kind': 'latest',
        'lifeboat.dev/phase': 'Completed',
      });
      expect(latest.metadata.annotations).toMatchObject({
        'lifeboat.dev/last-good-backup': 'nightly-20261121021700',
        'lifeboat.dev/result': (await runner.record(job)).metadata.name,
      });
      expect(outcome.terminationMessage).toContain('phase=Completed\nexitCode=0\n');
      const events = await world().api.items(collectionOf('events.k8s.io/v1', 'events', runner.namespace));
      const told = events.map(({ reason, regarding }) => `${(regarding as { kind: string }).kind} ${String(reason)}`);
      expect(told.toSorted()).toEqual([
        'CronJob BackupCompleted',
        'CronJob BackupStarted',
        'Job BackupCompleted',
        'Job BackupStarted',
      ]);
    });

    it('gives the policy’s Lease back', async () => {
      using runner = await Runner.open(world());
      const held: unknown[] = [];
      const job = await runner.job();

      await runner.run(job, {
        podUid: '5c0b7c55-5f0f-4c5c-9f0a-000000000001',
        reached: async (step) => {
          if (step === 'collected') held.push((await world().api.get(runner.lease))['spec']);
        },
      });

      expect(held).toMatchObject([{ holderIdentity: `${job.uid}/5c0b7c55-5f0f-4c5c-9f0a-000000000001` }]);
      expect((await world().api.get(runner.lease))['spec']).toMatchObject({ holderIdentity: '' });
    });

    it('warns that no claim’s data is covered, counts them in the summary, and stays Completed', async () => {
      using runner = await Runner.open(world(), { policy: { includedNamespaces: ['shop', 'shop-data'] } });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(0);
      const { claims, warnings, errorCount, phase } = await runner.result(job);
      expect({ phase, errorCount, claims }).toEqual({
        phase: 'Completed',
        errorCount: 0,
        claims: { total: 3, notProtected: 3 },
      });
      const uncovered = warnings.filter(({ code }) => code === 'volume-data-not-covered');
      expect(uncovered.map(({ item }) => `${item?.namespace}/${item?.name}`).toSorted()).toEqual([
        'shop-data/data-database-0',
        'shop-data/data-database-1',
        'shop/uploads',
      ]);
      expect((await runner.record(job)).data['summary']).toContain('3 of 3 claims NOT protected');
    });
  });

  describe('a run that a person started', () => {
    it.each(['hand', 'api'] as const)(
      '(%s) has the run’s id in its name and never meets a scheduled one',
      async (by) => {
        using runner = await Runner.open(world());
        const job = await runner.job({ by });

        const { exitCode, status } = await runner.run(job);

        expect(exitCode).toBe(0);
        expect(status.trigger).toBe(by === 'hand' ? 'Manual' : 'Api');
        expect(committedBackups(runner.place)).toEqual([expect.stringMatching(/^nightly-\d{14}-[0-9a-f]{6}$/)]);
        expect(committedBackups(runner.place)[0]).toContain(job.uid.slice(0, 6));
        expect((await world().api.get(runner.configMap('lifeboat-latest-nightly'))).metadata.annotations).toMatchObject(
          {
            'lifeboat.dev/last-good-backup': committedBackups(runner.place)[0],
          },
        );
      },
    );
  });

  describe('policies', () => {
    it('are taken from a mounted ConfigMap once, and its links lead nowhere else', async () => {
      using runner = await Runner.open(world());
      const job = await runner.job();

      await runner.run(job);

      const { policy } = await runner.result(job);
      expect(policy).toMatchObject({ name: 'nightly', source: join(runner.folder, 'policies') });
      expect(readFileSync(join(runner.folder, 'policies/..data/nightly.yaml'), 'utf8')).toContain('BackupPolicy');
    });

    it('are taken from a ConfigMap through the API', async () => {
      using runner = await Runner.open(world());
      await world().api.create(collectionOf('v1', 'configmaps', runner.namespace), {
        metadata: { name: 'policies' },
        data: runner.policies(),
      });
      const job = await runner.job();

      const { exitCode } = await runner.run(job, { args: ['--policies', `configmap:${runner.namespace}/policies`] });

      expect(exitCode).toBe(0);
      expect((await runner.result(job)).policy).toMatchObject({
        name: 'nightly',
        source: `configmap:${runner.namespace}/policies`,
      });
    });

    it('row 119: edited while the run works, they are those that it began with, and the backup records their hash', async () => {
      using runner = await Runner.open(world(), { policy: { includedNamespaces: ['shop'] } });
      const configMaps = collectionOf('v1', 'configmaps', runner.namespace);
      await world().api.create(configMaps, {
        metadata: { name: 'policies' },
        data: runner.policies({ includedNamespaces: ['shop'] }),
      });
      const edit = async () => {
        const data = runner.policies({ includedNamespaces: ['shop-data'] });
        runner.mount(data);
        await world().api.patch(`${configMaps}/policies`, { data });
      };
      const [mounted, read] = [await runner.job(), await runner.job({ by: 'api' })];

      await runner.run(mounted, { reached: onceAt('claimed', edit) });
      await world().api.patch(`${configMaps}/policies`, { data: runner.policies({ includedNamespaces: ['shop'] }) });
      await runner.run(read, {
        reached: onceAt('claimed', edit),
        args: ['--policies', `configmap:${runner.namespace}/policies`],
      });

      for (const name of committedBackups(runner.place)) {
        const backup = await readBackup(runner.place, name);
        expect([...backup.items.keys()]).toContain('configmaps/shop/storefront-settings');
        expect([...backup.items.keys()].filter((key) => key.includes('/shop-data/'))).toEqual([]);
        expect(backup.document.spec).toMatchObject({ includedNamespaces: ['shop'] });
      }
      const hashes = await Promise.all([mounted, read].map(async (job) => (await runner.result(job)).policy?.sha256));
      const [first = ''] = committedBackups(runner.place);
      const { origin } = (await readBackup(runner.place, first)).manifest;
      expect(new Set([...hashes, origin['policyHash']])).toHaveLength(1);
    });
  });
}
