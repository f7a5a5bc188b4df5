import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type EndedRun, type Installation, startInstallation } from '../support/installation.ts';
import { type EndedRestore, Restores } from '../support/installation-restores.ts';
import { problemsOfResult } from '../support/result-schema.ts';
import { type Content, rigContent } from '../support/rig-content.ts';
import { applyShop } from '../support/shop/apply-shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

/** What Lifeboat is for: what a Job saved, a Job brings back. */
describe('a namespace that was deleted', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let lifeboat: Installation;
  let restores: Restores;
  let saved: EndedRun;
  beforeAll(async () => {
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    lifeboat = await startInstallation(rig);
    restores = new Restores(lifeboat);
    await applyShop(lifeboat);
    await lifeboat.apply({
      target: { storage, bucket: await storage.bucket() },
      components: ['restore-cluster-admin'],
    });
    saved = await lifeboat.run('nightly-now');
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  const whatWasSaved = () => ({ storageLocation: 'main', backupName: saved.result.backup?.name });
  const sumOf = (counts: object = {}) => Object.values(counts).reduce((sum: number, count: number) => sum + count, 0);

  describe('and comes back by a request and a Job', () => {
    let before: Content;
    let plan: EndedRestore;
    let apply: EndedRestore;
    beforeAll(async () => {
      before = await rigContent(rig, 'shop');
      await lifeboat.kubectl(['delete', 'namespace', 'shop']);
      plan = await restores.run('shop-plan', { ...whatWasSaved(), includedNamespaces: ['shop'] });
      apply = await restores.run('shop-back', { ...whatWasSaved(), includedNamespaces: ['shop'], mode: 'Apply' });
    });

    it('is planned first: what will be done with each object, and why', () => {
      const { phase, exitCode, restore } = plan.result;

      expect([plan.end.type, phase, exitCode]).toEqual(['Complete', 'Planned', 0]);
      expect(restore?.items).toContainEqual({
        item: 'deployments.apps/shop/storefront',
        wave: 'workloads',
        action: 'create',
      });
      expect(restore?.items).toHaveLength(sumOf(restore?.planned));
    });

    it('is there again, object by object, once the Job was resumed', async () => {
      const { phase, exitCode, errors, restore } = apply.result;

      expect([apply.end.type, phase, exitCode, errors]).toEqual(['Complete', 'Completed', 0, []]);
      expect(restore).toMatchObject({ planDigest: plan.result.restore?.planDigest, finished: true });
      await expect.poll(() => rigContent(rig, 'shop')).toEqual(before); // controllers take back what is theirs
      expect(before.size).toBeGreaterThan(25);
    });

    it('works again: its controllers take over what was restored', async () => {
      const path = '/apis/apps/v1/namespaces/shop/deployments/storefront';
      interface Deployment {
        readonly status: { readonly replicas?: number; readonly observedGeneration?: number };
      }

      const { status } = await rig.waitFor<Deployment>(path, (it) => it.status.replicas === 3);

      expect(status.observedGeneration).toBeGreaterThan(0);
    });

    it('leaves a result ConfigMap of each step, for people and for programs', async () => {
      const results = [saved.configMap, plan.configMap, apply.configMap];

      const summaries = results.map(({ data }) => data.summary.split('\n').slice(0, -1).length);
      expect(results.map(({ data }) => problemsOfResult(data['result.json']))).toEqual([[], [], []]);
      expect(results.map(({ immutable }) => immutable)).toEqual([true, true, true]);
      expect(results.map(({ metadata }) => metadata.labels?.['lifeboat.dev/phase'])).toEqual([
        'Completed',
        'Planned',
        'Completed',
      ]);
      expect(new Set(results.map(({ metadata }) => metadata.labels?.['lifeboat.dev/backup']))).toEqual(
        new Set([saved.result.backup?.name]),
      );
      expect(summaries).toEqual([6, 6, 6]);
      expect(await restores.results()).toHaveLength(2);
    });
  });

  describe('with volumes that were kept', () => {
    it('comes back without its claims and its database, and says so: 80; with them once the volumes are set free', async () => {
      const spec = { ...whatWasSaved(), includedNamespaces: ['shop-data'], mode: 'Apply' };
      const before = await rigContent(rig, 'shop-data');
      await lifeboat.kubectl(['delete', 'namespace', 'shop-data']);

      const partial = await restores.run('data-back', spec);
      const volumes = partial.result.errors.flatMap(({ message }) => /its volume (\S+) waits/.exec(message)?.[1] ?? []);
      const database = await rig.api.find('/apis/apps/v1/namespaces/shop-data/statefulsets/database');
      for (const volume of volumes) {
        const free = ['patch', 'pv', volume, '--type=json', '--patch=[{"op":"remove","path":"/spec/claimRef/uid"}]'];
        await lifeboat.kubectl(free);
      }
      const rest = await restores.run('data-back-2', spec);

      expect(partial.result).toMatchObject({ phase: 'PartiallyFailed', exitCode: 80, reason: 'no-volume-data' });
      expect(database).toBeUndefined();
      expect(volumes).toEqual(['shop-disk-database-0', 'shop-disk-database-1']);
      expect(rest.result).toMatchObject({ phase: 'Completed', exitCode: 0, errors: [] });
      expect(rest.result.restore?.ended).toMatchObject({ created: 3 });
      await expect.poll(() => rigContent(rig, 'shop-data')).toEqual(before); // controllers take back what is theirs
    });
  });
});
