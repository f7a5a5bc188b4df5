import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

const VERBS = ['get', 'list', 'create', 'patch'];

/** Restores by accounts that may not do everything. */
export function describeRights(world: () => World): void {
  describe('a restore that may not write everything', () => {
    it('row 103: says so before the first write, with the rule to add, fails those items alone and restores the rest', async () => {
      const app = await App.open(world());
      using desk = await RestoreDesk.open(world(), {
        rules: [
          { verbs: ['get'], apiGroups: [''], resources: ['namespaces'] },
          { verbs: VERBS, apiGroups: [''], resources: ['configmaps'], namespace: app.namespace },
          { verbs: ['list'], apiGroups: [''], resources: ['secrets'], namespace: app.namespace },
        ],
      });
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      await world().api.delete(app.path('v1', 'configmaps', 'recipes'));
      const spec = { backupName: 'nightly', includedResources: ['configmaps', 'secrets'] };

      const plan = await desk.plan(spec);
      const { exitCode, job, result } = await desk.restore(spec);

      expect(plan.exitCode).toBe(0);
      expect(plan.result.restore?.missingRules).toEqual([
        {
          namespace: app.namespace,
          apiGroups: [''],
          resources: ['secrets'],
          verbs: expect.arrayContaining(['create']),
        },
      ]);
      expect(writesOutside(desk.runner, plan.requests)).toEqual([]);
      expect(exitCode).toBe(80);
      expect(result.errors.map(({ code, item }) => [code, item?.resource, item?.name])).toEqual([
        ['forbidden', 'secrets', 'till'],
      ]);
      const { data } = await desk.runner.record(job);
      expect(data['missing-rbac.yaml']).toContain('secrets');
      expect(await world().api.find(app.path('v1', 'configmaps', 'recipes'))).toBeDefined();
      expect(await world().api.find(app.path('v1', 'secrets', 'till'))).toBeUndefined();
    });

    it('row 103: ends with 77 before the first write where it may write nothing at all', async () => {
      const app = await App.open(world());
      using desk = await RestoreDesk.open(world(), {
        rules: [{ verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] }],
      });
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'secrets', 'till'));

      const { exitCode, job, result, requests } = await desk.restore({ backupName: 'nightly' });

      expect(exitCode).toBe(77);
      expect(result).toMatchObject({ phase: 'Failed', terminal: true, reason: 'permission-denied' });
      expect((await desk.runner.record(job)).data['missing-rbac.yaml']).toContain('secrets');
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });
  });
}
