import { describe, expect, it } from 'vitest';
import type { Discovery } from '../../../src/kube/cluster.ts';
import { aContext } from '../../support/context.ts';
import { openThrough } from '../../support/fault-proxy-cluster.ts';
import { failureOf, statusAnswer } from '../../support/fault-proxy-lists.ts';
import { startFaultProxy, type FaultProxy, type ProxyAnswer, type SeenRequest } from '../../support/fault-proxy.ts';

const AGGREGATED = { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };
const VERBS = ['create', 'get', 'list'];

function resource(name: string, kind: string, more: object = {}): object {
  return {
    resource: name,
    responseKind: { group: '', version: '', kind },
    scope: 'Namespaced',
    singularResource: kind.toLowerCase(),
    verbs: VERBS,
    ...more,
  };
}

function group(name: string | undefined, ...versions: object[]): object {
  return { metadata: { name, creationTimestamp: null }, versions };
}

function aggregated(...items: object[]): ProxyAnswer {
  return { headers: AGGREGATED, body: JSON.stringify({ kind: 'APIGroupDiscoveryList', items }) };
}

const CORE = aggregated(
  group(undefined, {
    version: 'v1',
    resources: [
      resource('pods', 'Pod', { shortNames: ['po'], subresources: [{ subresource: 'log', verbs: ['get'] }] }),
      resource('namespaces', 'Namespace', { scope: 'Cluster' }),
      { resource: 'ghosts', scope: 'Namespaced', subresources: [{ subresource: 'scale' }] },
    ],
  }),
);

async function discoverThrough(proxy: FaultProxy): Promise<Discovery> {
  const ctx = aContext();
  await using opened = openThrough(ctx, proxy);
  return opened.cluster.discover(ctx);
}

/** The old way, group by group. */
const LEGACY: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'apps',
        versions: [{ version: 'v1beta1' }, { version: 'v1' }],
        preferredVersion: { version: 'v1' },
      },
      { name: 'metrics.k8s.io', versions: [{ version: 'v1beta1' }], preferredVersion: { version: 'v1beta1' } },
    ],
  },
  '/api/v1': {
    resources: [
      { name: 'pods', kind: 'Pod', namespaced: true, singularName: 'pod', shortNames: ['po'], verbs: VERBS },
      { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
      { name: 'namespaces', kind: 'Namespace', namespaced: false, singularName: '', verbs: VERBS },
    ],
  },
  '/apis/apps/v1': { resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: VERBS }] },
  '/apis/apps/v1beta1': {
    resources: [
      { name: 'deployments', kind: 'Deployment', namespaced: true, verbs: VERBS },
      { name: 'scales', kind: 'Scale', namespaced: true, verbs: VERBS },
    ],
  },
};

function legacy({ path }: SeenRequest): ProxyAnswer {
  const document = LEGACY[path];
  return document === undefined ? statusAnswer(503, 'ServiceUnavailable') : { body: JSON.stringify(document) };
}

