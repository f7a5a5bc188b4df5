import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../../src/domain/problem.ts';
import type { ResourceType } from '../../../../../src/domain/resource.ts';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { collectFrom, NAMESPACES } from './collect-rig.ts';

const CONFIG_MAPS = aResourceType();
const SECRETS = aResourceType({ resource: 'secrets', kind: 'Secret', singular: 'secret', shortNames: [] });
const UNAVAILABLE = new RunError('cluster-unavailable', 'connection refused');

function aCluster(types: readonly ResourceType[] = [CONFIG_MAPS, SECRETS, NAMESPACES]): FakeCluster {
  const cluster = new FakeCluster({ types });
  for (const name of ['shop', 'bank', 'empty']) cluster.put(NAMESPACES, { metadata: { name } });
  cluster.put(
    { ...CONFIG_MAPS, namespace: 'shop' },
    { metadata: { name: 'settings', namespace: 'shop', labels: { app: 'web', tier: 'a' } } },
  );
  cluster.put({ ...CONFIG_MAPS, namespace: 'bank' }, { metadata: { name: 'settings', namespace: 'bank' } });
  cluster.put(
    { ...SECRETS, namespace: 'shop' },
    { metadata: { name: 'password', namespace: 'shop', labels: { tier: 'a' } } },
  );
  return cluster;
}

