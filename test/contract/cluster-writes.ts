import { expect, it, vi } from 'vitest';
import type { KubeObject, ObjectPath } from '../../src/kube/cluster.ts';
import { failureOf } from '../support/fault-proxy-lists.ts';
import { aConfigMap, configMapsIn, type Stage } from './cluster-stage.ts';
import { CRDS, defineWidgets } from './widgets.ts';

const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };
const MOST = '9223372036854775807';

/** A number that is written as its text says. */
function exact(text: string): unknown {
  return (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON(text);
}

/** What `write`, `amend` and `readBytes` promise for payload. */
export function describeWrites(stage: () => Stage): void {
  describeObjects(stage);
  describeCustomObjects(stage);
  describeRefusals(stage);
}

function describeObjects(stage: () => Stage): void {
  it('writes an object, and tells its metadata alone', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);

    const written = await cluster.write(ctx, path, aConfigMap('a', {}, { labels: { app: 'web' } }));

    const read = await cluster.read(ctx, path, 'a');
    expect(written).toEqual({ metadata: read?.metadata, warnings: [] });
    expect(read).toMatchObject({ data: { of: 'a' }, metadata: { labels: { app: 'web' } } });
    expect(written.metadata).toMatchObject({ managedFields: [{ manager: 'lifeboat', operation: 'Update' }] });
  });

  it('writes under a name that the server makes from a prefix', async () => {
    const { ctx, cluster, namespace } = stage();
    const { metadata: _none, ...configMap } = aConfigMap('');
    const nameless = { ...configMap, metadata: { generateName: 'pre-' } } as unknown as KubeObject;

    const { metadata } = await cluster.write(ctx, configMapsIn(namespace), nameless);

    expect(metadata.name).toMatch(/^pre-[a-z0-9]{5}$/);
  });

  it('deletes the very object that was meant, and no other that has its place', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    const { metadata } = await cluster.write(ctx, path, aConfigMap('a'));
    const uid = '00000000-0000-4000-8000-000000000000';

    const other = await failureOf(cluster.delete(ctx, path, 'a', { uid }));
    const left = await cluster.read(ctx, path, 'a');
    await cluster.delete(ctx, path, 'a', { uid: metadata.uid! });
    await cluster.delete(ctx, path, 'a', { uid: metadata.uid! });

    expect(other).toMatchObject({ name: 'ApiError', status: 409, reason: 'Conflict' });
    expect(left?.metadata.uid).toBe(metadata.uid);
    expect(await cluster.read(ctx, path, 'a')).toBeUndefined();
  });

  it('row 88: refuses to write what exists, also what is on its way out', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    await cluster.write(ctx, path, aConfigMap('a', {}, { finalizers: ['example.com/hold'] }));

    const there = await failureOf(cluster.write(ctx, path, aConfigMap('a')));
    await cluster.delete(ctx, path, 'a');
    const going = await failureOf(cluster.write(ctx, path, aConfigMap('a')));
    await cluster.amend(ctx, path, 'a', { metadata: { finalizers: null } });

    const refusal = { name: 'ApiError', status: 409, reason: 'AlreadyExists' };
    expect(there).toMatchObject({ ...refusal, message: 'configmaps "a" already exists' });
    expect(going).toMatchObject({ ...refusal, message: 'object is being deleted: configmaps "a" already exists' });
    expect(await cluster.read(ctx, path, 'a')).toBeUndefined();
  });

  it('amends by merging, under the precondition of a resourceVersion where there is one', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    const first = await cluster.write(ctx, path, aConfigMap('a', { data: { stays: '1', goes: '2' } }));

    const amended = await cluster.amend(ctx, path, 'a', { data: { goes: null, comes: '3' } });
    const { resourceVersion } = first.metadata;
    const late = await failureOf(cluster.amend(ctx, path, 'a', { metadata: { resourceVersion }, data: { x: 'y' } }));
    const none = await failureOf(cluster.amend(ctx, path, 'b', { data: { x: 'y' } }));

    const read = await cluster.read(ctx, path, 'a');
    expect(read?.['data']).toEqual({ stays: '1', comes: '3' });
    expect(amended).toEqual({ metadata: read?.metadata, warnings: [] });
    expect(late).toMatchObject({ name: 'ApiError', status: 409, reason: 'Conflict' });
    expect(none).toMatchObject({ name: 'ApiError', status: 404, reason: 'NotFound' });
  });

  it('reads the bytes of the wire, and has undefined for an object that is not there', async () => {
    const { ctx, cluster, namespace, under } = stage();
    const path = configMapsIn(namespace);
    await cluster.write(ctx, path, aConfigMap('a', { data: { odd: '<ü> "\u2028"' } }));

    const bytes = await cluster.readBytes(ctx, path, 'a');

    const wire = await under.raw(`/api/v1/namespaces/${namespace}/configmaps/a`);
    expect(Buffer.from(bytes!).toString().trimEnd()).toBe(wire.toString().trimEnd());
    expect(await cluster.readBytes(ctx, path, 'b')).toBeUndefined();
  });

  it('stores nothing in a dry run, and refuses in it what it would refuse', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    const before = await cluster.write(ctx, path, aConfigMap('a'));

    const created = await cluster.write(ctx, path, aConfigMap('b'), { isDryRun: true });
    const amended = await cluster.amend(ctx, path, 'a', { data: { x: 'y' } }, { isDryRun: true });
    const taken = await failureOf(cluster.write(ctx, path, aConfigMap('a'), { isDryRun: true }));
    const bad = await failureOf(cluster.write(ctx, path, aConfigMap('B'), { isDryRun: true }));

    expect(created.metadata).toMatchObject({ name: 'b', uid: expect.any(String) });
    expect(amended.metadata).toMatchObject({ name: 'a', uid: before.metadata.uid });
    expect(taken).toMatchObject({ status: 409, reason: 'AlreadyExists' });
    expect(bad).toMatchObject({ status: 422, reason: 'Invalid' });
    expect(await cluster.read(ctx, path, 'b')).toBeUndefined();
    expect((await cluster.read(ctx, path, 'a'))?.metadata).toEqual(before.metadata);
  });

  it('tells what the server warns of', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = { ...configMapsIn(namespace), resource: 'endpoints' };

    const written = await cluster.write(ctx, path, { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' } });
    const amended = await cluster.amend(ctx, path, 'a', { metadata: { labels: { app: 'web' } } });

    const warning = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
    expect([written.warnings, amended.warnings]).toEqual([[warning], [warning]]);
  });
}

