import { describe, expect, it } from 'vitest';
import { readBackup } from '../../stored-backup.ts';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { defineTeas, DEFINITIONS, RETIRED, served } from '../definition.ts';
import { RestoreDesk } from '../restore-desk.ts';

/** What becomes of fields, kinds and versions that do not simply go back. */
export function describeKinds(world: () => World): void {
  describe('a restored object', () => {
    it('row 94: has a status only where the policy asks for it, written where it alone is meant', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const group = `${app.namespace}.example.com`;
      await defineTeas(world().api, group);
      const assam = app.path(`${group}/v1`, 'teas', 'assam');
      await app.create({ apiVersion: `${group}/v1`, kind: 'Tea', metadata: { name: 'assam' }, spec: { grams: 5 } });
      await world().api.patch(`${assam}/status`, { status: { cups: 3 } });
      await desk.backUp('nightly', '-n', app.namespace);
      const items = [`teas.${group}/${app.namespace}/assam`];

      await world().api.delete(assam);
      const without = await desk.restore({ backupName: 'nightly', items });
      const bare = await world().api.get(assam);
      await world().api.delete(assam);
      const restoreStatus = { includedResources: [`teas.${group}`] };
      const withIt = await desk.restore({ backupName: 'nightly', items, restoreStatus });

      expect([without.exitCode, withIt.exitCode]).toEqual([0, 0]);
      expect(bare).toMatchObject({ spec: { grams: 5 } });
      expect(bare).not.toHaveProperty('status');
      expect(await world().api.get(assam)).toMatchObject({ spec: { grams: 5 }, status: { cups: 3 } });
    });

    it('row 95: keeps its finalizers, with a warning that names them', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const finalizers = ['gone.example.org/guard'];
      await app.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'guarded', finalizers } });
      await desk.backUp('nightly', '-n', app.namespace);
      const path = app.path('v1', 'configmaps', 'guarded');
      await world().api.patch(path, { metadata: { finalizers: null } });
      await world().api.delete(path);

      const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

      expect(exitCode).toBe(0);
      expect((await world().api.get(path)).metadata['finalizers']).toEqual(finalizers);
      expect(result.warnings.map(({ message }) => message)).toEqual([
        expect.stringContaining('gone.example.org/guard'),
      ]);
      await world().api.patch(path, { metadata: { finalizers: null } });
    });

    it('is a claim as it was, with source and selector, of which a Velero server finds its own copy', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const { api } = world();
      const path = app.path('v1', 'persistentvolumeclaims', 'tin');
      const selector = { matchLabels: { tier: 'gold' } };
      const dataSource = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before' };
      const resources = { requests: { storage: '1Gi' } };
      const common = { accessModes: ['ReadWriteOnce'], storageClassName: 'none' };
      const volume = { ...common, capacity: resources.requests, hostPath: { path: '/tins' } };
      const name = `tin-of-${app.namespace}`;
      const spec = { ...common, resources, selector, dataSource, volumeName: name };
      await api.create('/api/v1/persistentvolumes', { metadata: { name }, spec: volume });
      await app.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'tin' }, spec });
      await api.patch(`${path}/status`, { status: { phase: 'Bound' } });
      await desk.backUp('nightly', '-n', app.namespace);
      await api.patch(path, { metadata: { finalizers: null } });
      await api.delete(path);

      const { exitCode } = await desk.restore({ backupName: 'nightly', emptyVolumes: 'Allow' });

      expect(exitCode).toBe(0);
      expect(await api.get(path)).toMatchObject({ spec: { selector, dataSource } });
      const { items, forVelero } = await readBackup(desk.runner.place, 'nightly');
      const claim = `persistentvolumeclaims/${app.namespace}/tin`;
      expect([...forVelero.keys()]).toEqual([claim]);
      const [stored, plain] = [items, forVelero].map(
        (copies) => JSON.parse(copies.get(claim) ?? '') as { spec: Record<string, unknown> },
      );
      expect(stored?.spec).toMatchObject(spec);
      const gone = new Set(['dataSource', 'dataSourceRef', 'selector']);
      const left = Object.entries(stored?.spec ?? {}).filter(([field]) => !gone.has(field));
      expect(plain).toEqual({ ...stored, spec: Object.fromEntries(left) });
    });

    it('row 97: is called as it was, also where the server made up its name', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const configMaps = `/api/v1/namespaces/${app.namespace}/configmaps`;
      const made = await world().api.create(configMaps, { metadata: { generateName: 'cup-' }, data: { full: 'yes' } });
      const path = `${configMaps}/${made.metadata.name}`;
      await desk.backUp('nightly', '-n', app.namespace);
      await world().api.delete(path);

      const { exitCode } = await desk.restore({ backupName: 'nightly' });

      expect(exitCode).toBe(0);
      expect(await world().api.get(path)).toMatchObject({ data: { full: 'yes' } });
      const { length } = (await world().api.items(configMaps)).filter(({ metadata }) =>
        metadata.name?.startsWith('cup-'),
      );
      expect(length).toBe(1);
    });

    it('row 100: that is of a version which the cluster serves no more is an error by its name, and the rest is restored', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const { api } = world();
      const group = `${app.namespace}.example.com`;
      await defineTeas(api, group);
      await app.create({ apiVersion: `${group}/v1`, kind: 'Tea', metadata: { name: 'assam' }, spec: { grams: 5 } });
      await desk.backUp('nightly', '-n', app.namespace);
      await api.delete(app.path(`${group}/v1`, 'teas', 'assam'));
      await api.delete(app.path('v1', 'secrets', 'till'));
      await api.patch(`${DEFINITIONS}/teas.${group}`, {
        spec: { versions: [served('v2'), { ...served('v1'), ...RETIRED }] },
      });
      while ((await api.ask('GET', `/apis/${group}/v1`)).status !== 404);
      while ((await api.ask('GET', `/apis/${group}/v2/teas`)).status !== 200);

      const { exitCode, result } = await desk.restore({ backupName: 'nightly' });

      expect(exitCode).toBe(80);
      expect(result.errors).toEqual([
        {
          code: 'no-served-version',
          item: expect.objectContaining({ resource: 'teas', name: 'assam' }),
          message: expect.stringMatching(/none of its archived versions.*v1/),
        },
      ]);
      expect(await api.find(app.path('v1', 'secrets', 'till'))).toBeDefined();
    });

    it('row 101: is no registration of an API, unless its policy allows the kind', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      const name = `v1beta1.${app.namespace}.example.com`;
      const apiServices = '/apis/apiregistration.k8s.io/v1/apiservices';
      const spec = {
        group: `${app.namespace}.example.com`,
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 10,
        insecureSkipTLSVerify: true,
        service: { namespace: app.namespace, name: 'gone' },
      };
      await world().api.create(apiServices, { metadata: { name }, spec });
      await desk.backUp('everything', '--include-resources', 'apiservices');
      await world().api.delete(`${apiServices}/${name}`);

      const { exitCode, result } = await desk.restore({ backupName: 'everything' });

      expect(exitCode).toBe(0);
      expect(result.restore?.items).toContainEqual(
        expect.objectContaining({
          item: `apiservices.apiregistration.k8s.io/${name}`,
          reason: 'kind-not-allowed',
          detail: expect.stringContaining('allowKinds'),
        }),
      );
      expect(result.warnings.map(({ code }) => code)).toContain('kind-not-allowed');
      expect(await world().api.find(`${apiServices}/${name}`)).toBeUndefined();
    });
  });
}
