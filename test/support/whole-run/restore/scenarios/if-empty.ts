import { describe, expect, it } from 'vitest';
import { failAt } from '../../steps.ts';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** Restores of clusters that were built anew, which must not touch one that is at work. */
export function describeIfEmpty(world: () => World): void {
  describe('a restore with ifEmpty', () => {
    it('brings back what is gone, also where its namespace was made before', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      await world().api.create('/api/v1/namespaces', { metadata: { name: app.namespace } });

      const { exitCode, result } = await desk.restore({ backupName: 'nightly', ifEmpty: true });

      expect([exitCode, result.phase]).toEqual([0, 'Completed']);
      expect(await world().api.find(app.path('v1', 'secrets', 'till'))).toBeDefined();
    });

    it('does nothing where one object of the selection is there, and ends well', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const before = await world().api.get(app.path('v1', 'configmaps', 'recipes'));
      await app.remove();
      await world().api.create('/api/v1/namespaces', { metadata: { name: app.namespace } });
      await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'recipes' }, data: { assam: '1' } });

      const { exitCode, result, requests } = await desk.restore({ backupName: 'nightly', ifEmpty: true });

      expect([exitCode, result.phase, result.errors]).toEqual([0, 'Skipped', []]);
      expect(result.message).toBe(`Nothing was restored (ifEmpty): configmaps/${app.namespace}/recipes exists already`);
      expect(before.metadata.name).toBe('recipes');
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });

    it('is asked again by the next Job: one that was skipped leaves no marker', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const spec = { mode: 'Apply', backupName: 'nightly', ifEmpty: true };
      const first = await desk.run(await desk.request(spec, 'rebuild'));
      await desk.deleteJob(first.job);
      await app.remove();

      const second = await desk.run(await desk.request(spec, 'rebuild'));

      expect([first.result.phase, second.result.phase]).toEqual(['Skipped', 'Completed']);
    });

    it('goes on where another Pod was stopped, although what that one made is there', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      const job = await desk.request({ mode: 'Apply', backupName: 'nightly', ifEmpty: true });
      const first = await desk.run(job, { reached: failAt('wave:configuration') });

      const second = await desk.run(job);

      expect([first.exitCode, second.exitCode]).toEqual([75, 0]);
      expect(second.result.phase).toBe('Completed');
      expect(await world().api.find(app.path('apps/v1', 'deployments', 'pot'))).toBeDefined();
    });

    it('goes on where another Job was stopped, as long as it is the same request', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      const spec = { mode: 'Apply', backupName: 'nightly', ifEmpty: true };
      const first = await desk.run(await desk.request(spec, 'rebuild'), { reached: failAt('wave:configuration') });
      await desk.deleteJob(first.job);

      const second = await desk.run(await desk.request(spec, 'rebuild'));

      expect([first.exitCode, second.exitCode, second.result.phase]).toEqual([75, 0, 'Completed']);
    });

    it('ends well where its policy has no backup yet', async () => {
      using desk = await RestoreDesk.open(world());

      const { exitCode, result } = await desk.restore({ scheduleName: 'nightly', ifEmpty: true });

      expect([exitCode, result.phase]).toEqual([0, 'Skipped']);
      expect(result.message).toBe('Nothing was restored (ifEmpty): there is no backup of nightly yet');
    });

    it('still fails where the backup that it names is not there', async () => {
      using desk = await RestoreDesk.open(world());

      const { exitCode } = await desk.restore({ backupName: 'mondya', ifEmpty: true });

      expect(exitCode).toBe(66);
    });
  });
}
