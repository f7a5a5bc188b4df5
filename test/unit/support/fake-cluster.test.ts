import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/cluster.ts';
import { aResourceType } from '../../support/builders.ts';
import { aContext } from '../../support/context.ts';
import { conflict, forbidden, unavailable } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';

const PATH = { group: '', version: 'v1', resource: 'configmaps', namespace: 'lifeboat' };

function aConfigMap(name = 'settings', rest: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { app: 'shop' } },
    data: { a: '1' },
    ...rest,
  };
}

describe('an object', () => {
  it('gets a UID, a namespace and a new resourceVersion with every write', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();

    const created = await cluster.create(ctx, PATH, aConfigMap());
    const patched = await cluster.patch(ctx, PATH, 'settings', { data: { b: '2', a: null } });

    expect(created.metadata).toMatchObject({ namespace: 'lifeboat', uid: expect.any(String) });
    expect(patched.metadata.uid).toBe(created.metadata.uid);
    expect(patched.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
    expect(patched['data']).toEqual({ b: '2' });
    expect(await cluster.read(ctx, PATH, 'settings')).toEqual(patched);
  });

  it('is created once', async () => {
    const cluster = new FakeCluster();
    await cluster.create(aContext(), PATH, aConfigMap());

    const again = cluster.create(aContext(), PATH, aConfigMap());

    await expect(again).rejects.toMatchObject({ status: 409, reason: 'AlreadyExists' });
  });

  it('refuses a write that names an old resourceVersion', async () => {
    const cluster = new FakeCluster();
    const old = await cluster.create(aContext(), PATH, aConfigMap());
    cluster.put(PATH, old);

    const update = cluster.update(aContext(), PATH, old);
    const patch = cluster.patch(aContext(), PATH, 'settings', {
      metadata: { resourceVersion: old.metadata.resourceVersion },
    });

    await expect(update).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
    await expect(patch).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
  });

  it('lets only the metadata of an immutable ConfigMap change', async () => {
    const cluster = new FakeCluster();
    await cluster.create(aContext(), PATH, aConfigMap('frozen', { immutable: true }));

    const labelled = await cluster.patch(aContext(), PATH, 'frozen', { metadata: { labels: { hold: 'true' } } });
    const thawed = cluster.patch(aContext(), PATH, 'frozen', { data: { a: '2' } });

    expect(labelled.metadata.labels).toEqual({ app: 'shop', hold: 'true' });
    await expect(thawed).rejects.toMatchObject({ status: 422, reason: 'Invalid' });
  });

  it('is missed by patches, not by reads and deletes', async () => {
    const cluster = new FakeCluster();

    await expect(cluster.patch(aContext(), PATH, 'none', {})).rejects.toMatchObject({ status: 404 });
    await expect(cluster.update(aContext(), PATH, aConfigMap('none'))).rejects.toMatchObject({ status: 404 });
    expect(await cluster.read(aContext(), PATH, 'none')).toBeUndefined();
    await cluster.delete(aContext(), PATH, 'none');
  });
});