describe('collect', () => {
  it('stores every selected item, and Namespace objects last', async () => {
    const { done, stored, journal } = await collectFrom(aCluster());

    await done;

    expect(stored.slice(0, 3).toSorted()).toEqual([
      'configmaps/bank/settings',
      'configmaps/shop/settings',
      'secrets/shop/password',
    ]);
    expect(stored.slice(3)).toEqual(['namespaces/bank', 'namespaces/empty', 'namespaces/shop']);
    expect(journal.result.progress).toMatchObject({ listsDone: 3, listsTotal: 3, items: 6 });
  });

  it('drops objects of excluded namespaces from a list across all of them', async () => {
    const { done, stored } = await collectFrom(aCluster(), { excludedNamespaces: ['bank'] });

    await done;

    expect(stored).not.toContain('configmaps/bank/settings');
    expect(stored).not.toContain('namespaces/bank');
  });

  it('stores an object once that matches several selectors', async () => {
    const labelSelectors = [{ matchLabels: { app: 'web' } }, { matchLabels: { tier: 'a' } }];
    const { done, stored } = await collectFrom(aCluster(), { labelSelectors });

    await done;

    expect(stored).toEqual(['configmaps/shop/settings', 'secrets/shop/password', 'namespaces/shop']);
  });

  it('row 9: counts an item once that a list shows twice', async () => {
    const cluster = aCluster();
    const list = cluster.list.bind(cluster);
    cluster.list = async function* twice(...request) {
      const pages = list(...request);
      for (;;) {
        const batch = await pages.next();
        if (batch.done === true) return batch.value;
        yield [...batch.value, ...batch.value];
      }
    };
    const { done, stored, journal, tally } = await collectFrom(cluster);

    await done;

    expect(tally.items).toBe(stored.length);
    expect(tally.types()).toMatchObject([
      { type: 'configmaps', items: 2 },
      { type: 'namespaces', items: 3 },
      { type: 'secrets', items: 1 },
    ]);
    expect(journal.result.progress).toMatchObject({ items: 6 });
  });

  it('row 3: goes on when one list fails to the end, and says which', async () => {
    const cluster = aCluster().fault({ verb: 'list', resource: 'secrets', error: UNAVAILABLE });
    const { done, stored, journal } = await collectFrom(cluster);

    await done;

    expect(stored).toContain('configmaps/shop/settings');
    expect(journal.result.errors).toMatchObject([
      { code: 'list-failed', resource: 'secrets', message: 'Cannot list secrets: connection refused' },
    ]);
  });

  it('row 3: ends the run when the cluster is gone', async () => {
    const cluster = aCluster()
      .fault({ verb: 'list', error: UNAVAILABLE })
      .fault({ verb: 'version', error: UNAVAILABLE });
    const { done } = await collectFrom(cluster);

    await expect(done).rejects.toMatchObject({ code: 'cluster-unavailable' });
  });

  it('row 3: ends the run when no list at all succeeds', async () => {
    const cluster = aCluster().fault({ verb: 'list', error: UNAVAILABLE });
    const { done } = await collectFrom(cluster);

    await expect(done).rejects.toMatchObject({
      code: 'cluster-unavailable',
      message: expect.stringContaining('Cannot list anything'),
    });
  });

  it('row 3: takes no Namespace objects for a backup when every list of items fails', async () => {
    const cluster = aCluster()
      .fault({ verb: 'list', resource: 'configmaps', error: UNAVAILABLE })
      .fault({ verb: 'list', resource: 'secrets', error: UNAVAILABLE });
    const { done, stored } = await collectFrom(cluster);

    await expect(done).rejects.toMatchObject({ code: 'cluster-unavailable' });
    expect(stored).toEqual([]);
  });

  it('row 17: ends the run as forbidden when every list is refused after all', async () => {
    const cluster = aCluster().fault({ verb: 'list', error: new ApiError(403, 'Forbidden', 'it is forbidden') });
    const { done } = await collectFrom(cluster);

    await expect(done).rejects.toMatchObject({ code: 'permission-denied' });
  });

  it('row 16: records a list that is forbidden after all', async () => {
    const cluster = aCluster().fault({
      verb: 'list',
      resource: 'secrets',
      error: new ApiError(403, 'Forbidden', 'secrets is forbidden'),
    });
    const { done, journal } = await collectFrom(cluster);

    await done;

    expect(journal.result.errors).toMatchObject([{ code: 'forbidden', resource: 'secrets' }]);
  });

  it('row 18: warns of a type that vanished while it was backed up', async () => {
    const cluster = aCluster().fault({
      verb: 'list',
      resource: 'secrets',
      error: new ApiError(404, 'NotFound', 'not found'),
    });
    const { done, journal } = await collectFrom(cluster);

    await done;

    expect(journal.result).toMatchObject({ errors: [], warnings: [{ code: 'type-gone', resource: 'secrets' }] });
  });

  it('row 19: takes a type in the version that is served instead', async () => {
    const types = [CONFIG_MAPS, SECRETS];
    const cluster = aCluster(types).fault({
      verb: 'list',
      resource: 'secrets',
      times: 1,
      meanwhile: () => void types.splice(1, 1, { ...SECRETS, version: 'v2' }),
      error: new ApiError(404, 'NotFound', 'not found'),
    });
    const { done, tally } = await collectFrom(cluster);

    await done;

    expect(tally.types()).toMatchObject([{ type: 'configmaps' }, { type: 'secrets', version: 'v2', items: 1 }]);
  });

  it('row 20: records what the server said when it cannot convert a type', async () => {
    const message = 'conversion webhook for example.com/v1 failed';
    const cluster = aCluster().fault({
      verb: 'list',
      resource: 'secrets',
      error: new ApiError(500, 'InternalError', message),
    });
    const { done, journal } = await collectFrom(cluster);

    await done;

    expect(journal.result.errors).toMatchObject([{ code: 'list-failed', message: `Cannot list secrets: ${message}` }]);
  });

  it('row 23: leaves terminating objects out and counts them in a warning', async () => {
    const cluster = aCluster();
    const metadata = { name: 'leaving', namespace: 'shop', deletionTimestamp: '2026-11-21T02:00:00Z' };
    cluster.put({ ...CONFIG_MAPS, namespace: 'shop' }, { metadata });
    const { done, stored, journal } = await collectFrom(cluster);

    await done;

    expect(stored).not.toContain('configmaps/shop/leaving');
    expect(journal.result.warnings).toMatchObject([{ code: 'terminating-left-out' }]);
  });

  it('counts no terminating object of a namespace that is not selected', async () => {
    const cluster = aCluster();
    const metadata = { name: 'leaving', namespace: 'bank', deletionTimestamp: '2026-11-21T02:00:00Z' };
    cluster.put({ ...CONFIG_MAPS, namespace: 'bank' }, { metadata });
    const { done, journal } = await collectFrom(cluster, { excludedNamespaces: ['bank'] });

    await done;

    expect(journal.result.warnings).toEqual([]);
  });

  it('row 58: ends the run at once when the disk is full', async () => {
    const full = new RunError('cannot-write', 'no space left on device');
    const cluster = aCluster().fault({ verb: 'list', resource: 'secrets', error: full });
    const { done } = await collectFrom(cluster);

    await expect(done).rejects.toBe(full);
  });
});
