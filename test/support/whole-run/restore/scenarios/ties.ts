import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App, freshName } from '../app.ts';
import { removeNamespace } from '../remove-namespace.ts';
import { RestoreDesk } from '../restore-desk.ts';

const FLUX = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };

/** What objects say of others: owners, finalizers, tools that keep them, and who wrote which field. */
export function describeTies(world: () => World): void {
  describe('what an object says of others', () => {
    it('row 96: is its owner of today, whether that comes before it or after it, where the policy says so', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const recipes = await world().api.get(app.path('v1', 'configmaps', 'recipes'));
      const pot = await world().api.get(app.path('apps/v1', 'deployments', 'pot'));
      const owners = [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'recipes', uid: recipes.metadata.uid ?? '' },
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'pot', uid: pot.metadata.uid ?? '' },
      ];
      await app.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'owned', ownerReferences: owners } });
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();

      const { exitCode, result } = await desk.restore({ backupName: 'nightly', ownerReferences: 'Remap' });

      const uids = await Promise.all(
        [app.path('v1', 'configmaps', 'recipes'), app.path('apps/v1', 'deployments', 'pot')].map(
          async (path) => (await world().api.get(path)).metadata.uid ?? '',
        ),
      );
      const { metadata } = await world().api.get(app.path('v1', 'secrets', 'owned'));
      const found = metadata['ownerReferences'] as readonly { readonly uid: string }[];
      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(found.map(({ uid }) => uid).toSorted()).toEqual(uids.toSorted());
    });

    it('is no tool of the original in a copy, and that of the original in itself', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const copy = freshName();
      const marked = { name: 'marked', labels: { app: 'pot', ...FLUX } };
      await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: marked });
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(app.path('v1', 'configmaps', 'marked'));
      const only = { backupName: 'nightly', includedResources: ['configmaps'] };

      const copied = await desk.restore({ ...only, namespaceMapping: { [app.namespace]: copy } });
      const restored = await desk.restore(only);

      const ofCopy = await world().api.get(`/api/v1/namespaces/${copy}/configmaps/marked`);
      const ofOriginal = await world().api.get(app.path('v1', 'configmaps', 'marked'));
      await removeNamespace(world().api, copy);
      expect([copied.exitCode, restored.exitCode]).toEqual([0, 0]);
      expect(ofCopy.metadata['labels']).toMatchObject({ app: 'pot' });
      expect(ofCopy.metadata['labels']).not.toMatchObject(FLUX);
      expect(ofOriginal.metadata['labels']).toMatchObject(FLUX);
    });

    it('row 95: is no finalizer where the policy strips them', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const finalizers = ['gone.example.org/guard'];
      await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'guarded', finalizers } });
      await desk.backUp('nightly', '-n', app.namespace);
      const guarded = app.path('v1', 'configmaps', 'guarded');
      await world().api.patch(guarded, { metadata: { finalizers: null } });
      await world().api.delete(guarded);

      const { exitCode, result } = await desk.restore({ backupName: 'nightly', finalizers: 'Strip' });

      expect(exitCode).toBe(0);
      expect(result.warnings.map(({ code }) => code)).not.toContain('finalizer-kept');
      expect((await world().api.get(guarded)).metadata).not.toHaveProperty('finalizers');
    });

    it('is who wrote which field, as in the backup, where the policy says so', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const recipes = app.path('v1', 'configmaps', 'recipes');
      const before = (await world().api.get(recipes)).metadata['managedFields'];
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(recipes);

      const { exitCode, result } = await desk.restore({ backupName: 'nightly', managedFields: 'Restore' });

      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      const after = (await world().api.get(recipes)).metadata['managedFields'];
      expect(after).toMatchObject(before as object[]);
    });
  });
}
