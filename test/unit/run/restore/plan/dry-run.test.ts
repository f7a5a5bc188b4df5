import { describe, expect, it } from 'vitest';
import type { PlannedItem } from '../../../../../src/domain/restore/plan.ts';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { dryRun } from '../../../../../src/run/restore/plan/dry-run.ts';
import { archived, type FakeItem } from '../../../../support/fake-archive.ts';
import { FakeCluster, type FakeClusterOptions } from '../../../../support/fake-cluster.ts';
import { unavailable } from '../../../../support/fake-cluster/fault.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { RestoreRig } from '../../../../support/restore-rig.ts';

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

const PRICES = archived('configmaps/shop/prices', { kind: 'ConfigMap', data: { assam: '4' } });
const BREWER = archived('serviceaccounts/shop/brewer', { kind: 'ServiceAccount' });
const TASTER = archived('pods/shop/taster', {
  kind: 'Pod',
  spec: { serviceAccountName: 'brewer', containers: [{ name: 'main', image: 'tea' }] },
});

/** A cluster that has the namespace `shop`. */
function aCluster(options: FakeClusterOptions = {}): FakeCluster {
  const cluster = new FakeCluster({ types: clusterTypes(), ...options });
  cluster.put(NAMESPACES, { metadata: { name: 'shop' } });
  return cluster;
}

function refused(status: number, reason: string, message: string) {
  return { verb: 'write', resource: 'pods', error: new ApiError(status, reason, message) } as const;
}

const NO_ACCOUNT = 'pods "taster" is forbidden: error looking up service account: serviceaccount "brewer" not found';

/** The plan of a restore, after its dry runs: `pods/taster: create`, and why. */
async function judged(cluster: FakeCluster, ...items: readonly FakeItem[]): Promise<string[]> {
  const rig = new RestoreRig(cluster, items, { planWith: 'DryRun' });
  const { plan } = await rig.plan();
  const told = await dryRun(rig.ctx, await rig.planning(), plan.items);
  return told.map(({ ref, action, reason, detail }: PlannedItem) => {
    const why = [reason, detail].filter((part) => part !== undefined).join(': ');
    return `${ref.resource}/${ref.name}: ${action}${why === '' ? '' : ` (${why})`}`;
  });
}

describe('dryRun', () => {
  it('asks for each create without storing it, and for nothing else', async () => {
    const cluster = aCluster();
    const others = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices' }, data: { assam: '5' } };
    cluster.put({ ...NAMESPACES, resource: 'configmaps', namespace: 'shop' }, others);

    expect(await judged(cluster, PRICES, TASTER)).toEqual([
      'configmaps/prices: skip (exists-and-differs: data.assam)',
      'pods/taster: create',
    ]);
    expect(cluster.requestsOf('write').map(({ name, options }) => [name, options])).toEqual([
      ['taster', { isDryRun: true }],
    ]);
    expect(cluster.peek({ ...NAMESPACES, resource: 'pods', namespace: 'shop' }, 'taster')).toBeUndefined();
  });

  it('tells what the API server warns of', async () => {
    expect(await judged(aCluster({ warnings: ['v1 is old'] }), PRICES)).toEqual([
      'configmaps/prices: create (the API server warns: v1 is old)',
    ]);
  });

  it('row 90: tells what is refused, with the reason that it will fail with', async () => {
    const cluster = aCluster().fault(refused(403, 'Forbidden', 'admission webhook "x.example.com" denied the request'));

    expect(await judged(cluster, PRICES, TASTER)).toEqual([
      'configmaps/prices: create',
      'pods/taster: fail (rejected: admission webhook "x.example.com" denied the request)',
    ]);
  });

  it('leaves undecided what is refused for want of something that the restore makes', async () => {
    const cluster = aCluster().fault(refused(403, 'Forbidden', NO_ACCOUNT));

    expect(await judged(cluster, BREWER, TASTER)).toEqual([
      'serviceaccounts/brewer: create',
      'pods/taster: unknown (it needs brewer, which is made by this restore)',
    ]);
  });

  it('tells what is refused for want of something that nobody makes', async () => {
    const cluster = aCluster().fault(refused(403, 'Forbidden', NO_ACCOUNT));

    expect(await judged(cluster, TASTER)).toEqual([`pods/taster: fail (rejected: ${NO_ACCOUNT})`]);
  });

  it('leaves undecided what somebody made since the plan looked', async () => {
    const cluster = aCluster().fault(refused(409, 'AlreadyExists', 'pods "taster" already exists'));

    expect(await judged(cluster, TASTER)).toEqual(['pods/taster: unknown (it was made while the plan was)']);
  });

  it('does not ask for what goes into a namespace that the restore makes', async () => {
    const cluster = new FakeCluster({ types: clusterTypes() });

    expect(await judged(cluster, PRICES)).toEqual([
      'configmaps/prices: unknown (its namespace shop is made by this restore)',
    ]);
    expect(cluster.requestsOf('write')).toEqual([]);
  });

  it('ends where the API server does not answer', async () => {
    const cluster = aCluster().fault({ verb: 'write', error: unavailable() });

    await expect(judged(cluster, PRICES)).rejects.toMatchObject({ code: 'cluster-unavailable' });
  });
});
