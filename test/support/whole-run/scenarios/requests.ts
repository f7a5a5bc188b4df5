import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubeconfigYaml } from '../../cluster/kubeconfig.ts';
import { countConnections } from '../connection-counter.ts';
import { Runner } from '../runner.ts';
import { serverObjects } from '../server-objects.ts';
import { readBackup } from '../stored-backup.ts';
import { collectionOf, type RunRequest, type World } from '../world.ts';

/** Objects in a full page of a list; below the first page's size there is one request for a type. */
const PAGE = 500;

/** What a run asks of the API server, and what it does not. */
export function describeRequests(world: () => World): void {
  describe('the API server', () => {
    it('row 11: is never asked for a stale answer, nor for what the backup does not need', async () => {
      using runner = await Runner.open(world());

      const asked = await requestsOf(world(), async () => runner.run(await runner.job()));

      expect(asked.filter(({ query }) => query.includes('resourceVersion'))).toEqual([]);
      expect(asked.filter(({ query }) => query.includes('watch'))).toEqual([]);
      const writes = asked.filter(({ method, path }) => method !== 'GET' && !path.includes('authorization.k8s.io'));
      expect(writes.filter(({ path }) => !path.includes(`/namespaces/${runner.namespace}/`))).toEqual([]);
      expect(asked.filter(({ path, query }) => path.endsWith('/secrets') && !query.includes('limit='))).toEqual([]);
    });

    it('P12: answers at most one list per type and full page', async () => {
      using runner = await Runner.open(world());
      const types = new Set((await serverObjects(world().api)).map(({ type }) => type)).size;

      const asked = await requestsOf(world(), async () => runner.run(await runner.job()));

      const lists = asked.filter(({ method, query }) => method === 'GET' && query.includes('limit='));
      const { items, manifest } = await readBackup(runner.place, 'nightly-20261121021700');
      // Namespaces are listed to plan and to store, the records of the policy once; empty types are lists too.
      const served = await servedTypes(world());
      expect(types).toBeLessThanOrEqual(served);
      expect(lists.length).toBeLessThanOrEqual(Math.ceil(items.size / PAGE) + served + 3);
      expect(manifest.archive.items).toBe(items.size);
      expect(asked.filter(({ status }) => status === 429)).toEqual([]);
    });

    it('P12: is asked for a namespace’s objects only, where the policy names namespaces', async () => {
      using runner = await Runner.open(world(), {
        policy: { includedNamespaces: ['shop'], includedResources: ['configmaps', 'secrets'] },
      });

      const asked = await requestsOf(world(), async () => runner.run(await runner.job()));

      const payload = asked.filter(({ query }) => query.includes('exclude-from-backup'));
      expect(payload.map(({ path }) => path).toSorted()).toEqual([
        collectionOf('v1', 'configmaps', 'shop'),
        collectionOf('v1', 'secrets', 'shop'),
      ]);
    });

    it('P9: sees a handful of connections', async () => {
      using runner = await Runner.open(world());
      await using counter = await countConnections(world().url);
      const kubeconfig = join(runner.folder, 'counted');
      writeFileSync(kubeconfig, kubeconfigYaml(counter.url, world().caPem, runner.user.token));

      const { exitCode } = await runner.run(await runner.job(), { env: { LIFEBOAT_KUBECONFIG: kubeconfig } });

      expect(exitCode).toBe(0);
      expect(counter.made).toBeGreaterThan(0);
      expect(counter.made).toBeLessThanOrEqual(8);
    });
  });
}

/** What a piece of work asked of the API server. */
async function requestsOf(world: World, work: () => Promise<unknown>): Promise<readonly RunRequest[]> {
  const before = (await world.requests()).length;
  await work();
  return (await world.requests()).slice(before);
}

/** How many types can be listed. */
async function servedTypes(world: World): Promise<number> {
  const { groups } = JSON.parse(await world.api.text('/apis')) as {
    groups: { preferredVersion: { groupVersion: string } }[];
  };
  const roots = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
  const lists = await Promise.all(
    roots.map(async (root) => {
      const { resources } = JSON.parse(await world.api.text(root)) as { resources: { verbs: string[] }[] };
      return resources.filter(({ verbs }) => verbs.includes('list')).length;
    }),
  );
  return lists.reduce((sum, count) => sum + count, 0);
}