describe('a list', () => {
  it.each([
    ['app=shop', ['a', 'b']],
    ['app==shop,tier!=web', ['a']],
    ['tier in (web,db)', ['b', 'c']],
    ['app,tier notin (web)', ['a']],
    ['!app', ['c']],
    ['', ['a', 'b', 'c']],
  ])('selects by labels: %s', async (selector, names) => {
    const cluster = new FakeCluster();
    cluster.put(PATH, aConfigMap('a'));
    cluster.put(PATH, { ...aConfigMap('b'), metadata: { name: 'b', labels: { app: 'shop', tier: 'web' } } });
    cluster.put(PATH, { ...aConfigMap('c'), metadata: { name: 'c', labels: { tier: 'db' } } });
    cluster.put({ ...PATH, namespace: 'other' }, aConfigMap('a'));

    const found = await cluster.listObjects(aContext(), PATH, selector);

    expect(found.map(({ metadata }) => metadata.name)).toEqual(names);
  });

  it('selects by name', async () => {
    const cluster = new FakeCluster();
    cluster.put(PATH, aConfigMap('a'));
    cluster.put(PATH, aConfigMap('b'));

    const found = await cluster.listObjects(aContext(), PATH, '', 'metadata.name=b');

    expect(found.map(({ metadata }) => metadata.name)).toEqual(['b']);
  });

  it('yields payload as items, with apiVersion and kind in front', async () => {
    const type = aResourceType();
    const cluster = new FakeCluster({ types: [type] });
    cluster.put(PATH, { metadata: { name: 'settings' }, data: { a: '1' } });

    const pages = cluster.list(aContext(), { type, namespace: undefined, labelSelector: '', fieldSelector: '' });
    const first = await pages.next();
    const items = first.done === true ? [] : first.value;

    expect(items).toMatchObject([
      { ref: { resource: 'configmaps', namespace: 'lifeboat', name: 'settings' }, kind: 'ConfigMap' },
    ]);
    expect(Buffer.from(items[0]?.bytes ?? []).toString()).toMatch(/^\{"apiVersion":"v1","kind":"ConfigMap",/);
    expect(await pages.next()).toMatchObject({ done: true, value: { isRelaxed: false } });
  });
});

describe('a scripted fault', () => {
  it('answers as often as it says, then no more', async () => {
    const cluster = new FakeCluster().fault({ verb: 'read', resource: 'configmaps', times: 2, error: forbidden() });

    await expect(cluster.read(aContext(), PATH, 'a')).rejects.toMatchObject({ status: 403 });
    await expect(cluster.read(aContext(), PATH, 'a')).rejects.toMatchObject({ status: 403 });
    expect(await cluster.read(aContext(), PATH, 'a')).toBeUndefined();
    expect(cluster.requestsOf('read', 'configmaps')).toHaveLength(3);
  });

  it('leaves requests for other names alone', async () => {
    const cluster = new FakeCluster().fault({ verb: 'create', name: 'b', error: conflict() });

    await cluster.create(aContext(), PATH, aConfigMap('a'));

    await expect(cluster.create(aContext(), PATH, aConfigMap('b'))).rejects.toMatchObject({ status: 409 });
  });

  it('loses the answer of a request that was carried out', async () => {
    const cluster = new FakeCluster().fault({ verb: 'create', error: unavailable(), afterwards: true });

    await expect(cluster.create(aContext(), PATH, aConfigMap())).rejects.toMatchObject({ code: 'cluster-unavailable' });

    expect(cluster.peek(PATH, 'settings')).toBeDefined();
  });

  it('lets somebody else write first', async () => {
    const cluster = new FakeCluster();
    cluster.fault({ verb: 'create', times: 1, meanwhile: () => void cluster.put(PATH, aConfigMap()) });

    await expect(cluster.create(aContext(), PATH, aConfigMap())).rejects.toMatchObject({ reason: 'AlreadyExists' });
  });
});

describe('payload of a fake cluster', () => {
  it('is written, amended and read by its bytes, and counted', async () => {
    const cluster = new FakeCluster({ warnings: ['old'] });

    const written = await cluster.write(aContext(), PATH, aConfigMap('a'));
    await cluster.amend(aContext(), PATH, 'a', { data: { more: 'yes' } }, { subresource: 'status' });
    const bytes = await cluster.readBytes(aContext(), PATH, 'a');

    expect(written).toMatchObject({ metadata: { name: 'a', uid: expect.any(String) }, warnings: ['old'] });
    expect(JSON.parse(Buffer.from(bytes!).toString())).toMatchObject({ data: { more: 'yes' } });
    expect(await cluster.readBytes(aContext(), PATH, 'b')).toBeUndefined();
    expect(cluster.requestsOf('amend')).toMatchObject([{ name: 'a', options: { subresource: 'status' } }]);
    await expect(cluster.write(aContext(), PATH, aConfigMap('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' });
  });

  it('is not stored by a dry run', async () => {
    const cluster = new FakeCluster();

    await cluster.write(aContext(), PATH, aConfigMap('a'), { isDryRun: true });

    expect(cluster.peek(PATH, 'a')).toBeUndefined();
  });

  it('is of types that are served in the versions a test names', async () => {
    const type = { group: 'apps', resource: 'deployments', kind: 'Deployment', singular: 'deployment', shortNames: [] };
    const types = [{ ...type, version: 'v1', namespaced: true, verbs: [] }];

    const own = await new FakeCluster({ types }).discover(aContext());
    const named = await new FakeCluster({ types, servedVersions: { 'deployments.apps': ['v1', 'v1beta2'] } }).discover(
      aContext(),
    );

    expect([...own.servedVersions]).toEqual([['deployments.apps', ['v1']]]);
    expect([...named.servedVersions]).toEqual([['deployments.apps', ['v1', 'v1beta2']]]);
  });
});

it('starts no request after an abort', async () => {
  const ctx = aContext();
  const cluster = new FakeCluster();
  ctx.controller.abort(new Error('stop'));

  await expect(cluster.read(ctx, PATH, 'a')).rejects.toThrow('stop');

  expect(cluster.requests).toEqual([]);
});
