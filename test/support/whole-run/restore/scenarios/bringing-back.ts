import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsOfResult } from '../../../result-schema.ts';
import type { World } from '../../world.ts';
import { App, freshName } from '../app.ts';
import { contentOf } from '../dump.ts';
import { RestoreDesk, writesOutside } from '../restore-desk.ts';

/** What a restore is for. */
export function describeBringingBack(world: () => World): void {
  describe('a restore', () => {
    it('brings a namespace back that was deleted, with everything that it held', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const before = await app.content();
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();

      const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(result).toMatchObject({ phase: 'Completed', terminal: true });
      expect(result.restore).toMatchObject({ mode: 'Apply', backup: 'nightly', finished: true });
      expect(await app.content()).toEqual(before);
      const recipes = await world().api.get(app.path('v1', 'configmaps', 'recipes'));
      expect(recipes.metadata.labels).toEqual({
        app: 'pot',
        'velero.io/backup-name': 'nightly',
        'velero.io/restore-name': result.restore?.name,
      });
    });

    it('tells itself by the published schema, and keeps its files in the place', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();

      const { job, result } = await desk.restore({ backupName: 'nightly' });

      const { data, immutable } = await desk.runner.record(job);
      expect(problemsOfResult(data['result.json'] ?? '')).toEqual([]);
      expect(immutable).toBe(true);
      const name = result.restore?.name ?? '';
      const folder = join(desk.runner.place.directory, 'restores', name);
      const files = ['logs.gz', 'results.gz'].map((file) => join(folder, `restore-${name}-${file}`));
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
      expect(data['summary']?.split('\n').slice(0, -1)).toHaveLength(6);
    });

    it('that is repeated finds everything unchanged, and writes nothing but its result', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      const first = await desk.restore({ backupName: 'nightly' });
      const before = await world().api.text(app.path('v1', 'services', 'pot'));

      const second = await desk.restore({ backupName: 'nightly', existingResourcePolicy: 'update' });

      const items = Object.values(first.result.restore?.ended ?? {}).reduce((sum, count) => sum + count, 0);
      expect(second.exitCode).toBe(0);
      expect(second.result.restore?.ended?.unchanged).toBeGreaterThanOrEqual(items - 1);
      expect(second.result.restore?.ended).not.toHaveProperty('created');
      expect(second.result.restore?.ended).not.toHaveProperty('updated');
      expect(writesOutside(desk.runner, second.requests)).toEqual([]);
      expect(await world().api.text(app.path('v1', 'services', 'pot'))).toBe(before);
    });

    it('of objects that nobody touched changes none of them', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);

      const { exitCode, result, requests } = await desk.restore({
        backupName: 'nightly',
        existingResourcePolicy: 'update',
      });

      expect(result.restore?.items?.filter(({ end }) => end !== 'skipped')).toEqual([]);
      expect(Object.keys(result.restore?.ended ?? {}).filter((end) => end !== 'skipped')).toEqual(['unchanged']);
      expect(exitCode).toBe(0);
      expect(writesOutside(desk.runner, requests)).toEqual([]);
    });

    it('makes a copy beside the original where a namespace is mapped, and the original stays as it is', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const [before, copy] = [await world().api.text(app.path('v1', 'services', 'pot')), freshName()];

      const { exitCode, result } = await desk.restore({
        backupName: 'nightly',
        namespaceMapping: { [app.namespace]: copy },
      });

      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(await contentOf(world().api, copy)).toEqual(await app.content());
      expect(await world().api.text(app.path('v1', 'services', 'pot'))).toBe(before);
    });

    it('reads from a place where nothing may be written, and says that its files could not be kept', async () => {
      using writer = await RestoreDesk.open(world());
      const app = await App.open(world());
      const before = await app.content();
      await writer.backUp('nightly', '-n', app.namespace);
      await app.remove();
      using desk = await RestoreDesk.open(world(), { place: writer.runner.place, accessMode: 'ReadOnly' });

      const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

      expect(exitCode).toBe(0);
      expect(result.phase).toBe('Completed');
      expect(result.warnings.filter(({ code }) => code === 'report-failed')).toEqual([
        {
          code: 'report-failed',
          message: expect.stringMatching(/files of this restore cannot be kept.*read-only/),
        },
      ]);
      expect(existsSync(join(desk.runner.place.directory, 'restores'))).toBe(false);
      expect(await app.content()).toEqual(before);
    });
  });
}
