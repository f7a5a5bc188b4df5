import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/kube/cluster.ts';
import { configMapsIn } from '../../../../src/report/config-map.ts';
import { ResultConfigMap } from '../../../../src/report/result-config-map.ts';
import { HOLD, tidyResults } from '../../../../src/report/upkeep/tidy-results.ts';
import { aContext } from '../../../support/context.ts';
import { FakeCluster } from '../../../support/fake-cluster.ts';

const PATH = configMapsIn('lifeboat');
const LIMITS = { policy: 'nightly', limits: { succeeded: 1, failed: 1 } };

function put(cluster: FakeCluster, name: string, labels: object = {}, annotations: object = {}) {
  const marks = {
    'app.kubernetes.io/managed-by': 'lifeboat',
    'lifeboat.dev/kind': 'result',
    'lifeboat.dev/policy': 'nightly',
    'lifeboat.dev/phase': 'Completed',
    'lifeboat.dev/scheduled-for': `202611${name.slice(-2)}T021700Z`,
  };
  const metadata = { name, namespace: 'lifeboat', labels: { ...marks, ...labels }, annotations: { ...annotations } };
  cluster.put(PATH, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
}

describe('tidyResults', () => {
  it('deletes the oldest results of this policy beyond its limits', async () => {
    const cluster = new FakeCluster();
    for (const name of ['result-01', 'result-02', 'result-03']) put(cluster, name);
    put(cluster, 'failed-01', { 'lifeboat.dev/phase': 'PartiallyFailed' });
    put(cluster, 'other-01', { 'lifeboat.dev/policy': 'weekly' });
    put(cluster, 'marker-01', { 'lifeboat.dev/kind': 'once' });

    const deleted = await tidyResults(aContext(), cluster, 'lifeboat', LIMITS);

    expect(deleted).toEqual(['result-01', 'result-02']);
    const left = await cluster.listObjects(aContext(), PATH);
    expect(left.map(({ metadata }) => metadata.name).toSorted()).toEqual([
      'failed-01',
      'marker-01',
      'other-01',
      'result-03',
    ]);
  });

  it('leaves results that are open, held, or named by the latest pointer', async () => {
    const cluster = new FakeCluster();
    put(cluster, 'open-01', { 'lifeboat.dev/phase': 'InProgress' });
    put(cluster, 'held-02', { [HOLD]: 'true' });
    put(cluster, 'held-03', {}, { [HOLD]: 'for the auditors' });
    put(cluster, 'named-04');
    put(cluster, 'free-05', { [HOLD]: 'false' });
    put(cluster, 'free-06');
    put(cluster, 'lifeboat-latest-nightly', { 'lifeboat.dev/kind': 'latest' }, { 'lifeboat.dev/result': 'named-04' });

    expect(await tidyResults(aContext(), cluster, 'lifeboat', LIMITS)).toEqual(['free-05']);
  });
});

describe('a record', () => {
  it('goes on where results cannot be deleted', async () => {
    const cluster = new FakeCluster();
    for (const name of ['result-01', 'result-02']) put(cluster, name);
    cluster.fault({ verb: 'delete', error: new ApiError(403, 'Forbidden', 'no') });
    const ctx = aContext();

    const deleted = await new ResultConfigMap(cluster, 'lifeboat').tidy(ctx, 'nightly', LIMITS.limits);

    expect(deleted).toEqual([]);
    expect(ctx.logLines.map(({ msg }) => msg)).toContain('old results cannot be deleted');
  });
});
