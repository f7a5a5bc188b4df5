import { describe, expect, it } from 'vitest';
import { startReceiver } from '../../receiver-rig.ts';
import { problemsOfResult } from '../../result-schema.ts';
import { policyDocument, Runner } from '../runner.ts';
import { objectsIn, readBackup } from '../stored-backup.ts';
import { haltAt } from '../steps.ts';
import { collectionOf, type World } from '../world.ts';

/** Runs that cannot begin: every one of them tells why, where a Job's result is looked for. */
export function describeRefusals(world: () => World): void {
  describe('a run that cannot begin', () => {
    it('is FailedValidation with 78 and all problems of its policy in the result, each with its place', async () => {
      using runner = await Runner.open(world());
      const { 'main.yaml': main = '' } = runner.policies();
      const policy = ['apiVersion: lifeboat.dev/v1alpha1', 'kind: BackupPolicy', 'metadata: {name: nightly}'];
      const spec = [
        'spec:',
        '  storageLocation: elsewhere',
        '  ttl: 30d',
        '  includedNamespace: [shop]',
        '  onPartial: Maybe',
      ];
      runner.mount({ 'main.yaml': main, 'nightly.yaml': [...policy, ...spec, ''].join('\n') });
      const job = await runner.job();

      const { exitCode, terminationMessage } = await runner.run(job);

      const result = await runner.result(job);
      expect(exitCode).toBe(78);
      expect(result).toMatchObject({
        phase: 'FailedValidation',
        terminal: true,
        exitCode: 78,
        reason: 'policy-invalid',
      });
      const places = (result.problems ?? []).map((problem) => /nightly\.yaml:(\d+):\d+/.exec(problem)?.[1]);
      expect(new Set(places)).toEqual(new Set(['5', '6', '7', '8']));
      expect(result.problems?.join('\n')).toMatch(/720h[^]*includedNamespaces|includedNamespaces[^]*720h/);
      expect(problemsOfResult((await runner.record(job)).data['result.json'] ?? '')).toEqual([]);
      expect(terminationMessage).toContain('phase=FailedValidation');
      expect(objectsIn(runner.place)).toEqual({});
    });

    it('tells whom its policy names although that is invalid, and is told everywhere else, too', async () => {
      await using rig = await startReceiver();
      using runner = await Runner.open(world());
      const { 'main.yaml': main = '' } = runner.policies();
      const policy = ['apiVersion: lifeboat.dev/v1alpha1', 'kind: BackupPolicy', 'metadata: {name: nightly}'];
      const receiver = `{name: pulse, format: Healthchecks, url: '${rig.url}/ping', allowHttp: true, allowPrivate: true}`;
      const spec = ['spec:', '  storageLocation: main', '  ttl: 30d', `  notify: [${receiver}]`];
      runner.mount({ 'main.yaml': main, 'nightly.yaml': [...policy, ...spec, ''].join('\n') });
      const job = await runner.job();

      const { exitCode, status, terminationMessage } = await runner.run(job);

      expect(exitCode).toBe(78);
      expect(rig.received.map(({ path }) => path)).toEqual(['/ping/fail']);
      expect(rig.received[0]!.body).toContain('nightly.yaml:6:8');
      expect(rig.received[0]!.body).not.toContain('30d');
      expect(status).toEqual(await runner.result(job));
      expect(terminationMessage).toContain('phase=FailedValidation');
      const events = await world().api.items(collectionOf('events.k8s.io/v1', 'events', runner.namespace));
      expect(new Set(events.map(({ reason }) => reason))).toEqual(new Set(['BackupFailedValidation']));
    });

    it('fails with 66 when there is no policy of its name, and says which there is', async () => {
      using runner = await Runner.open(world());
      const job = await runner.job();

      const { exitCode } = await runner.run(job, { policy: 'nihgtly' });

      expect(exitCode).toBe(66);
      expect(await runner.result(job)).toMatchObject({
        phase: 'Failed',
        reason: 'policy-not-found',
        hint: 'Did you mean nightly?',
      });
    });

    it('is not kept from it by the mistakes of other policies', async () => {
      using runner = await Runner.open(world());
      const other = policyDocument('BackupPolicy', 'weekly', {
        storageLocation: 'nowhere',
        includedNamespaces: ['shop'],
      });
      runner.mount({ ...runner.policies({ includedNamespaces: ['shop'] }), 'weekly.yaml': other });

      const { exitCode, log } = await runner.run(await runner.job());

      expect(exitCode).toBe(0);
      expect(log.filter(({ message }) => message === 'policy problem')).not.toEqual([]);
    });

    it('fails with 78 when its location is for reading only', async () => {
      using runner = await Runner.open(world());
      const readOnly = { ...runner.place.spec, accessMode: 'ReadOnly' };
      runner.mount({ ...runner.policies(), 'main.yaml': policyDocument('StorageLocation', 'main', readOnly) });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(78);
      expect(await runner.result(job)).toMatchObject({
        phase: 'FailedValidation',
        terminal: true,
        message: expect.stringContaining('read-only mode'),
      });
      expect(objectsIn(runner.place)).toEqual({});
    });
  });

  describe('a backup of that name by another run', () => {
    it('row 44: ends the run with 73, and nothing of the other is touched', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      const [first, second] = [await runner.job(), await runner.job()];
      await runner.run(first);
      const before = objectsIn(runner.place, 'backups');

      const { exitCode } = await runner.run(second);

      expect(exitCode).toBe(73);
      expect(await runner.result(second)).toMatchObject({ phase: 'Failed', terminal: true, reason: 'backup-exists' });
      expect(objectsIn(runner.place, 'backups')).toEqual(before);
    });

    it('row 44: that is not committed yet, by a cluster of another name, is not touched either', async () => {
      using runner = await Runner.open(world(), { policy: SMALL });
      using other = await Runner.open(world(), { place: runner.place, policy: SMALL });
      const [job, theirs] = [await runner.job(), await other.job()];
      const halt = haltAt('verified');
      const env = { LIFEBOAT_CLUSTER_NAME: 'staging' };
      const working = other.run(theirs, { env, reached: halt.reached });
      await halt.isThere;
      const before = objectsIn(runner.place, 'backups');

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(73);
      expect(await runner.result(job)).toMatchObject({ phase: 'Failed', terminal: true, reason: 'backup-exists' });
      expect(objectsIn(runner.place, 'backups')).toEqual(before);
      halt.release();
      expect((await working).exitCode).toBe(0);
      await readBackup(runner.place, 'nightly-20261121021700');
    });
  });
}

/** A selection that is quick to back up. */
const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps'] };
