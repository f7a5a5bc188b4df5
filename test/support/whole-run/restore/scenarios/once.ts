import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** A request is carried out once, whatever becomes of its Job. */
export function describeOnce(world: () => World): void {
  describe('a request', () => {
    it('whose Job is deleted and made again does nothing more, and repeats the exit code that it had', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const spec = { mode: 'Apply', backupName: 'nightly', includedNamespaces: [app.namespace, 'nowhere'] };
      const first = await desk.run(await desk.request(spec, 'again'));
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      await desk.deleteJob(first.job);

      const second = await desk.run(await desk.request(spec, 'again'));

      expect([first.exitCode, second.exitCode]).toEqual([80, 80]);
      expect(second.result).toMatchObject({
        phase: 'Skipped',
        terminal: true,
        exitCode: 80,
        message: 'Request again was carried out before and ended as PartiallyFailed; nothing was done',
      });
      expect(writesOutside(desk.runner, second.requests)).toEqual([]);
      expect(await world().api.find(app.path('v1', 'secrets', 'till'))).toBeUndefined();
    });

    it('that was changed under its name is refused with both hashes: 78, and nothing is written', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const spec = { mode: 'Apply', backupName: 'nightly' };
      const first = await desk.run(await desk.request(spec, 'again'));
      await desk.deleteJob(first.job);
      await world().api.delete(app.path('v1', 'secrets', 'till'));

      const second = await desk.run(await desk.request({ ...spec, existingResourcePolicy: 'update' }, 'again'));

      expect([first.exitCode, second.exitCode]).toEqual([0, 78]);
      expect(second.result.message).toBe('Request again is not what it was when it was first carried out');
      expect(new Set(second.result.hint?.match(/[0-9a-f]{64}/g)).size).toBe(2);
      expect(writesOutside(desk.runner, second.requests)).toEqual([]);
    });

    it('that says the same in another layout is the same request', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const first = await desk.run(await desk.request({ mode: 'Apply', backupName: 'nightly' }, 'again'));
      await desk.deleteJob(first.job);

      const second = await desk.run(await desk.request({ backupName: 'nightly', mode: 'Apply' }, 'again'));

      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(second.result.phase).toBe('Skipped');
    });

    it('whose marker was deleted with its Job does nothing more: its location remembers it', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const spec = { mode: 'Apply', backupName: 'nightly' };
      const first = await desk.run(await desk.request(spec, 'again'));
      await desk.deleteJob(first.job);
      await world().api.delete(desk.runner.configMap('lifeboat-once-again'));
      await world().api.delete(app.path('v1', 'secrets', 'till'));

      const second = await desk.run(await desk.request(spec, 'again'));

      expect([first.exitCode, second.exitCode, second.result.phase]).toEqual([0, 0, 'Skipped']);
      expect(await world().api.find(app.path('v1', 'secrets', 'till'))).toBeUndefined();
      expect(writesOutside(desk.runner, second.requests)).toEqual([]);
      const marker = await world().api.get(desk.runner.configMap('lifeboat-once-again'));
      expect(marker.metadata.labels).toMatchObject({ 'lifeboat.dev/phase': 'Completed' });
    });

    it('that was planned can be applied, and planned again: plans take no marker', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      const phases: string[] = [];

      for (const mode of ['Plan', 'Apply', 'Plan']) {
        const { job, result } = await desk.run(await desk.request({ mode, backupName: 'nightly' }, 'again'));
        phases.push(result.phase);
        await desk.deleteJob(job);
      }

      expect(phases).toEqual(['Planned', 'Completed', 'Planned']);
      expect(await world().api.find(app.path('v1', 'secrets', 'till'))).toBeDefined();
    });

    it('whose Job starts another Pod after its end repeats what is recorded, and writes nothing', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const first = await desk.restore({ backupName: 'nightly' });

      const second = await desk.run(first.job);

      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(second.result).toEqual(first.result);
      expect(writesOutside(desk.runner, second.requests)).toEqual([]);
    });
  });
}
