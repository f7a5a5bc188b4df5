import { describe, expect, it } from 'vitest';
import { problemsOfResult } from '../../../result-schema.ts';
import { objectsIn } from '../../stored-backup.ts';
import type { RunRequest, World } from '../../world.ts';
import { App } from '../app.ts';
import { contentOf } from '../dump.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** A restore that is planned and not done. */
export function describePlanning(world: () => World): void {
  describe('a plan', () => {
    it('says what would be done with each item, and writes nothing but its own result', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('apps/v1', 'deployments', 'pot'));
      await world().api.patch(app.path('v1', 'configmaps', 'recipes'), { data: { assam: '80' } });
      const [before, stored] = [await contentOf(world().api, app.namespace), objectsIn(desk.runner.place, 'restores')];

      const { exitCode, job, result, requests } = await desk.plan({
        backupName: 'nightly',
        existingResourcePolicy: 'update',
      });

      expect(exitCode).toBe(0);
      expect(result).toMatchObject({ phase: 'Planned', terminal: true, restore: { mode: 'Plan', backup: 'nightly' } });
      const { items = [], planDigest } = result.restore ?? {};
      const actionOf = (wanted: string) => items.find(({ item }) => item === wanted)?.action;
      expect(actionOf(`deployments.apps/${app.namespace}/pot`)).toBe('create');
      expect(actionOf(`configmaps/${app.namespace}/recipes`)).toBe('update');
      expect(actionOf(`secrets/${app.namespace}/till`)).toBe('unchanged');
      expect(planDigest).toMatch(/^[0-9a-f]{64}$/);
      expect(problemsOfResult((await desk.runner.record(job)).data['result.json'] ?? '')).toEqual([]);
      expect(writesOutside(desk.runner, requests)).toEqual([]);
      expect(new Set(requests.filter(isWrite).map(resourceOf))).toEqual(new Set(['configmaps', 'leases', 'events']));
      expect(await contentOf(world().api, app.namespace)).toEqual(before);
      expect(objectsIn(desk.runner.place, 'restores')).toEqual(stored);
      expect(await world().api.find(desk.runner.configMap(`lifeboat-once-${job.name}`))).toBeUndefined();
    });

    it('is the same plan as long as nothing moves, and another one when something does', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const digestOf = async () => (await desk.plan({ backupName: 'nightly' })).result.restore?.planDigest;

      const [first, second] = [await digestOf(), await digestOf()];
      await world().api.delete(app.path('v1', 'secrets', 'till'));
      const third = await digestOf();

      expect(second).toBe(first);
      expect(third).not.toBe(first);
    });

    it('with dry runs lets the API server judge what it would create, and stores none of it', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('apps/v1', 'deployments', 'pot'));
      const before = await app.content();

      const { exitCode, result, requests } = await desk.plan({ backupName: 'nightly', planWith: 'DryRun' });

      const writes = writesOutside(desk.runner, requests);
      expect(exitCode).toBe(0);
      expect(result.restore?.planned).toMatchObject({ create: 1 });
      expect(writes.map(({ method, path }) => [method, path])).toEqual([
        ['POST', `/apis/apps/v1/namespaces/${app.namespace}/deployments`],
      ]);
      expect(writes.filter(({ query }) => !query.includes('dryRun=All'))).toEqual([]);
      expect(await app.content()).toEqual(before);
    });

    it('that names an item which the backup does not hold says which one, and what there is', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);

      const { exitCode, result } = await desk.plan({
        backupName: 'nightly',
        items: [`deployments.apps/${app.namespace}/pots`],
      });

      expect(exitCode).toBe(78);
      expect(result.message).toContain(`deployments.apps/${app.namespace}/pots`);
    });

    it('of a backup that is not there says which one may be meant: 66', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);

      const { exitCode, result } = await desk.plan({ backupName: 'nightli' });

      expect(exitCode).toBe(66);
      expect(result).toMatchObject({ phase: 'Failed', reason: 'backup-not-found', hint: 'Did you mean nightly?' });
    });
  });
}

function isWrite({ method, path }: RunRequest): boolean {
  return method !== 'GET' && !path.endsWith('reviews');
}

/** `configmaps` of `/api/v1/namespaces/runner-1/configmaps/name`. */
function resourceOf({ path }: RunRequest): string | undefined {
  return /\/namespaces\/[^/]+\/([^/]+)/.exec(path)?.[1];
}
