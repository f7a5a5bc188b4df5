import { describe, expect, it } from 'vitest';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A ConfigMap in each of more namespaces than are listed one by one. */
const ITEMS = NAMES.map((namespace) => archived(`configmaps/${namespace}/prices`, { kind: 'ConfigMap' }));

function aCluster(): FakeCluster {
  const cluster = new FakeCluster({ types: clusterTypes() });
  for (const name of NAMES) {
    cluster.put({ group: '', version: 'v1', resource: 'namespaces' }, { metadata: { name } });
    const path = { group: '', version: 'v1', resource: 'configmaps', namespace: name };
    if (name !== 'f') cluster.put(path, { metadata: { name: 'prices' } });
  }
  return cluster;
}

const actionsOf = async (cluster: FakeCluster) => {
  const { plan } = await new RestoreRig(cluster, ITEMS).plan();
  return plan.items.map(({ action }) => action);
};

describe('lookUpLive', () => {
  it('lists a type once where its items go to many namespaces', async () => {
    const cluster = aCluster();

    expect(await actionsOf(cluster)).toEqual([...Array.from({ length: 5 }, () => 'unchanged'), 'create']);
    expect(cluster.requestsOf('list', 'configmaps').map(({ namespace }) => namespace)).toEqual([undefined]);
  });

  it('lists it in each of them where it may not be listed across all', async () => {
    const cluster = aCluster().fault({ verb: 'list', resource: 'configmaps', error: forbidden(), times: 1 });

    expect(await actionsOf(cluster)).toEqual([...Array.from({ length: 5 }, () => 'unchanged'), 'create']);
    expect(cluster.requestsOf('list', 'configmaps').map(({ namespace }) => namespace)).toEqual([undefined, ...NAMES]);
  });

  it('leaves undecided what may not be listed in one of them, and nothing else', async () => {
    const cluster = aCluster().fault({ verb: 'list', resource: 'configmaps', error: forbidden(), times: 2 });

    expect(await actionsOf(cluster)).toEqual(['unknown', ...Array.from({ length: 4 }, () => 'unchanged'), 'create']);
  });
});
