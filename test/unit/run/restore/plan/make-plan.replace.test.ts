import { describe, expect, it } from 'vitest';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const CLAIMS = { group: '', version: 'v1', resource: 'persistentvolumeclaims', namespace: 'shop' };
const MAPS = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };

/** What becomes of a claim that had a volume, which is not in the backup, and of a ConfigMap; both exist. */
async function planned(policy: Partial<RestorePolicy>) {
  const cluster = new FakeCluster({ types: clusterTypes() });
  cluster.put({ group: '', version: 'v1', resource: 'namespaces' }, { metadata: { name: 'shop' } });
  cluster.put(CLAIMS, { metadata: { name: 'data' }, spec: { volumeName: 'pv-1' } });
  cluster.put(MAPS, { metadata: { name: 'settings' } });
  const items = [
    archived('persistentvolumeclaims/shop/data', { kind: 'PersistentVolumeClaim', spec: { volumeName: 'pv-1' } }),
    archived('configmaps/shop/settings', { kind: 'ConfigMap' }),
  ];
  const { plan } = await new RestoreRig(cluster, items, {
    replace: { objects: true, volumes: true, confirm: undefined },
    ...policy,
  }).plan();
  return plan.items.map(({ ref, action, isReplaced = false }) => [ref.resource, action, isReplaced]);
}

describe('a plan that replaces', () => {
  it('never deletes a claim that it would not make again, because its data is not in the backup', async () => {
    const items = await planned({});

    expect(items[0]).toEqual(['persistentvolumeclaims', expect.not.stringMatching('recreate'), false]);
    expect(items[1]).toEqual(['configmaps', 'recreate', true]);
  });

  it('deletes it where it may start empty', async () => {
    const items = await planned({ emptyVolumes: 'Allow' });

    expect(items[0]).toEqual(['persistentvolumeclaims', 'recreate', true]);
  });

  it('deletes nothing where the policy does not say so', async () => {
    const items = await planned({ replace: { objects: false, volumes: false, confirm: undefined } });

    expect(items.map(([, , isReplaced]) => isReplaced)).toEqual([false, false]);
  });
});
