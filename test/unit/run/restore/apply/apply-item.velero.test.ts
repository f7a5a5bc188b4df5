import { describe, expect, it } from 'vitest';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import { phaseOf } from '../../../../../src/domain/phase.ts';
import { ApiError, type ObjectPath } from '../../../../../src/kube/cluster.ts';
import { archived, type FakeItem } from '../../../../support/fake-archive.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { forbidden, type Fault } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };
const CONFIG_MAPS: ObjectPath = { group: '', version: 'v1', resource: 'configmaps', namespace: 'shop' };
const ACCOUNTS: ObjectPath = { group: '', version: 'v1', resource: 'serviceaccounts', namespace: 'shop' };
const PRICES = archived('configmaps/shop/prices', { kind: 'ConfigMap', data: { assam: '4' } });
const BREWER = archived('serviceaccounts/shop/brewer', {
  kind: 'ServiceAccount',
  metadata: { labels: { team: 'tea' } },
  imagePullSecrets: [{ name: 'archived' }],
});

interface Case {
  readonly items?: readonly FakeItem[];
  readonly policy?: Partial<RestorePolicy>;
  /** What has come between the plan and its item. */
  readonly meanwhile?: (cluster: FakeCluster) => void;
  readonly fault?: Fault;
}

/** Restores after the plan was made of a cluster without the items: what is there then is met by the writes. */
async function outcome({ items = [PRICES], policy = {}, meanwhile = () => undefined, fault }: Case) {
  const cluster = new FakeCluster({ types: clusterTypes() });
  cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
  const rig = new RestoreRig(cluster, items, policy);
  const { ends, entries } = await rig.restore(() => {
    meanwhile(cluster);
    if (fault !== undefined) cluster.fault(fault);
  });
  const codes = (of: readonly { readonly code: string }[]) => of.map(({ code }) => code);
  return {
    ends,
    errors: codes(entries.errors),
    warnings: codes(entries.warnings),
    phase: phaseOf(entries.errors.length),
    cluster,
  };
}

const another = (cluster: FakeCluster) => {
  cluster.put(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices' }, data: { assam: '9' } });
};

/** Velero's table of outcomes (`restoreItem`), row by row; `docs/velero.md` has the rows in which we differ. */
describe('an object that exists and differs', () => {
  it.each(['none', 'update'] as const)('is merged where it is a ServiceAccount, under %s', async (existing) => {
    const live = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'brewer', labels: { a: 'b' } } };
    const meanwhile = (cluster: FakeCluster) => void cluster.put(ACCOUNTS, live);

    const { ends, phase, cluster } = await outcome({
      items: [BREWER],
      policy: { existingResourcePolicy: existing },
      meanwhile,
    });

    expect([ends, phase]).toEqual([['serviceaccounts/shop/brewer: updated'], 'Completed']);
    expect(cluster.peek(ACCOUNTS, 'brewer')).toMatchObject({
      imagePullSecrets: [{ name: 'archived' }],
      metadata: { labels: { a: 'b', team: 'tea' } },
    });
  });

  it('is a warning under none, and left as it is', async () => {
    const { ends, errors, warnings, phase } = await outcome({ meanwhile: another });

    expect(ends).toEqual(['configmaps/shop/prices: skipped (exists-and-differs)']);
    expect([errors, warnings, phase]).toEqual([[], ['exists-and-differs'], 'Completed']);
  });

  it('becomes what the archive says under update', async () => {
    const policy = { existingResourcePolicy: 'update' } as const;

    const { ends, phase, cluster } = await outcome({ meanwhile: another, policy });

    expect([ends, phase]).toEqual([['configmaps/shop/prices: updated'], 'Completed']);
    expect(cluster.peek(CONFIG_MAPS, 'prices')).toMatchObject({ data: { assam: '4' } });
  });

  it('is an error under update where that is refused, and nothing of it is changed', async () => {
    const policy = { existingResourcePolicy: 'update' } as const;
    const fault: Fault = { verb: 'amend', resource: 'configmaps', error: new ApiError(422, 'Invalid', 'bad tea') };

    const { errors, phase, cluster } = await outcome({ meanwhile: another, policy, fault });

    expect([errors, phase]).toEqual([['rejected'], 'PartiallyFailed']);
    expect(cluster.requestsOf('amend').every(({ body }) => Object.hasOwn(body as object, 'data'))).toBe(true);
  });

  it('is an error where nobody may look at it', async () => {
    const fault: Fault = { verb: 'readBytes', resource: 'configmaps', error: forbidden() };

    expect(await outcome({ meanwhile: another, fault })).toMatchObject({
      errors: ['forbidden'],
      phase: 'PartiallyFailed',
    });
  });
});

describe('an object that does not exist', () => {
  it('is an error where its creation is refused', async () => {
    const fault: Fault = { verb: 'write', resource: 'configmaps', error: new ApiError(422, 'Invalid', 'bad tea') };

    expect(await outcome({ fault })).toMatchObject({ errors: ['rejected'], phase: 'PartiallyFailed' });
  });

  it('is an error where its document is none', async () => {
    const broken = archived('configmaps/shop/prices', { kind: 'ConfigMap' });
    const copies = Object.fromEntries(Object.keys(broken.copies).map((version) => [version, '{"metadata":']));

    const rig = new RestoreRig(new FakeCluster({ types: clusterTypes() }), [{ ...broken, copies }] as never);
    const { plan } = await rig.plan();

    expect(plan.items).toMatchObject([{ action: 'fail', reason: 'item-malformed' }]);
  });

  it('is restored with a warning where its status is refused', async () => {
    const fault: Fault = { verb: 'amend', resource: 'services', error: forbidden() };
    const items = [archived('services/shop/web', { kind: 'Service', status: { loadBalancer: {} } })];
    const policy = { restoreStatus: { included: [], excluded: [] } };

    expect(await outcome({ items, policy, fault })).toMatchObject({
      errors: [],
      warnings: ['status-not-written'],
      phase: 'Completed',
    });
  });
});