function describeCustomObjects(stage: () => Stage): void {
  it('row 27: writes, amends and reads integers of 64 bits exactly', async () => {
    const { ctx, cluster, namespace } = stage();
    const { group } = await defineWidgets(ctx, cluster, `x-${namespace}.example.com`);
    const path = { group, version: 'v1', resource: 'widgets', namespace };
    const widget = { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'w' } };

    await cluster.write(ctx, path, { ...widget, spec: { most: exact(MOST), deep: [{ __proto: 1 }] } });
    const written = Buffer.from((await cluster.readBytes(ctx, path, 'w'))!).toString();
    await cluster.amend(ctx, path, 'w', { spec: { least: exact(`-${MOST}`) } });
    const amended = Buffer.from((await cluster.readBytes(ctx, path, 'w'))!).toString();

    expect(written).toContain(`"most":${MOST}`);
    expect(amended).toContain(`"least":-${MOST},"most":${MOST}`);
    await cluster.delete(ctx, CRDS, `widgets.${group}`);
  });

  it('row 94: keeps a status out of what is written, and writes it where it alone is meant', async () => {
    const { ctx, cluster, namespace } = stage();
    const { group } = await defineWidgets(ctx, cluster, `x-${namespace}.example.com`);
    const path = { group, version: 'v1', resource: 'widgets', namespace };
    const widget = { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'w' } };
    const status = { phase: 'Done' };

    await cluster.write(ctx, path, { ...widget, spec: { size: 1 }, status });
    await cluster.amend(ctx, path, 'w', { status });
    const before = await cluster.read(ctx, path, 'w');
    await cluster.amend(ctx, path, 'w', { spec: { size: 2 }, status }, { subresource: 'status' });

    expect(before).toMatchObject({ spec: { size: 1 } });
    expect(before).not.toHaveProperty('status');
    expect(await cluster.read(ctx, path, 'w')).toMatchObject({ spec: { size: 1 }, status });
    await cluster.delete(ctx, CRDS, `widgets.${group}`);
  });

  it('row 100: tells every version that is served of a type, and takes an object in each', async () => {
    const { ctx, cluster, namespace } = stage();
    const group = `x-${namespace}.example.com`;

    const preferred = await defineWidgets(ctx, cluster, group, ['v1beta1', 'v1', 'v2alpha1']);

    const { servedVersions } = await cluster.discover(ctx);
    const path = { group, resource: 'widgets', namespace };
    const widget = { apiVersion: `${group}/v2alpha1`, kind: 'Widget', metadata: { name: 'w' }, spec: { a: 1 } };
    await cluster.write(ctx, { ...path, version: 'v2alpha1' }, widget);
    expect(preferred.version).toBe('v1');
    expect(servedVersions.get(`widgets.${group}`)).toEqual(['v1', 'v1beta1', 'v2alpha1']);
    expect(servedVersions.get('configmaps')).toEqual(['v1']);
    expect(servedVersions.get('horizontalpodautoscalers.autoscaling')).toEqual(['v2', 'v1']);
    expect(await cluster.read(ctx, { ...path, version: 'v1' }, 'w')).toMatchObject({
      apiVersion: `${group}/v1`,
      spec: { a: 1 },
    });
    await cluster.delete(ctx, CRDS, `widgets.${group}`);
  });
}

