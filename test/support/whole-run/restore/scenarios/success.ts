import { describe, expect, it } from 'vitest';
import { startReceiver } from '../../../receiver-rig.ts';
import { problemsOfResult } from '../../../result-schema.ts';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk } from '../restore-desk.ts';

/** Row 204 of the capabilities: what must hold after a restore for it to be a success. */
export function describeSuccess(world: () => World): void {
  describe('the success conditions of a restore', () => {
    it('are looked at after everything is restored, and told', async () => {
      await using shop = await startReceiver();
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      const till = { resource: 'secrets', namespace: app.namespace, name: 'till' };
      const http = { url: `${shop.url}/health`, allowHttp: true, allowPrivate: true };

      const { exitCode, result } = await desk.restore({
        backupName: 'nightly',
        successConditions: [
          { name: 'the till is there', object: till, jsonPath: '.metadata.name', equals: 'till' },
          { objects: { resource: 'configmaps', namespace: app.namespace }, atLeast: 1 },
          { object: { resource: 'ns', name: app.namespace }, jsonPath: '{.status.phase}', equals: 'Active' },
          { http },
        ],
      });

      expect(exitCode, result.errors[0]?.message).toBe(0);
      expect(result.restore?.successConditions?.map(({ name, isMet }) => [name, isMet])).toEqual([
        ['the till is there', true],
        ['there are as many configmaps as there should be', true],
        [`ns/${app.namespace} has the value that is asked for`, true],
        [`${shop.url} answers`, true],
      ]);
      expect(shop.received).toMatchObject([{ method: 'GET', path: '/health' }]);
      expect(problemsOfResult(JSON.stringify(result))).toEqual([]);
    });

    it('make it partial where one does not hold in time: 80, and what was found', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      const object = { resource: 'deployments.apps', namespace: app.namespace, name: 'nobody' };

      const { exitCode, result } = await desk.restore({
        backupName: 'nightly',
        successConditions: [{ name: 'nobody is up', object, condition: 'Available', timeout: '10ms' }],
      });

      expect([exitCode, result.phase, result.reason]).toEqual([80, 'PartiallyFailed', 'success-condition-unmet']);
      expect(result.restore).toMatchObject({
        finished: true,
        successConditions: [{ name: 'nobody is up', isMet: false, found: 'it is not there' }],
      });
    });

    it('are not asked of a plan', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const object = { resource: 'deployments.apps', namespace: app.namespace, name: 'nobody' };

      const { exitCode, result } = await desk.restore({
        mode: 'Plan',
        backupName: 'nightly',
        successConditions: [{ object, condition: 'Available', timeout: '10ms' }],
      });

      expect([exitCode, result.phase]).toEqual([0, 'Planned']);
      expect(result.restore).not.toHaveProperty('successConditions');
    });
  });
}
