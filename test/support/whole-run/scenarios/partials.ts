import { describe, expect, it } from 'vitest';
import { baseRules, Runner } from '../runner.ts';
import { committedBackups, readBackup } from '../stored-backup.ts';
import type { World } from '../world.ts';

const BACKUP = 'nightly-20261121021700';
const MISSING = { includedNamespaces: ['shop', 'shopp'], includedResources: ['configmaps', 'deployments.apps'] };

/** Backups that lack something: told, coded, and never taken for whole. */
export function describePartials(world: () => World): void {
  describe('a backup that lacks something', () => {
    it('is PartiallyFailed with exit code 80 when a namespace that is named does not exist', async () => {
      using runner = await Runner.open(world(), { policy: MISSING });
      const job = await runner.job();

      const { exitCode, terminationMessage } = await runner.run(job);

      expect(exitCode).toBe(80);
      expect(await runner.result(job)).toMatchObject({
        phase: 'PartiallyFailed',
        terminal: true,
        exitCode: 80,
        reason: 'namespace-not-found',
        errorCount: 1,
        errors: [{ code: 'namespace-not-found', namespace: 'shopp' }],
      });
      expect((await runner.record(job)).immutable).toBe(true);
      expect(terminationMessage).toContain('reason=namespace-not-found');
      const { document, items, side } = await readBackup(runner.place, BACKUP);
      expect(document.status).toMatchObject({ phase: 'PartiallyFailed', errors: 1 });
      expect(items.has('configmaps/shop/storefront-settings')).toBe(true);
      expect(side('results')).toContain('Namespace shopp does not exist');
      expect((await latest(runner))?.annotations).not.toHaveProperty(['lifeboat.dev/last-good-backup']);
    });

    it('is good, with exit code 0, where the policy says onPartial: Succeed', async () => {
      using runner = await Runner.open(world(), { policy: { ...MISSING, onPartial: 'Succeed' } });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(0);
      expect(await runner.result(job)).toMatchObject({ phase: 'PartiallyFailed', exitCode: 0, errorCount: 1 });
      expect((await latest(runner))?.annotations).toMatchObject({ 'lifeboat.dev/last-good-backup': BACKUP });
      expect((await runner.result(job)).verdicts).toMatchObject([{ backup: BACKUP, keep: true }]);
    });

    it('row 16: names the type that may not be listed and the rule to add, and holds everything else', async () => {
      const isNoSecret = (type: string) => !['secrets', '*'].includes(type);
      using runner = await Runner.open(world(), {
        policy: { includedNamespaces: ['shop'] },
        rules: (namespace) => [
          ...baseRules(namespace).filter(({ resources }) => resources.every(isNoSecret)),
          { apiGroups: [''], resources: ['namespaces', 'configmaps', 'services'], verbs: ['list'] },
          { apiGroups: ['apps'], resources: ['*'], verbs: ['list'] },
        ],
      });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      const { errors, phase } = await runner.result(job);
      expect({ exitCode, phase }).toEqual({ exitCode: 80, phase: 'PartiallyFailed' });
      expect(errors).toContainEqual({
        code: 'forbidden',
        resource: 'secrets',
        namespace: 'shop',
        message: expect.stringContaining('{apiGroups: [""], resources: ["secrets"], verbs: ["list"]}'),
      });
      expect(errors.every(({ code }) => code === 'forbidden')).toBe(true);
      const keys = [...(await readBackup(runner.place, BACKUP)).items.keys()];
      expect(keys).toContain('configmaps/shop/storefront-settings');
      expect(keys).toContain('deployments.apps/shop/storefront');
      expect(keys.filter((key) => key.startsWith('secrets/'))).toEqual([]);
    });

    it('row 16: asks for nothing that it may not list', async () => {
      using runner = await Runner.open(world(), {
        policy: { includedNamespaces: ['shop'], includedResources: ['configmaps', 'secrets'] },
        rules: (namespace) => [
          ...baseRules(namespace).filter(({ resources }) => !resources.includes('*')),
          { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
          { apiGroups: [''], resources: ['configmaps'], verbs: ['list'], namespace: 'shop' },
        ],
      });
      const seen = (await world().requests()).length;

      await runner.run(await runner.job());

      const asked = (await world().requests()).slice(seen);
      expect(asked.filter(({ path }) => path.endsWith('/secrets'))).toEqual([]);
      expect(asked.filter(({ status }) => status === 403)).toEqual([]);
    });

    it('says that a type which is named is unknown, and what was meant', async () => {
      using runner = await Runner.open(world(), {
        policy: { includedNamespaces: ['shop'], includedResources: ['configmap', 'deploymints'] },
      });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(80);
      expect((await runner.result(job)).errors).toEqual([
        {
          code: 'resource-not-found',
          resource: 'deploymints',
          message: 'The cluster has no resource type deploymints; did you mean deployments?',
        },
      ]);
    });
  });

  describe('a run that may list nothing', () => {
    it('row 17: fails at once with 77 and names what to grant, and stores nothing', async () => {
      using runner = await Runner.open(world(), {
        policy: { includedNamespaces: ['shop'], includedResources: ['secrets'] },
        rules: (namespace) => [
          ...baseRules(namespace).filter(({ resources }) => !resources.includes('*')),
          { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
        ],
      });
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      expect(exitCode).toBe(77);
      expect(await runner.result(job)).toMatchObject({
        phase: 'Failed',
        terminal: true,
        reason: 'permission-denied',
        hint: expect.stringContaining('verbs: ["list"]'),
      });
      expect(committedBackups(runner.place)).toEqual([]);
    });

    it('row 17: with all rights taken away, it still tells by message and exit code', async () => {
      using runner = await Runner.open(world(), { policy: MISSING });
      const job = await runner.job();
      await runner.user.revoke();

      const { exitCode, terminationMessage, status } = await runner.run(job);

      expect(exitCode).toBe(77);
      expect(terminationMessage).toContain('reason=permission-denied');
      expect(status).toMatchObject({ phase: 'Failed', terminal: true, reason: 'permission-denied' });
    });
  });
}

async function latest(runner: Runner) {
  return (await runner.world.api.find(runner.configMap('lifeboat-latest-nightly')))?.metadata;
}