function describeRefusals(stage: () => Stage): void {
  it('tells a namespace that is not there from a type that is not served', async () => {
    const { ctx, cluster, namespace } = stage();
    const nowhere = configMapsIn(`${namespace}-not`);
    const gadgets = { ...configMapsIn(namespace), resource: 'gadgets' };
    const foreign = { ...gadgets, group: 'nobody.example.com' };
    const gadget = { apiVersion: 'v1', kind: 'Gadget', metadata: { name: 'a' } };

    const errors = [
      await failureOf(cluster.write(ctx, nowhere, aConfigMap('a'))),
      await failureOf(cluster.write(ctx, gadgets, gadget)),
      await failureOf(cluster.write(ctx, foreign, { ...gadget, apiVersion: 'nobody.example.com/v1' })),
    ];

    expect(errors).toMatchObject([
      { status: 404, reason: 'NotFound', message: `namespaces "${namespace}-not" not found` },
      { status: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
      { status: 404, reason: '', message: 'the server could not find the requested resource' },
    ]);
  });

  it('row 98: refuses content and a second namespace while one is going, and takes both when it is gone', async () => {
    const { ctx, cluster, under } = stage();
    const namespace = await under.newNamespace();
    const path = configMapsIn(namespace);
    const again = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await cluster.write(ctx, path, aConfigMap('held', {}, { finalizers: ['example.com/hold'] }));
    await cluster.delete(ctx, NAMESPACES, namespace);

    const content = await failureOf(cluster.write(ctx, path, aConfigMap('a')));
    const second = await failureOf(cluster.write(ctx, NAMESPACES, again));
    const going = await cluster.read(ctx, NAMESPACES, namespace);
    await vi.waitFor(
      async () => expect((await cluster.read(ctx, path, 'held'))?.metadata.deletionTimestamp).toBeDefined(),
      20_000,
    );
    await cluster.amend(ctx, path, 'held', { metadata: { finalizers: null } });
    await vi.waitFor(async () => expect(await cluster.read(ctx, NAMESPACES, namespace)).toBeUndefined(), 120_000);
    await cluster.write(ctx, NAMESPACES, again);
    const written = await cluster.write(ctx, path, aConfigMap('a'));

    const why = `because it is being terminated`;
    expect(content).toMatchObject({ status: 403, reason: 'Forbidden', message: expect.stringContaining(why) });
    expect(second).toMatchObject({ status: 409, reason: 'AlreadyExists' });
    expect(going).toMatchObject({
      status: { phase: 'Terminating' },
      metadata: { deletionTimestamp: expect.any(String) },
    });
    expect(written.metadata.name).toBe('a');
  });

  it('row 104: refuses what is too large, wherever the limit is', async () => {
    const { ctx, cluster, namespace } = stage();
    const { group } = await defineWidgets(ctx, cluster, `x-${namespace}.example.com`);
    const path = { group, version: 'v1', resource: 'widgets', namespace };
    const writeOf = async (mib: number) => {
      const spec = { text: 'x'.repeat(mib * 1024 * 1024) };
      return cluster.write(ctx, path, { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'w' }, spec });
    };

    const errors = [await failureOf(writeOf(1.75)), await failureOf(writeOf(2.5)), await failureOf(writeOf(4))];

    expect(errors).toMatchObject([
      { name: 'ApiError', status: 500, message: 'etcdserver: request is too large' },
      { name: 'ApiError', status: 500, message: expect.stringContaining('trying to send message larger than max') },
      { name: 'ApiError', status: 413, reason: 'RequestEntityTooLarge' },
    ]);
    await cluster.delete(ctx, CRDS, `widgets.${group}`);
  });

  it('row 103: refuses to write what we may not, with a sentence that names it', async () => {
    const { ctx, namespace, under } = stage();
    const lister = await under.asLister(namespace);

    const error = await failureOf(lister.write(ctx, configMapsIn(namespace), aConfigMap('a')));
    await lister.close();

    expect(error).toMatchObject({ name: 'ApiError', status: 403, reason: 'Forbidden' });
    expect((error as Error).message).toMatch(/cannot create resource "configmaps"/);
  });

  it('answers hundreds of questions for rights with few requests, exactly as one by one', async () => {
    const { ctx, namespace, under } = stage();
    const other = await under.newNamespace();
    const lister = await under.asLister(namespace);
    const verbs = ['list', 'create', 'get', 'patch', 'escalate'];
    const resources = ['configmaps', 'configmaps/status', 'secrets', 'pods', 'deployments', 'roles'];
    const checks = [namespace, other, undefined].flatMap((where) =>
      verbs.flatMap((verb) => resources.map((resource) => ({ verb, group: '', resource, namespace: where }))),
    );
    const named = checks.map((check) => ({ ...check, name: 'a' }));

    const together = await lister.mayI(ctx, [...checks, ...named]);
    const alone: boolean[] = [];
    for (const check of [...checks, ...named].filter((_check, n) => n % 7 === 0)) {
      alone.push(...(await lister.mayI(ctx, [check])));
    }
    await lister.close();

    const allowed = [...checks, ...named].filter((_check, n) => together[n]);
    expect(allowed).toEqual([checks[0], named[0]]);
    expect(together.filter((_answer, n) => n % 7 === 0)).toEqual(alone);
  });
}
