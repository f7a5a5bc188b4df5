import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** Restores into what is there already. */
export function describeExisting(world: () => World): void {
  describe('an object that exists', () => {
    it('row 88: and is equal is unchanged; one that differs is left as it is, with a warning that says in what', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const recipes = app.path('v1', 'configmaps', 'recipes');
      await world().api.patch(recipes, { data: { assam: '80', darjeeling: '90' } });

      const { exitCode, result, requests } = await desk.restore({ backupName: 'nightly' });

      const name = `configmaps/${app.namespace}/recipes`;
      expect(exitCode).toBe(0);
      expect(result.restore?.ended).toMatchObject({ skipped: expect.any(Number), unchanged: expect.any(Number) });
      expect(result.restore?.items).toContainEqual(
        expect.objectContaining({ item: name, end: 'skipped', reason: 'exists-and-differs' }),
      );
      expect(result.warnings).toContainEqual({
        code: 'exists-and-differs',
        item: expect.objectContaining({ name: 'recipes' }),
        message: expect.stringMatching(/exists and differs.*data\.assam/),
      });
      expect(writesOutside(desk.runner, requests)).toEqual([]);
      expect(await world().api.get(recipes)).toMatchObject({ data: { assam: '80', darjeeling: '90' } });
    });

    it('row 88: and differs becomes what the backup holds where the policy says update', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const before = await app.content();
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.patch(app.path('v1', 'configmaps', 'recipes'), { data: { assam: '80', darjeeling: '90' } });
      await world().api.patch(app.path('apps/v1', 'deployments', 'pot'), { spec: { replicas: 7 } });
      await world().api.patch(app.path('v1', 'services', 'pot'), { spec: { selector: { app: 'kettle' } } });

      const { exitCode, result, requests } = await desk.restore({
        backupName: 'nightly',
        existingResourcePolicy: 'update',
      });

      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(result.restore?.ended).toMatchObject({ updated: 3 });
      expect(writesOutside(desk.runner, requests).map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'PATCH']);
      expect(await app.content()).toEqual(before);
    });

    it('row 93: and differs in a field that cannot change fails by that field’s name; it is never deleted', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const rules = app.path('v1', 'configmaps', 'rules');
      await world().api.delete(rules);
      await app.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'rules' },
        immutable: true,
        data: { steep: '5m' },
      });
      const before = await world().api.text(rules);

      const { exitCode, result, requests } = await desk.restore({
        backupName: 'nightly',
        existingResourcePolicy: 'update',
      });

      expect(exitCode).toBe(80);
      expect(result.phase).toBe('PartiallyFailed');
      expect(result.errors).toEqual([
        {
          code: 'immutable-field',
          item: expect.objectContaining({ resource: 'configmaps', name: 'rules' }),
          message: expect.stringContaining('data'),
        },
      ]);
      expect(writesOutside(desk.runner, requests)).toEqual([]);
      expect(await world().api.text(rules)).toBe(before);
    });

    it('row 93: and differs in such a field is deleted and created anew where the policy says recreate', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const rules = app.path('v1', 'configmaps', 'rules');
      const before = await app.content();
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(rules);
      const other = { metadata: { name: 'rules' }, immutable: true, data: { steep: '5m' } };
      await app.create({ apiVersion: 'v1', kind: 'ConfigMap', ...other });
      const { uid } = (await world().api.get(rules)).metadata;
      const spec = { backupName: 'nightly', existingResourcePolicies: { configmaps: 'recreate' } };

      const plan = await desk.plan(spec);
      const { exitCode, result, requests } = await desk.restore(spec);

      const item = `configmaps/${app.namespace}/rules`;
      expect(plan.result.restore?.planned).toMatchObject({ recreate: 1 });
      expect(plan.result.restore?.items).toContainEqual(
        expect.objectContaining({ item, action: 'recreate', detail: 'differs in data.steep' }),
      );
      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(result.restore?.ended).toMatchObject({ recreated: 1 });
      expect(writesOutside(desk.runner, requests).map(({ method }) => method)).toEqual(['DELETE', 'POST']);
      expect((await world().api.get(rules)).metadata.uid).not.toBe(uid);
      expect(await app.content()).toEqual(before);
    });

    it('and is held by a finalizer fails to be created anew, and tells who holds it', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const recipes = app.path('v1', 'configmaps', 'recipes');
      await desk.backUp('nightly', '-n', app.namespace);
      const finalizers = ['gone.example.org/guard'];
      await world().api.patch(recipes, { metadata: { finalizers }, data: { assam: '80' } });
      const spec = { backupName: 'nightly', existingResourcePolicies: { configmaps: 'recreate' } };

      const { exitCode, result } = await desk.restore(spec, { timings: { deletionWaitMs: 20, pollEveryMs: 5 } });

      await world().api.patch(recipes, { metadata: { finalizers: null } });
      expect(exitCode).toBe(80);
      expect(result.errors).toMatchObject([{ code: 'object-terminating', item: { name: 'recipes' } }]);
    });

    it('and differs is an error where the policy says fail', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.patch(app.path('v1', 'configmaps', 'recipes'), { data: { assam: '80' } });
      const spec = { backupName: 'nightly', existingResourcePolicies: { cm: 'fail', '*': 'update' } };

      const { exitCode, result, requests } = await desk.restore(spec);

      expect(exitCode).toBe(80);
      expect(result.errors).toMatchObject([{ code: 'exists-and-differs', item: { name: 'recipes' } }]);
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });
  });
}
