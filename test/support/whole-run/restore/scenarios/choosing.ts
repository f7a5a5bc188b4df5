import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** Restores of a part of a backup. */
export function describeChoosing(world: () => World): void {
  describe('a restore of a part', () => {
    it('restores the types and labels that are selected, with the namespace they need, and nothing else', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();

      const { exitCode } = await desk.restore({
        backupName: 'nightly',
        includedResources: ['cm', 'deployments', 'svc'],
        labelSelector: { matchLabels: { app: 'pot' } },
      });

      expect(exitCode).toBe(0);
      expect(await keysOf(app)).toEqual(['configmaps/<ns>/recipes', 'deployments.apps/<ns>/pot', 'namespaces/<ns>']);
    });

    it('restores the one object that is named, into the namespace that is there', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      await world().api.delete(app.path('v1', 'configmaps', 'recipes'));

      const { exitCode, requests } = await desk.restore({
        backupName: 'nightly',
        items: [`secrets/${app.namespace}/till`],
      });

      expect(exitCode).toBe(0);
      expect(writesOutside(desk.runner, requests).map(({ method, path }) => `${method} ${path}`)).toEqual([
        `POST /api/v1/namespaces/${app.namespace}/secrets`,
      ]);
      expect(await keysOf(app)).toContain('secrets/<ns>/till');
      expect(await keysOf(app)).not.toContain('configmaps/<ns>/recipes');
    });

    it('that matches nothing is no success: nothing is written, and 78 says so', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);

      const { exitCode, result, requests } = await desk.restore({
        backupName: 'nightly',
        includedNamespaces: ['nowhere-*'],
      });

      expect(exitCode).toBe(78);
      expect(result).toMatchObject({ phase: 'Failed', reason: 'nothing-selected' });
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });
  });
}

/** What is there but what controllers, or the in-memory server in their place, put into every namespace. */
async function keysOf(app: App): Promise<string[]> {
  const keys = [...(await app.content()).keys()];
  return keys.filter((key) => !/\/(default|kube-root-ca\.crt)$/.test(key)).toSorted();
}
