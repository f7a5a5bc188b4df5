import { describe, expect, it } from 'vitest';
import { dataOf, renderMergePatch, writeConfigMap, type ConfigMap } from '../../../src/report/config-map.ts';
import { aContext } from '../../support/context.ts';
import { conflict, forbidden, unavailable } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';

const PATH = { group: '', version: 'v1', resource: 'configmaps', namespace: 'lifeboat' };
const TARGET = { namespace: 'lifeboat', name: 'ours' };

function aConfigMap(text: string): ConfigMap {
  const labels = { 'lifeboat.dev/kind': 'result' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...TARGET, labels, annotations: {} }, data: { text } };
}

describe('a merge patch', () => {
  it('takes away what is ours and not wanted any more, and leaves what is of others', () => {
    const annotations = {
      'lifeboat.dev/progress': 'step=listing',
      'argocd.argoproj.io/tracking-id': 'x',
      'lifeboat.dev/hold': 'true',
    };
    const current = { metadata: { name: 'ours', resourceVersion: '7', annotations } };

    const patch = renderMergePatch(current, aConfigMap('new'));

    expect(patch).toEqual({
      metadata: {
        resourceVersion: '7',
        labels: { 'lifeboat.dev/kind': 'result' },
        annotations: { 'lifeboat.dev/progress': null },
      },
      data: { text: 'new' },
    });
  });
});

describe('writing', () => {
  it('creates what is not there and patches what is', async () => {
    const cluster = new FakeCluster();

    await writeConfigMap(aContext(), cluster, TARGET, () => aConfigMap('one'));
    await writeConfigMap(aContext(), cluster, TARGET, () => aConfigMap('two'));

    expect(cluster.peek(PATH, 'ours')?.['data']).toEqual({ text: 'two' });
    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['read', 'create', 'read', 'patch']);
  });

  it('writes nothing where nothing is to change', async () => {
    const cluster = new FakeCluster();

    await writeConfigMap(aContext(), cluster, TARGET, () => undefined);

    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['read']);
  });

  it('decides anew when somebody else wrote in between', async () => {
    const cluster = new FakeCluster();
    cluster.put(PATH, aConfigMap('one'));
    cluster.fault({ verb: 'patch', times: 1, meanwhile: () => void cluster.put(PATH, aConfigMap('theirs')) });
    const seen: (string | undefined)[] = [];

    await writeConfigMap(aContext(), cluster, TARGET, (current) => {
      seen.push(current && dataOf(current, 'text'));
      return aConfigMap('ours');
    });

    expect(seen).toEqual(['one', 'theirs']);
    expect(cluster.peek(PATH, 'ours')?.['data']).toEqual({ text: 'ours' });
  });

  it('reads again after a lost answer', async () => {
    const cluster = new FakeCluster().fault({ verb: 'create', times: 1, error: unavailable(), afterwards: true });

    await writeConfigMap(aContext(), cluster, TARGET, (current) => (current ? undefined : aConfigMap('one')));

    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['read', 'create', 'read']);
  });

  it('gives up within the budget of a call', async () => {
    const cluster = new FakeCluster().fault({ verb: 'create', error: conflict() });
    const ctx = aContext({ timings: { callBudgetMs: 1_000 } });

    await expect(writeConfigMap(ctx, cluster, TARGET, () => aConfigMap('one'))).rejects.toMatchObject({ status: 409 });

    expect(ctx.clock.monotonicMs()).toBeLessThanOrEqual(1_000);
  });

  it('does not insist where it is forbidden', async () => {
    const cluster = new FakeCluster().fault({ verb: 'create', error: forbidden() });

    await expect(writeConfigMap(aContext(), cluster, TARGET, () => aConfigMap('one'))).rejects.toMatchObject({
      status: 403,
    });

    expect(cluster.requestsOf('create')).toHaveLength(1);
  });
});

it('finds no text in a ConfigMap without that key', () => {
  expect(dataOf({ metadata: { name: 'x' } }, 'text')).toBeUndefined();
  expect(dataOf({ metadata: { name: 'x' }, data: { text: 7 } }, 'text')).toBeUndefined();
});
