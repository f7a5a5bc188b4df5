import { describe, expect, it } from 'vitest';
import type { RestorePolicy } from '../../../../../src/domain/restore/policy.ts';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import type { KubeObject } from '../../../../../src/kube/cluster.ts';
import { checkRights, type RightsAsked } from '../../../../../src/run/restore/plan/check-rights.ts';
import { aContext } from '../../../../support/context.ts';
import { forbidden } from '../../../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';

const USER = 'system:serviceaccount:lifeboat-restore:lifeboat-restore';

/** Answers a review of who asks, as API servers do. */
class ReviewingCluster extends FakeCluster {
  override async create(...asked: Parameters<FakeCluster['create']>): Promise<KubeObject> {
    const created = await super.create(...asked);
    return { ...created, status: { userInfo: { username: USER } } };
  }
}

function item(type: string, namespace: string): PlannedItem {
  const ref = { ...parseGroupResource(type), namespace, name: 'web' };
  return { ref, target: namespace, version: 'v1', wave: 'others', action: 'create' };
}

const ITEMS = [item('configmaps', 'shop'), item('secrets', 'shop'), item('configmaps', 'vault')];

const check = async (
  cluster: FakeCluster,
  mode: RestorePolicy['mode'] = 'Apply',
  items = ITEMS,
  looking: RightsAsked['looking'] = [],
) => {
  const policy = { mode, existingResourcePolicy: 'none' } as RestorePolicy;
  return checkRights(
    aContext(),
    { cluster },
    { policy, existing: { of: () => 'none', warnings: [] } },
    { items: items, stopping: [], looking },
  );
};

describe('checkRights', () => {
  it('asks a cluster-admin once, and not who he is', async () => {
    const asked: string[] = [];
    const cluster = new FakeCluster({ mayI: ({ resource }) => asked.push(resource) > 0 });

    const rights = await check(cluster);

    expect(rights).toEqual({ rules: [], warnings: [], user: undefined, refusal: undefined });
    expect(asked).toEqual(['*']);
    expect(cluster.requestsOf('create')).toEqual([]);
  });

  it('asks once for a right that is held in all namespaces', async () => {
    const asked: string[] = [];
    const cluster = new FakeCluster({
      mayI: ({ verb, resource, namespace }) => {
        asked.push(`${verb} ${resource} ${namespace ?? '*'}`);
        return resource === 'configmaps' || resource === 'namespaces';
      },
    });

    await check(cluster);

    expect(asked.filter((question) => question.includes('configmaps'))).toEqual([
      'create configmaps *',
      'get configmaps *',
    ]);
  });

  it('names what success conditions need and this process may not do, and restores all the same', async () => {
    const cluster = new ReviewingCluster({ mayI: ({ resource }) => resource !== 'pods' && resource !== '*' });
    const looking = [{ verb: 'list', group: '', resource: 'pods', namespace: 'shop' }];

    expect(await check(cluster, 'Plan', ITEMS, looking)).toEqual({
      rules: [{ namespace: 'shop', apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
      warnings: [
        {
          code: 'forbidden',
          message:
            'This restore may not list pods in namespace shop; what its successConditions ask of that does not hold',
        },
      ],
      user: USER,
      refusal: undefined,
    });
  });

  it('names a right once that items and success conditions need', async () => {
    const cluster = new ReviewingCluster({ mayI: ({ resource }) => resource !== 'secrets' && resource !== '*' });
    const looking = [{ verb: 'get', group: '', resource: 'secrets', namespace: 'shop' }];

    const { rules, warnings } = await check(cluster, 'Plan', ITEMS, looking);

    expect(rules).toEqual([
      { namespace: 'shop', apiGroups: [''], resources: ['secrets'], verbs: ['create', 'get', 'list'] },
    ]);
    expect(warnings).toHaveLength(1);
  });

  it('row 103: names what is missing before the first write, with who lacks it, and lets the rest be restored', async () => {
    const cluster = new ReviewingCluster({ mayI: ({ resource }) => resource !== 'secrets' && resource !== '*' });

    const rights = await check(cluster);

    expect(rights).toMatchObject({
      rules: [{ namespace: 'shop', apiGroups: [''], resources: ['secrets'], verbs: ['create', 'get', 'list'] }],
      warnings: [
        { code: 'forbidden', message: expect.stringContaining('create, get, list secrets in namespace shop') },
      ],
      user: USER,
      refusal: undefined,
    });
    expect(cluster.requestsOf('write')).toEqual([]);
  });

  it('asks for list only with what else is missing: where a namespace is not there yet, nobody has listed', async () => {
    const cluster = new FakeCluster({
      mayI: ({ verb, resource }) => resource === 'namespaces' || (resource === 'configmaps' && verb !== 'list'),
    });

    const rights = await check(cluster);

    expect(rights.rules.map(({ resources, verbs, namespace }) => ({ resources, verbs, namespace }))).toEqual([
      { resources: ['secrets'], verbs: ['create', 'get', 'list'], namespace: 'shop' },
    ]);
  });

  it('says nothing of what may not be listed and is restored all the same', async () => {
    const items = [{ ...item('configmaps', 'shop'), action: 'unknown' as const }];
    const cluster = new FakeCluster({ mayI: ({ verb, resource }) => verb !== 'list' && resource !== '*' });

    const rights = await check(cluster, 'Apply', items);

    expect(rights.rules).toMatchObject([{ resources: ['configmaps'], verbs: ['list'] }]);
    expect(rights.warnings).toEqual([]);
  });

  it('row 103: has the rules and the end of the run where nothing could be written at all', async () => {
    const rights = await check(new FakeCluster({ mayI: ({ verb }) => verb === 'get' }));

    expect(rights.refusal).toMatchObject({ code: 'permission-denied' });
    expect(rights.rules.length).toBeGreaterThan(0);
  });

  it('lets a plan show that nothing could be written', async () => {
    const rights = await check(new FakeCluster({ mayI: () => false }), 'Plan');

    expect(rights.refusal).toBeUndefined();
    expect(rights.rules.length).toBeGreaterThan(0);
  });

  it('goes on without a name where the API server does not tell it', async () => {
    const cluster = new FakeCluster({ mayI: () => false }).fault({ verb: 'create', error: forbidden() });

    expect(await check(cluster)).toMatchObject({ user: undefined });
  });
});
