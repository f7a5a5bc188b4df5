import { describe, expect, it } from 'vitest';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import type { ObjectPath } from '../../../../../src/kube/cluster.ts';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { conflict } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };
const CONFIG_MAPS: ObjectPath = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };
const SECRETS: ObjectPath = { group: '', version: 'v1', resource: 'secrets', namespace: 'shop' };
const DEPLOYMENTS: ObjectPath = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' };
const REMAP: Partial<RestorePolicy> = { ownerReferences: 'Remap' };

const ownedBy = (apiVersion: string, kind: string, name: string) => ({
  metadata: { ownerReferences: [{ apiVersion, kind, name, uid: 'old', blockOwnerDeletion: true }] },
});
const PRICES = archived('configmaps/shop/prices', { kind: 'ConfigMap', ...ownedBy('v1', 'Secret', 'key') });
const KEY = archived('secrets/shop/key', { kind: 'Secret' });
const TOKEN = archived('secrets/shop/token', { kind: 'Secret', ...ownedBy('apps/v1', 'Deployment', 'web') });
const WEB = archived('deployments.apps/shop/web', { kind: 'Deployment' });

function aCluster(): FakeCluster {
  const cluster = new FakeCluster({ types: clusterTypes() });
  cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
  return cluster;
}

describe('owners', () => {
  it('row 96: are dropped unless the policy says to look for them', async () => {
    const cluster = aCluster();
    cluster.put(SECRETS, { metadata: { name: 'key' } });

    await new RestoreRig(cluster, [PRICES]).restore();

    expect(cluster.peek(CONFIG_MAPS, 'prices')?.metadata.ownerReferences).toBeUndefined();
  });

  it('row 96: that are in the cluster are written with their UID of today', async () => {
    const cluster = aCluster();
    const { uid } = cluster.put(SECRETS, { metadata: { name: 'key' } }).metadata;

    const { journal } = await new RestoreRig(cluster, [PRICES], REMAP).restore();

    expect(cluster.peek(CONFIG_MAPS, 'prices')?.metadata.ownerReferences).toEqual([
      { apiVersion: 'v1', kind: 'Secret', name: 'key', uid, blockOwnerDeletion: true },
    ]);
    expect(journal.result.warnings).toEqual([]);
    expect(cluster.requestsOf('amend')).toEqual([]);
  });

  it('row 96: that a later wave makes are added when they are there', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'amend', resource: 'secrets', error: conflict(), times: 1 });

    const { ends } = await new RestoreRig(cluster, [TOKEN, WEB, KEY], REMAP).restore();

    const uid = cluster.peek(DEPLOYMENTS, 'web')?.metadata.uid;
    expect(ends).toHaveLength(3);
    expect(cluster.peek(SECRETS, 'token')?.metadata.ownerReferences).toMatchObject([{ name: 'web', uid }]);
  });

  it('row 96: that are nowhere are left out, and told once for all that they had', async () => {
    const cluster = aCluster();
    const bill = archived('configmaps/shop/bill', { kind: 'ConfigMap', ...ownedBy('v1', 'Secret', 'key') });

    const { journal } = await new RestoreRig(cluster, [PRICES, bill], REMAP).restore();

    expect(cluster.peek(CONFIG_MAPS, 'prices')?.metadata.ownerReferences).toBeUndefined();
    expect(journal.result.warnings).toMatchObject([
      {
        code: 'owner-missing',
        message:
          'configmaps/shop/prices and 1 more had the owner Secret key, which is neither restored nor in the cluster; it is left out',
      },
    ]);
  });

  it('are looked for where the mapping moves them', async () => {
    const cluster = aCluster();
    cluster.put(SECRETS, { metadata: { name: 'key' } });
    const copies = { ...SECRETS, namespace: 'copy' };
    const policy = { ...REMAP, namespaceMapping: new Map([['shop', 'copy']]) };

    await new RestoreRig(cluster, [PRICES, KEY], policy).restore();

    const owners = cluster.peek({ ...CONFIG_MAPS, namespace: 'copy' }, 'prices')?.metadata.ownerReferences;
    expect(owners).toMatchObject([{ uid: cluster.peek(copies, 'key')?.metadata.uid }]);
  });

  it('stay as they are where the object exists', async () => {
    const cluster = aCluster();
    cluster.put(SECRETS, { metadata: { name: 'key' } });
    cluster.put(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices' } });

    const { made } = await new RestoreRig(cluster, [PRICES], REMAP).restore();

    expect(made.plan.items).toMatchObject([{ action: 'unchanged' }]);
    expect(cluster.peek(CONFIG_MAPS, 'prices')?.metadata.ownerReferences).toBeUndefined();
  });

  it('row 102: are added by the next attempt to what the first one made', async () => {
    const cluster = aCluster();
    await new RestoreRig(cluster, [PRICES], REMAP).restore();
    const { uid } = cluster.put(SECRETS, { metadata: { name: 'key' } }).metadata;

    const { ends } = await new RestoreRig(cluster, [PRICES], REMAP).restore();

    expect(ends).toEqual(['configmaps/shop/prices: created']);
    expect(cluster.peek(CONFIG_MAPS, 'prices')?.metadata.ownerReferences).toMatchObject([{ uid }]);
  });
});
