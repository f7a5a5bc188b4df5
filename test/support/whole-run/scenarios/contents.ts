import { describe, expect, it } from 'vitest';
import { Runner, type RunnerOptions } from '../runner.ts';
import { type ServerObject, serverObjects } from '../server-objects.ts';
import { readBackup } from '../stored-backup.ts';
import { onceAt } from '../steps.ts';
import { collectionOf, type World } from '../world.ts';

const BACKUP = 'nightly-20261121021700';
const EXCLUDE_LABELS = ['lifeboat.dev/exclude-from-backup', 'velero.io/exclude-from-backup'];

/** What stands in an archive, compared with what the API server sends. */
export function describeContents(world: () => World): void {
  describe('an archive', () => {
    it('row 27: holds every object of the cluster byte for byte as lists send it, odd numbers included', async () => {
      using runner = await Runner.open(world());
      const before = await serverObjects(world().api);

      await runner.run(await runner.job());

      const { items } = await readBackup(runner.place, BACKUP);
      const steady = await unchangedSince(world(), before);
      const wanted = steady.filter((it) => !isExcluded(it) && !isRunObject(it));
      expect(wanted.length).toBeGreaterThan(50);
      for (const { key, text } of wanted) expect(items.get(key), key).toBe(text);
      expect(items.get('orders.shop.example.com/shop/order-1001')).toContain('"ledgerNumber":9223372036854775807');
      expect(items.get('orders.shop.example.com/shop/order-1003')).toContain('"ledgerNumber":-9223372036854775808');
      const known = new Set((await serverObjects(world().api)).map(({ key }) => key));
      expect([...items.keys()].filter((key) => !known.has(key))).toEqual([]);
    });

    it('leaves out what is labelled to be left out, and a namespace so labelled with all that it holds', async () => {
      using runner = await Runner.open(world());
      const hidden = await world().namespace();
      const label = { labels: { 'velero.io/exclude-from-backup': 'true' } };
      await world().api.patch(`/api/v1/namespaces/${hidden}`, { metadata: label });
      for (const namespace of [hidden, runner.namespace]) {
        const configMaps = collectionOf('v1', 'configmaps', namespace);
        await world().api.create(configMaps, { metadata: { name: 'kept' } });
        await world().api.create(configMaps, { metadata: { name: 'labelled', ...label } });
      }

      await runner.run(await runner.job());

      const { items } = await readBackup(runner.place, BACKUP);
      expect([...items.keys()].filter((key) => key.includes(hidden))).toEqual([]);
      expect(items.has(`configmaps/${runner.namespace}/kept`)).toBe(true);
      expect(items.has(`configmaps/${runner.namespace}/labelled`)).toBe(false);
      expect(items.has('orders.shop.example.com/shop/order-1004')).toBe(false);
    });

    it('holds none of our own results, pointers and Leases, but everything else of the runner’s namespace', async () => {
      using runner = await Runner.open(world());
      await runner.run(await runner.job({ due: new Date('2026-11-20T02:17:00Z') }));

      await runner.run(await runner.job());

      const { items } = await readBackup(runner.place, BACKUP);
      const own = [...items.keys()].filter((key) => key.includes(`/${runner.namespace}/`));
      expect(own.filter((key) => /\/lifeboat-(result|latest|nightly)/.test(key))).toEqual([]);
      expect(own).toContain(`jobs.batch/${runner.namespace}/backup-nightly-1`);
      expect(items.has(`namespaces/${runner.namespace}`)).toBe(true);
    });

    it('row 12: says of each type which resourceVersion it shows and when it was read, because lists are apart', async () => {
      using runner = await Runner.open(world(), shopOnly(['configmaps', 'secrets']));
      const object = { metadata: { name: `late-${runner.namespace}` } };
      const between = onceAt('batch:configmaps', async () => {
        await world().api.create(collectionOf('v1', 'configmaps', 'shop'), object);
        await world().api.create(collectionOf('v1', 'secrets', 'shop-data'), object);
      });

      await runner.run(await runner.job(), { reached: between });

      const { items, manifest } = await readBackup(runner.place, BACKUP);
      expect(items.has(`configmaps/shop/late-${runner.namespace}`)).toBe(false);
      expect(manifest.types.map(({ type }) => type)).toEqual(['configmaps', 'secrets']);
      for (const { resourceVersion, listedAt } of manifest.types) {
        expect(resourceVersion).toMatch(/^\d+$/);
        expect(listedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
    });

    it('row 23: leaves objects out that are being deleted, and a warning says how many', async () => {
      using runner = await Runner.open(world(), shopOnly(['configmaps']));
      const configMaps = collectionOf('v1', 'configmaps', 'shop');
      const name = `dying-${runner.namespace}`;
      await world().api.create(configMaps, { metadata: { name, finalizers: ['shop.example.com/hold'] } });
      await world().api.delete(`${configMaps}/${name}`);
      const job = await runner.job();

      const { exitCode } = await runner.run(job);

      await world().api.patch(`${configMaps}/${name}`, { metadata: { finalizers: null } });
      const { warnings } = await runner.result(job);
      expect(exitCode).toBe(0);
      expect((await readBackup(runner.place, BACKUP)).items.has(`configmaps/shop/${name}`)).toBe(false);
      expect(warnings).toContainEqual({
        code: 'terminating-left-out',
        resource: 'configmaps',
        message: '1 of configmaps were being deleted and are not in this backup',
      });
    });

    it('row 25: takes every name that the API server takes: colons, blanks, 253 characters', async () => {
      using runner = await Runner.open(world());
      const roles = collectionOf('rbac.authorization.k8s.io/v1', 'clusterroles');
      const odd = [`a:b c ${runner.namespace}`, `Ünï ‮ ${runner.namespace} ${'x'.repeat(200)}`];
      for (const name of odd) await world().api.create(roles, { metadata: { name }, rules: [] });
      const long = `${'n'.repeat(200)}.${runner.namespace}`.padEnd(253, 'z');
      await world().api.create(collectionOf('shop.example.com/v1', 'orders', 'shop'), {
        apiVersion: 'shop.example.com/v1',
        kind: 'Order',
        metadata: { name: long },
        spec: { customer: 'ada', ledgerNumber: 1, lines: [] },
      });

      const { exitCode } = await runner.run(await runner.job());

      const { items } = await readBackup(runner.place, BACKUP);
      expect(exitCode).toBe(0);
      for (const name of odd) expect(items.has(`clusterroles.rbac.authorization.k8s.io/${name}`), name).toBe(true);
      expect(items.has(`orders.shop.example.com/shop/${long}`)).toBe(true);
      for (const name of odd) await world().api.delete(`${roles}/${encodeURIComponent(name)}`);
    });
  });
}

function shopOnly(includedResources: readonly string[]): RunnerOptions {
  return { policy: { includedNamespaces: ['shop', 'shop-data'], includedResources } };
}

/** The objects that were the same before and after: what others change meanwhile is theirs. */
async function unchangedSince(world: World, before: readonly ServerObject[]): Promise<readonly ServerObject[]> {
  const now = new Map((await serverObjects(world.api)).map(({ key, text }) => [key, text]));
  return before.filter(({ key, text }) => now.get(key) === text);
}

function isExcluded({ labels }: ServerObject): boolean {
  return EXCLUDE_LABELS.some((label) => labels[label] === 'true');
}

function isRunObject({ labels }: ServerObject): boolean {
  return 'lifeboat.dev/kind' in labels;
}
