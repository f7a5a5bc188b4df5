import { describe, expect, it } from 'vitest';
import { ApiError, type KubeObject, type ObjectPath } from '../../../../../src/kube/cluster.ts';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { conflict, forbidden, unavailable } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const CONFIG_MAPS: ObjectPath = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };
const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };
const PRICES = archived('configmaps/shop/prices', { kind: 'ConfigMap', data: { assam: '4' } });
const RECREATE: Partial<RestorePolicy> = { existingResourcePolicies: new Map([['configmaps', 'recreate']]) };

/** A cluster in which the prices are other ones. */
function aCluster(metadata: Partial<KubeObject['metadata']> = {}): FakeCluster {
  const cluster = new FakeCluster({ types: clusterTypes() });
  cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
  cluster.put(CONFIG_MAPS, { ...live('9'), metadata: { name: 'prices', ...metadata } });
  return cluster;
}

function live(assam: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices' }, data: { assam } };
}

describe('an object that is recreated', () => {
  it('row 93: is deleted by its UID and created anew, as the plan said', async () => {
    const cluster = aCluster();
    const before = cluster.peek(CONFIG_MAPS, 'prices');

    const { made, ends } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    const after = cluster.peek(CONFIG_MAPS, 'prices');
    expect(made.plan.items).toMatchObject([{ action: 'recreate', detail: 'differs in data.assam' }]);
    expect(ends).toEqual(['configmaps/shop/prices: recreated']);
    expect(after).toMatchObject({ data: { assam: '4' } });
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(cluster.requestsOf('amend')).toEqual([]);
  });

  it('is left alone where it is as archived', async () => {
    const cluster = aCluster();
    cluster.put(CONFIG_MAPS, live('4'));

    const { made } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    expect(made.plan.items).toMatchObject([{ action: 'unchanged' }]);
    expect(cluster.requestsOf('delete')).toEqual([]);
  });

  it('is waited for until it is gone, and given up where finalizers hold it', async () => {
    const cluster = aCluster({ finalizers: ['example.com/hold'] });
    const rig = new RestoreRig(cluster, [PRICES], RECREATE);

    const { ends, entries } = await rig.restore();

    expect(ends).toEqual(['configmaps/shop/prices: failed (object-terminating)']);
    expect(entries.errors[0]?.message).toMatch(/^configmaps\/shop\/prices is not restored, .*since /);
    expect(rig.ctx.clock.monotonicMs()).toBeLessThan(1.1 * rig.ctx.timings.deletionWaitMs);
    expect(cluster.requestsOf('delete')).toHaveLength(1);
  });

  it('is created as soon as its finalizers let it go', async () => {
    const cluster = aCluster({ finalizers: ['example.com/hold'] });
    let looks = 0;
    cluster.fault({
      verb: 'read',
      resource: 'configmaps',
      meanwhile: () => (++looks === 3 ? cluster.remove(CONFIG_MAPS, 'prices') : undefined),
    });

    const { ends } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    expect(ends).toEqual(['configmaps/shop/prices: recreated']);
  });

  it('is judged again where another one has taken its place meanwhile', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'delete', resource: 'configmaps', error: conflict(), times: 1 });

    const { ends } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    expect(ends).toEqual(['configmaps/shop/prices: recreated']);
    expect(cluster.requestsOf('delete')).toHaveLength(2);
  });

  it('is put back as it was where the archived one is refused, and not tried again', async () => {
    const cluster = aCluster({ labels: { team: 'tea' } });
    cluster.fault({ verb: 'write', resource: 'configmaps', error: forbidden('webhook says no'), times: 1 });

    const { ends, entries } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    expect(ends).toEqual(['configmaps/shop/prices: failed (forbidden)']);
    expect(entries.errors[0]?.message).toMatch(/webhook says no; the object that was there is put back$/);
    expect(cluster.peek(CONFIG_MAPS, 'prices')).toMatchObject({
      data: { assam: '9' },
      metadata: { labels: { team: 'tea' } },
    });
    expect(cluster.requestsOf('delete')).toHaveLength(1);
  });

  it('is told to be lost where not even that is possible', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'write', resource: 'configmaps', error: new ApiError(422, 'Invalid', 'bad tea') });

    const { entries } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    expect(entries.errors[0]?.message).toMatch(/is deleted, and could not be put back: bad tea$/);
  });

  it('is left to whoever is quicker', async () => {
    const cluster = aCluster();
    const meanwhile = () => void cluster.put(CONFIG_MAPS, live('7'));
    cluster.fault({ verb: 'write', resource: 'configmaps', meanwhile, times: 1 });

    const { ends } = await new RestoreRig(cluster, [PRICES], RECREATE).restore();

    expect(ends).toEqual(['configmaps/shop/prices: failed (exists-and-differs)']);
  });

  it('row 102: is created by the next attempt where the first was cut off behind the delete', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'write', resource: 'configmaps', error: unavailable(), times: 3 });
    const rig = new RestoreRig(cluster, [PRICES], RECREATE);
    await expect(rig.restore()).rejects.toThrow('Cannot reach the API server');

    const { ends } = await rig.restore();

    expect(ends).toEqual(['configmaps/shop/prices: created']);
  });
});

describe('an object that must not differ', () => {
  it('is planned to fail where it does', async () => {
    const policy: Partial<RestorePolicy> = { existingResourcePolicies: new Map([['*', 'fail']]) };

    const { plan } = await new RestoreRig(aCluster(), [PRICES], policy).plan();

    expect(plan.items).toMatchObject([{ action: 'fail', reason: 'exists-and-differs', detail: 'data.assam' }]);
  });

  it('is an error where it has come to differ since the plan, and is left as it is', async () => {
    const cluster = aCluster();
    cluster.remove(CONFIG_MAPS, 'prices');
    const policy: Partial<RestorePolicy> = { existingResourcePolicies: new Map([['*', 'fail']]) };

    const rig = new RestoreRig(cluster, [PRICES], policy);
    const { ends, entries } = await rig.restore(() => void cluster.put(CONFIG_MAPS, live('9')));

    expect(ends).toEqual(['configmaps/shop/prices: failed (exists-and-differs)']);
    expect(entries).toMatchObject({ errors: [{ code: 'exists-and-differs' }], warnings: [] });
    expect(cluster.peek(CONFIG_MAPS, 'prices')).toMatchObject({ data: { assam: '9' } });
  });
});
