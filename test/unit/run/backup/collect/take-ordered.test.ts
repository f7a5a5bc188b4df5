import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { collectFrom, NAMESPACES } from './collect-rig.ts';

const CONFIG_MAPS = aResourceType();
const NODES = aResourceType({
  resource: 'nodes',
  kind: 'Node',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
});

function aCluster(): FakeCluster {
  const cluster = new FakeCluster({ types: [CONFIG_MAPS, NODES, NAMESPACES] });
  for (const name of ['bank', 'shop']) {
    cluster.put(NAMESPACES, { metadata: { name } });
    for (const map of ['a', 'b', 'c']) {
      cluster.put({ ...CONFIG_MAPS, namespace: name }, { metadata: { name: map, namespace: name } });
    }
  }
  for (const name of ['one', 'two']) cluster.put(NODES, { metadata: { name } });
  return cluster;
}

const ordered = (written: Record<string, readonly string[]>) => ({
  orderedResources: new Map(Object.entries(written)),
});

describe('takeOrdered', () => {
  it('stores the named objects first, in their order, and each once', async () => {
    const options = ordered({ cm: ['shop/c', 'shop/a', 'shop/c'], nodes: ['two'] });
    const { done, stored, journal } = await collectFrom(aCluster(), {}, options);

    await done;

    expect(stored.slice(0, 3)).toEqual(['configmaps/shop/c', 'configmaps/shop/a', 'nodes/two']);
    expect(stored.filter((name) => name.startsWith('configmaps/'))).toHaveLength(6);
    expect(journal.result).toMatchObject({ errors: [], warnings: [], progress: { items: 10 } });
  });

  it.each([
    ['does not exist', 'shop/not-there'],
    ['is of another namespace than those selected', 'bank/a'],
    ['is written without its namespace', 'a'],
  ])('warns of one that %s', async (_, name) => {
    const { done, stored, journal } = await collectFrom(
      aCluster(),
      { includedNamespaces: ['shop'] },
      ordered({ configmaps: [name, 'shop/b'] }),
    );

    await done;

    expect(stored[0]).toBe('configmaps/shop/b');
    expect(journal.result.warnings).toMatchObject([{ code: 'ordered-item-missing', item: { resource: 'configmaps' } }]);
  });

  it('says nothing of types that are not selected', async () => {
    const { done, journal } = await collectFrom(
      aCluster(),
      { includedNamespaces: ['shop'] },
      ordered({ nodes: ['one'] }),
    );

    await done;

    expect(journal.result.warnings).toEqual([]);
  });

  it('keeps to the labels and to the namespaces of the selection', async () => {
    const labelSelectors = [{ matchLabels: { app: 'web' } }];
    const { done, stored } = await collectFrom(aCluster(), { labelSelectors }, ordered({ configmaps: ['shop/a'] }));

    await done;

    expect(stored).toEqual([]);
  });
});

describe('an attendant', () => {
  it('stores what it attends when the list has ended, once, and is not asked of what was stored first', async () => {
    const log: string[] = [];
    const attendant = {
      attends: ({ ref }: { ref: { name: string } }) => ref.name === 'b',
      attend: async (
        _: unknown,
        { ref }: { ref: { name: string; namespace: string | undefined } },
        store: () => Promise<void>,
      ) => {
        log.push(`before ${ref.namespace}/${ref.name}`);
        if (ref.namespace === 'shop') await store();
        log.push(`after ${ref.namespace}/${ref.name}`);
      },
    };
    const options = { ...ordered({ configmaps: ['shop/b'] }), attendant };
    const { done, stored } = await collectFrom(aCluster(), {}, options);

    await done;

    expect(log).toEqual(['before shop/b', 'after shop/b', 'before bank/b', 'after bank/b']);
    expect(stored[0]).toBe('configmaps/shop/b');
    expect(stored).not.toContain('configmaps/bank/b');
  });

  it('gets what was set aside also where the list breaks off', async () => {
    const cluster = aCluster();
    const list = cluster.list.bind(cluster);
    cluster.list = async function* breakingOff(ctx, request) {
      const pages = list(ctx, request);
      const first = await pages.next();
      if (first.done === true) return first.value;
      yield first.value;
      if (request.type.resource === 'configmaps') throw new ApiError(500, 'InternalError', 'no leader');
      const last = await pages.next();
      if (last.done !== true) throw new Error('a second page');
      return last.value;
    };
    const attendant = {
      attends: () => true,
      attend: async (_: unknown, __: unknown, store: () => Promise<void>) => store(),
    };
    const { done, stored, journal } = await collectFrom(cluster, {}, { attendant });

    await done;

    expect(stored.filter((name) => name.startsWith('configmaps/'))).toHaveLength(6);
    expect(journal.result.errors).toMatchObject([{ code: 'list-failed', resource: 'configmaps' }]);
  });
});

describe('all versions', () => {
  const types = [
    aResourceType({ group: 'example.com', resource: 'widgets', version: 'v1', kind: 'Widget' }),
    NAMESPACES,
  ];
  const servedVersions = { 'widgets.example.com': ['v1', 'v1alpha1'] };

  it('are stored of every object that is stored in the preferred one', async () => {
    const cluster = new FakeCluster({ types, servedVersions });
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    const put = (name: string) =>
      cluster.put({ ...types[0]!, namespace: 'shop' }, { metadata: { name, namespace: 'shop' } });
    put('one');
    const list = cluster.list.bind(cluster);
    cluster.list = (ctx, request) => {
      if (request.type.version === 'v1alpha1') put('made-meanwhile');
      return list(ctx, request);
    };
    const { done, stored, tally, journal } = await collectFrom(cluster, {}, { apiGroupVersions: 'All' });

    await done;

    expect(stored).toEqual([
      'widgets.example.com/shop/one',
      'widgets.example.com/shop/one@v1alpha1',
      'namespaces/shop',
    ]);
    expect(tally.items).toBe(2);
    expect(journal.result.progress).toMatchObject({ listsDone: 3, listsTotal: 3 });
  });
});
