import { describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/domain/problem.ts';
import type { ListRequest } from '../../../../src/kube/cluster.ts';
import { aContext } from '../../../support/context.ts';
import { openThrough } from '../../../support/fault-proxy-cluster.ts';
import {
  allNames,
  CONFIG_MAPS,
  configMapJson,
  listThrough,
  objects,
  pagesOf,
  REQUEST,
  statusAnswer,
  failureOf,
  namesOf,
} from '../../../support/fault-proxy-lists.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';

describe('listItems', () => {
  it('yields every object of every page once, with the bytes of the wire behind apiVersion and kind', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));

    const { items, facts } = await listThrough(ctx, proxy);

    expect(namesOf(items)).toEqual(allNames(1200));
    const expected = objects(1200).map((json) => `{"apiVersion":"v1","kind":"ConfigMap",${json.slice(1)}`);
    expect(items.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(expected);
    expect(items[7]).toMatchObject({
      ref: { group: '', resource: 'configmaps', namespace: 'shop', name: 'cm-00007' },
      version: 'v1',
      kind: 'ConfigMap',
      uid: 'uid-7',
      isTerminating: false,
    });
    expect(facts).toMatchObject({ resourceVersion: '1000', isRelaxed: false, refused: [] });
    expect(ctx.steps).toEqual(['page:1', 'page:2']);
  });

  it("takes the server's clock for the time of the list", async () => {
    await using proxy = await startFaultProxy((request) => ({
      ...pagesOf(objects(1))(request),
      headers: { date: 'Sat, 21 Nov 2026 03:00:00 GMT' },
    }));

    const { facts } = await listThrough(aContext(), proxy);

    expect(facts.listedAt).toEqual(new Date('2026-11-21T03:00:00Z'));
  });

  it('sends namespace, selectors and odd names as the API server reads them', async () => {
    await using proxy = await startFaultProxy(pagesOf([]));
    const request = {
      ...REQUEST,
      namespace: 'shop',
      labelSelector: 'app in (a,b)',
      fieldSelector: 'metadata.name=a:b c',
    };

    await listThrough(aContext(), proxy, request);

    expect(proxy.requests[0]).toMatchObject({ method: 'GET', path: '/api/v1/namespaces/shop/configmaps' });
    expect(Object.fromEntries(proxy.requests[0]!.query)).toEqual({
      limit: '500',
      labelSelector: 'app in (a,b)',
      fieldSelector: 'metadata.name=a:b c',
    });
  });

  it('keeps the bytes of items that name their own kind, and those of earlier batches, as they came', async () => {
    const own = objects(300, 2000).map((json) => `{"apiVersion":"v1","kind":"ConfigMap",${json.slice(1)}`);
    await using proxy = await startFaultProxy(pagesOf(own, { isEnvelopeLast: true }));

    const { items } = await listThrough(aContext(), proxy);

    expect(items.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(own);
  });

  it('row 11: never asks for any old state', async () => {
    await using proxy = await startFaultProxy(pagesOf(objects(1200)));
    proxy.add({ times: 1, action: { cutAfterBytes: 2000 } });
    proxy.add({ path: 'continue=', times: 1, action: { answer: statusAnswer(410, 'Expired') } });

    await listThrough(aContext(), proxy);

    const versions = proxy.requests.map(({ query }) => query.get('resourceVersion'));
    expect(versions).not.toContain('0');
  });

  it('row 21: asks for as many objects as make a page of 8 MiB', async () => {
    await using fat = await startFaultProxy(pagesOf(objects(520, 50_000)));
    await using small = await startFaultProxy(pagesOf(objects(3000)));

    await listThrough(aContext(), fat);
    await listThrough(aContext(), small);

    expect(Number(fat.requests[1]?.query.get('limit'))).toBeCloseTo(8_388_608 / 50_160, -1);
    expect(small.requests.at(-1)?.query.get('limit')).toBe('2000');
  });

  it('row 25: carries names with colons, spaces, control characters and great length', async () => {
    const odd = ['a:b c', 'tab\tnew\nline', 'ü'.repeat(300), '"quoted\\"'];
    const roles: ListRequest = {
      ...REQUEST,
      type: { ...CONFIG_MAPS, group: 'rbac.authorization.k8s.io', resource: 'clusterroles', namespaced: false },
    };
    await using proxy = await startFaultProxy(pagesOf(odd.map((name) => JSON.stringify({ metadata: { name } }))));

    const { items } = await listThrough(aContext(), proxy, roles);

    expect(namesOf(items)).toEqual(odd);
    expect(items.map(({ ref }) => ref.namespace)).toEqual(odd.map(() => undefined));
  });

  it('row 22: names what it left out', async () => {
    const deep = `{"metadata":{"name":"deep","namespace":"shop"},"x":${'['.repeat(1001)}${']'.repeat(1001)}}`;
    await using proxy = await startFaultProxy(pagesOf([configMapJson(0), deep, configMapJson(1)]));

    const { items, facts } = await listThrough(aContext(), proxy);

    expect(namesOf(items)).toEqual(allNames(2));
    expect(facts.refused).toEqual([
      { ref: { group: '', resource: 'configmaps', namespace: 'shop', name: 'deep' }, reason: expect.any(String) },
    ]);
  });

  it('asks for the next page while one is still arriving', async () => {
    const ctx = aContext();
    const { promise: nextAsked, resolve } = Promise.withResolvers<void>();
    await using proxy = await startFaultProxy((request) => {
      if (request.query.has('continue')) resolve();
      return pagesOf(objects(1200, 3000))(request);
    });
    proxy.add({ times: 1, action: { stallAfterBytes: 1_000_000 } });
    await using opened = openThrough(ctx, proxy);
    const stop = new RunError('terminated', 'seen');

    const listing = failureOf(
      (async () => {
        for await (const batch of opened.cluster.list(ctx, REQUEST)) expect(batch).not.toEqual([]);
      })(),
    );
    await nextAsked;
    ctx.controller.abort(stop);

    expect(await listing).toBe(stop);
  });

  it('gives everything up when nobody wants more, so that the next list has its place', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(pagesOf(objects(1200, 3000)));
    await using opened = openThrough(ctx, proxy, { limits: { lists: 1 } });

    for (let round = 0; round < 3; round++) {
      for await (const batch of opened.cluster.list(ctx, REQUEST)) if (batch.length > 0) break;
    }

    expect(proxy.requests).toHaveLength(3);
  });

  it('asks for nothing after an abort, and ends with its reason', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(pagesOf(objects(1200, 3000)));
    await using opened = openThrough(ctx, proxy);
    const list = opened.cluster.list(ctx, REQUEST);
    await list.next();
    const stop = new RunError('terminated', 'enough');

    ctx.controller.abort(stop);
    const error = await failureOf(
      (async () => {
        for (;;) if ((await list.next()).done) return;
      })(),
    );
    const asked = proxy.requests.length;
    const again = await failureOf(opened.cluster.list(ctx, REQUEST).next());

    expect(error).toBe(stop);
    expect(again).toBe(stop);
    expect(proxy.requests).toHaveLength(asked);
  });

  it('refuses a list whose pages go in a circle', async () => {
    await using proxy = await startFaultProxy(({ query }) => ({
      body: `{"metadata":{"continue":"same"},"items":[${query.get('continue') ? '' : configMapJson(1)}]}`,
    }));

    const error = await failureOf(listThrough(aContext(), proxy));

    expect(error).toMatchObject({ code: 'cluster-unavailable', message: expect.stringContaining('circle') });
  });
});