describe('discover', () => {
  it('asks twice and takes every type in the first version of its group that has it', async () => {
    const groups = aggregated(
      group(
        'apps',
        { version: 'v1', resources: [resource('deployments', 'Deployment')] },
        { version: 'v1beta1', resources: [resource('deployments', 'Deployment'), resource('scales', 'Scale')] },
      ),
    );
    await using proxy = await startFaultProxy(({ path }) => (path === '/api' ? CORE : groups));

    const { types, failedGroups } = await discoverThrough(proxy);

    expect(types).toEqual([
      {
        group: '',
        version: 'v1',
        resource: 'pods',
        kind: 'Pod',
        singular: 'pod',
        shortNames: ['po'],
        namespaced: true,
        verbs: VERBS,
      },
      {
        group: '',
        version: 'v1',
        resource: 'namespaces',
        kind: 'Namespace',
        singular: 'namespace',
        shortNames: [],
        namespaced: false,
        verbs: VERBS,
      },
      {
        group: 'apps',
        version: 'v1',
        resource: 'deployments',
        kind: 'Deployment',
        singular: 'deployment',
        shortNames: [],
        namespaced: true,
        verbs: VERBS,
      },
      {
        group: 'apps',
        version: 'v1beta1',
        resource: 'scales',
        kind: 'Scale',
        singular: 'scale',
        shortNames: [],
        namespaced: true,
        verbs: VERBS,
      },
    ]);
    expect(failedGroups).toEqual([]);
    expect(proxy.requests.map(({ path }) => path).toSorted()).toEqual(['/api', '/apis']);
    expect(proxy.requests[0]?.headers.accept).toContain('g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
  });

  it('row 100: tells all versions that are served of a type, the preferred one first, but for those that are stale', async () => {
    const jobs = [resource('cronjobs', 'CronJob')];
    const groups = aggregated(
      group(
        'batch',
        { version: 'v1', freshness: 'Current', resources: [...jobs, resource('jobs', 'Job')] },
        { version: 'v1beta1', freshness: 'Current', resources: jobs },
        { version: 'v0', freshness: 'Stale', resources: jobs },
      ),
    );
    await using proxy = await startFaultProxy(({ path }) => (path === '/api' ? CORE : groups));

    const { types, servedVersions } = await discoverThrough(proxy);

    expect(types.filter((type) => type.resource === 'cronjobs')).toMatchObject([{ version: 'v1' }]);
    expect([...servedVersions]).toEqual([
      ['pods', ['v1']],
      ['namespaces', ['v1']],
      ['cronjobs.batch', ['v1', 'v1beta1']],
      ['jobs.batch', ['v1']],
    ]);
  });

  it('row 13: names a group whose aggregated API does not answer, and does not trust what is remembered of it', async () => {
    const groups = aggregated(
      group('metrics.k8s.io', { version: 'v1beta1', freshness: 'Stale', resources: [resource('pods', 'PodMetrics')] }),
      group('apps', { version: 'v1', freshness: 'Current', resources: [resource('deployments', 'Deployment')] }),
    );
    await using proxy = await startFaultProxy(({ path }) => (path === '/api' ? CORE : groups));

    const { types, failedGroups } = await discoverThrough(proxy);

    expect(types.map(({ group }) => group)).not.toContain('metrics.k8s.io');
    expect(failedGroups).toEqual([
      { group: 'metrics.k8s.io', version: 'v1beta1', message: expect.stringContaining('stale') },
    ]);
  });

  it('row 14: names a group that fails where groups are asked one by one, and goes on with the others', async () => {
    await using proxy = await startFaultProxy(legacy);

    const { types, failedGroups } = await discoverThrough(proxy);

    expect(types.map(({ group, version, resource }) => `${group}/${version}/${resource}`)).toEqual([
      '/v1/pods',
      '/v1/namespaces',
      'apps/v1/deployments',
      'apps/v1beta1/scales',
    ]);
    expect(failedGroups).toEqual([
      { group: 'metrics.k8s.io', version: 'v1beta1', message: expect.stringContaining('503') },
    ]);
  });

  it('row 14: a core group that fails is named too', async () => {
    await using proxy = await startFaultProxy(legacy);
    proxy.add({ path: '/api/v1', action: { answer: statusAnswer(403, 'Forbidden', { message: 'not for you' }) } });

    const { failedGroups } = await discoverThrough(proxy);

    expect(failedGroups).toContainEqual({ group: '', version: 'v1', message: 'not for you' });
  });

  it('row 15: asks the old way where the server does not know the new one', async () => {
    await using proxy = await startFaultProxy((request) =>
      String(request.headers.accept).includes('apidiscovery') ? statusAnswer(406, 'NotAcceptable') : legacy(request),
    );

    const { types } = await discoverThrough(proxy);

    expect(types.map(({ resource }) => resource)).toContain('deployments');
  });

  it('fails as a whole where the roots cannot be asked', async () => {
    await using proxy = await startFaultProxy(() => statusAnswer(403, 'Forbidden'));

    const error = await failureOf(discoverThrough(proxy));

    expect(error).toMatchObject({ name: 'ApiError', status: 403 });
  });
});
