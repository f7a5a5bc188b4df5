import { describe, expect, it } from 'vitest';
import { failAt } from '../../steps.ts';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** Restores that delete first what is there. */
export function describeReplace(world: () => World): void {
  describe('a restore with replace', () => {
    const types = ['configmaps', 'secrets', 'persistentvolumeclaims', 'deployments'];
    const specOf = (replace: object, more: object = {}) => ({
      backupName: 'nightly',
      includedResources: types,
      replace,
      ...more,
    });
    /** An application that was backed up, and in which something has changed since; ConfigMaps, Secret, Deployment. */
    const changed = async (desk: RestoreDesk): Promise<App> => {
      const app = await App.open(desk.world);
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.patch(app.path('v1', 'configmaps', 'recipes'), { data: { assam: '1', extra: 'x' } });
      return app;
    };
    const uidOf = async (path: string) => (await world().api.find(path))?.metadata.uid;

    it('deletes what exists of the selection, equal or not, and makes it again as archived', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await changed(desk);
      const paths = [app.path('v1', 'configmaps', 'recipes'), app.path('apps/v1', 'deployments', 'pot')];
      const before = await Promise.all(paths.map(uidOf));
      const claim = await uidOf(app.path('v1', 'persistentvolumeclaims', 'leaves'));
      const steps: string[] = [];
      const plan = await desk.plan(specOf({ objects: true }));
      const confirm = plan.result.restore?.replace?.objects;

      const { exitCode, result } = await desk.restore(specOf({ objects: true, confirm }), {
        reached: (step) => void (step.startsWith('restore:') && steps.push(step.slice(8))),
      });

      expect(plan.result.restore).toMatchObject({ replace: { objects: 4, volumes: 0 }, planned: { recreate: 4 } });
      expect(writesOutside(desk.runner, plan.requests)).toEqual([]);
      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(result.restore?.ended).toMatchObject({ recreated: 4 });
      expect(steps).toEqual([
        'PENDING',
        'PRE_VALIDATION',
        'DELETING_OBJECTS',
        'RESTORING_OBJECTS',
        'VERIFYING',
        'FINISHED',
      ]);
      const after = await Promise.all(paths.map(uidOf));
      expect(after.map((uid, i) => uid !== undefined && uid !== before[i])).toEqual([true, true]);
      expect(await uidOf(app.path('v1', 'persistentvolumeclaims', 'leaves'))).toBe(claim);
      expect(await world().api.get(paths[0]!)).toMatchObject({ data: { assam: '95' } });
    });

    it('deletes claims only where that is said, and only those that it makes again', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await changed(desk);
      const path = app.path('v1', 'persistentvolumeclaims', 'leaves');
      const before = await uidOf(path);
      // What a controller does in a cluster once no Pod uses the claim.
      await world().api.patch(path, { metadata: { finalizers: null } });
      const steps: string[] = [];

      const { exitCode, result } = await desk.restore(specOf({ volumes: true, confirm: 1 }), {
        reached: (step) => void (step.startsWith('restore:DELETING') && steps.push(step)),
      });

      expect([exitCode, result.errors]).toEqual([0, []]);
      expect(result.restore?.replace).toEqual({ objects: 0, volumes: 1 });
      expect(steps).toEqual(['restore:DELETING_OBJECTS_PVC']);
      expect(await uidOf(path)).not.toBe(before);
    });

    it.each([
      ['nobody has confirmed', undefined, 78, 'policy-invalid'],
      ['confirmed in another number', 3, 81, 'plan-stale'],
    ])('deletes nothing that is %s', async (_, confirm, code, reason) => {
      using desk = await RestoreDesk.open(world());
      const app = await changed(desk);

      const { exitCode, result, requests } = await desk.restore(specOf({ objects: true, confirm }));

      expect([exitCode, result.reason]).toEqual([code, reason]);
      expect(result.restore?.replace).toEqual({ objects: 4, volumes: 0 });
      expect(writesOutside(desk.runner, requests)).toEqual([]);
      expect(await uidOf(app.path('v1', 'configmaps', 'recipes'))).toBeDefined();
    });

    it('goes by the plan’s digest where that was agreed to', async () => {
      using desk = await RestoreDesk.open(world());
      await changed(desk);
      const plan = await desk.plan(specOf({ objects: true }));

      const { exitCode, result } = await desk.restore(
        specOf({ objects: true }, { planDigest: plan.result.restore?.planDigest }),
      );

      expect([exitCode, result.restore?.ended?.recreated]).toEqual([0, 4]);
    });

    it('makes again what an earlier Pod had deleted when it was stopped', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await changed(desk);
      const plan = await desk.plan(specOf({ objects: true }));
      const planDigest = plan.result.restore?.planDigest;
      const job = await desk.request({ mode: 'Apply', ...specOf({ objects: true, confirm: 4 }, { planDigest }) });
      const item = `configmaps/${app.namespace}/rules`;

      const first = await desk.run(job, { reached: failAt(`deleted:${item}`) });
      const second = await desk.run(job);

      expect([first.exitCode, second.exitCode]).toEqual([75, 0]);
      for (const name of ['recipes', 'rules']) expect(await uidOf(app.path('v1', 'configmaps', name))).toBeDefined();
      expect(await uidOf(app.path('apps/v1', 'deployments', 'pot'))).toBeDefined();
    });

    it('tells what a finalizer holds, and restores the rest', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await changed(desk);
      const recipes = app.path('v1', 'configmaps', 'recipes');
      await world().api.patch(recipes, { metadata: { finalizers: ['gone.example.org/guard'] } });

      const { exitCode, result } = await desk.restore(specOf({ objects: true, confirm: 4 }), {
        timings: { deletionWaitMs: 20, pollEveryMs: 5 },
      });

      await world().api.patch(recipes, { metadata: { finalizers: null } });
      expect(exitCode).toBe(80);
      expect(result.errors).toMatchObject([{ code: 'object-terminating', item: { name: 'recipes' } }]);
      expect(result.restore?.ended).toMatchObject({ recreated: 3, failed: 1 });
    });
  });
}
