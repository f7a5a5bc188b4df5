import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** Plans that were agreed to. */
export function describeAgreed(world: () => World): void {
  describe('a request with planDigest', () => {
    it('is applied while the plan is the one that was agreed to', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      const plan = await desk.plan({ backupName: 'nightly' });
      const planDigest = plan.result.restore?.planDigest;

      const { exitCode, result } = await desk.restore({ backupName: 'nightly', planDigest });

      expect(planDigest).toMatch(/^[0-9a-f]{64}$/);
      expect([exitCode, result.restore?.planDigest]).toEqual([0, planDigest]);
      expect(await world().api.find(app.path('v1', 'secrets', 'till'))).toBeDefined();
    });

    it('is refused with 81 once the cluster has moved, and writes nothing; a plan tells what it is now', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      const plan = await desk.plan({ backupName: 'nightly' });
      const pinned = { backupName: 'nightly', planDigest: plan.result.restore?.planDigest };
      await world().api.delete(app.path('v1', 'configmaps', 'recipes'));

      const applied = await desk.restore(pinned);
      const planned = await desk.plan(pinned);

      expect([applied.exitCode, applied.result.reason]).toEqual([81, 'plan-stale']);
      expect(writesOutside(desk.runner, applied.requests)).toEqual([]);
      expect([planned.exitCode, planned.result.reason]).toEqual([81, 'plan-stale']);
      expect(planned.result.restore?.planned).toMatchObject({ create: 2 });
      expect(planned.result.restore?.planDigest).toBe(applied.result.restore?.planDigest);
    });
  });
}
