import { describe, expect, it } from 'vitest';
import { ApiError, type ObjectPath } from '../../../../../src/kube/cluster.ts';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { archived } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };
const SERVICES: ObjectPath = { group: '', version: 'v1', resource: 'services', namespace: 'shop' };
const FIELDS = [{ manager: 'kubectl', operation: 'Apply', fieldsV1: { 'f:spec': {} } }];

function aService(annotations: Readonly<Record<string, string>> = {}) {
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
  return archived('services/shop/web', { kind: 'Service', metadata: { annotations, managedFields: FIELDS }, status });
}

function aCluster(): FakeCluster {
  const cluster = new FakeCluster({ types: clusterTypes() });
  cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
  return cluster;
}

const restoring = async (policy: Partial<RestorePolicy>, cluster = aCluster(), service = aService()) => {
  const { ends, entries } = await new RestoreRig(cluster, [service], policy).restore();
  return { ends, entries, amended: cluster.requestsOf('amend') };
};

describe('managed fields', () => {
  it('are put back by a patch behind everything else, where the policy says so', async () => {
    const policy: Partial<RestorePolicy> = {
      managedFields: 'Restore',
      restoreStatus: { included: [], excluded: [] },
    };

    const { ends, amended } = await restoring(policy);

    expect(ends).toEqual(['services/shop/web: created']);
    expect(amended.map(({ body, options }) => [Object.keys(body as object), options?.subresource])).toEqual([
      [['status'], 'status'],
      [['metadata'], undefined],
    ]);
    expect(amended[1]?.body).toEqual({ metadata: { managedFields: FIELDS } });
  });

  it('are left to the server where it does not', async () => {
    expect((await restoring({})).amended).toEqual([]);
  });

  it('that are refused are an error about an object that is restored', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'amend', resource: 'services', error: forbidden('no patches') });

    const { ends, entries } = await restoring({ managedFields: 'Restore' }, cluster);

    expect(ends).toEqual(['services/shop/web: created (managed-fields-not-written)']);
    expect(entries).toMatchObject({ errors: [{ code: 'managed-fields-not-written' }], warnings: [] });
  });

  it('are a warning where the object is gone again', async () => {
    const cluster = aCluster();
    cluster.fault({ verb: 'amend', resource: 'services', error: new ApiError(404, 'NotFound', 'not found') });

    const { entries } = await restoring({ managedFields: 'Restore' }, cluster);

    expect(entries).toMatchObject({ errors: [], warnings: [{ code: 'managed-fields-not-written' }] });
  });

  it('row 102: are written again by an attempt that cannot know whether it came to that', async () => {
    const cluster = aCluster();
    const rig = new RestoreRig(cluster, [aService()], { managedFields: 'Restore' });
    await rig.restore();

    const { ends } = await rig.restore();

    expect(ends).toEqual(['services/shop/web: created']);
    expect(cluster.requestsOf('amend')).toHaveLength(2);
    expect(cluster.peek(SERVICES, 'web')?.metadata).toMatchObject({ managedFields: FIELDS });
  });
});

describe('a status', () => {
  it.each([
    ['true', undefined, ['status']],
    [' True ', undefined, ['status']],
    ['false', { included: [], excluded: [] }, []],
    ['perhaps', { included: [], excluded: [] }, ['status']],
    ['perhaps', undefined, []],
  ])('that the object itself calls %j is written so, whatever the policy says', async (said, restoreStatus, wanted) => {
    const service = aService({ 'velero.io/restore-status': said });

    const { amended } = await restoring({ restoreStatus }, aCluster(), service);

    expect(amended.map(({ options }) => options?.subresource)).toEqual(wanted);
  });
});
