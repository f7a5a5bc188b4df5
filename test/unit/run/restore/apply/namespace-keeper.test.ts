import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { NamespaceKeeper } from '../../../../../src/run/restore/apply/namespace-keeper.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden, unavailable } from '../../../../support/fake-cluster/fault.ts';

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

/** A cluster whose namespace `shop` is being deleted. */
function withEndingShop(): FakeCluster {
  const cluster = new FakeCluster();
  cluster.put(NAMESPACES, { metadata: { name: 'shop', deletionTimestamp: '2026-11-21T02:16:00Z' } });
  return cluster;
}

/** A keeper that knows nothing but what it asks. */
function keeperOf(cluster: FakeCluster): NamespaceKeeper {
  return new NamespaceKeeper({ cluster, namespaces: new Map() });
}

describe('NamespaceKeeper', () => {
  it('asks for no namespace of which it is known that it is there', async () => {
    const cluster = new FakeCluster();
    const keeper = new NamespaceKeeper({ cluster, namespaces: new Map([['shop', { isTerminating: false }]]) });

    expect(await keeper.ready(aContext(), 'shop')).toBeUndefined();
    expect(cluster.requests).toEqual([]);
  });

  it('finds a namespace ready that is there, and asks once however many items go into it', async () => {
    const cluster = new FakeCluster();
    cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
    const keeper = keeperOf(cluster);
    const ctx = aContext();

    const found = await Promise.all([keeper.ready(ctx, 'shop'), keeper.ready(ctx, 'shop'), keeper.ready(ctx, 'shop')]);
    const asked = cluster.requests.length;
    await keeper.ready(ctx, 'shop');

    expect(found).toEqual([undefined, undefined, undefined]);
    expect(cluster.requests).toHaveLength(asked);
    expect(cluster.requestsOf('create')).toEqual([]);
  });

  it('row 98: makes a namespace that is not there, with nothing but its name', async () => {
    const cluster = new FakeCluster();

    expect(await keeperOf(cluster).ready(aContext(), 'shop')).toBeUndefined();
    expect(cluster.requestsOf('create').map(({ body }) => body)).toEqual([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    ]);
  });

  it('row 98: waits for the end of a namespace that is being deleted, and makes it then', async () => {
    const cluster = withEndingShop();
    let looks = 0;
    cluster.fault({ verb: 'read', meanwhile: () => (++looks === 5 ? cluster.remove(NAMESPACES, 'shop') : undefined) });
    const ctx = aContext();

    expect(await keeperOf(cluster).ready(ctx, 'shop')).toBeUndefined();
    expect(ctx.clock.pauses).toEqual(Array.from({ length: 4 }, () => ctx.timings.pollEveryMs));
    expect(cluster.peek(NAMESPACES, 'shop')?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('row 98: gives a namespace up that is still being deleted after ten minutes, and says so', async () => {
    const ctx = aContext();

    const unusable = await keeperOf(withEndingShop()).ready(ctx, 'shop');

    expect(unusable).toEqual({
      reason: 'namespace-unusable',
      detail: 'namespace shop was still being deleted after 10 min',
    });
    expect(ctx.clock.monotonicMs()).toBe(ctx.timings.namespaceWaitMs);
  });

  it('row 98: that is stopped while it waits stops at once', async () => {
    const ctx = aContext();
    ctx.clock.stand();

    const ready = keeperOf(withEndingShop()).ready(ctx, 'shop');
    ctx.controller.abort(new Error('stopped'));

    await expect(ready).rejects.toThrow('stopped');
  });

  it.each([
    ['somebody made it first', new ApiError(409, 'AlreadyExists', 'namespaces "shop" already exists')],
    ['the answer was lost', unavailable()],
  ])('takes a namespace that is there after all: %s', async (_, error) => {
    const cluster = new FakeCluster();
    cluster.fault({ verb: 'create', error, afterwards: true });

    expect(await keeperOf(cluster).ready(aContext(), 'shop')).toBeUndefined();
  });

  it('says why a namespace cannot be made', async () => {
    const cluster = new FakeCluster().fault({ verb: 'create', error: forbidden('namespaces is forbidden') });

    expect(await keeperOf(cluster).ready(aContext(), 'shop')).toEqual({
      reason: 'namespace-unusable',
      detail: 'namespace shop cannot be made: namespaces is forbidden',
    });
  });

  it('leaves it to the item to say that a namespace may not be looked at', async () => {
    const cluster = new FakeCluster().fault({ verb: 'read', error: forbidden('namespaces "shop" is forbidden') });

    await expect(keeperOf(cluster).ready(aContext(), 'shop')).rejects.toMatchObject({ status: 403 });
    expect(cluster.requestsOf('create')).toEqual([]);
  });
});
