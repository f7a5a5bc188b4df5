import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { RunError } from '../../src/domain/problem.ts';
import type { Cluster, ObjectPath } from '../../src/kube/cluster.ts';
import { aContext } from '../support/context.ts';
import { failureOf } from '../support/fault-proxy-lists.ts';
import { describeCommands } from './cluster-commands.ts';
import { describeKinds } from './cluster-kinds.ts';
import { describeLists } from './cluster-lists.ts';
import { describeLogs } from './cluster-logs.ts';
import { aConfigMap, configMapsIn, type ClusterUnderTest, type Stage, type Traits } from './cluster-stage.ts';
import { describeWrites } from './cluster-writes.ts';

const CLUSTER_ROLES: ObjectPath = { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'clusterroles' };

/** Holds an implementation of `Cluster` to the promises of the contract. `open` is called once. */
export function describeCluster(name: string, open: () => Promise<ClusterUnderTest>, traits: Traits): void {
  describe(`${name} as a cluster`, () => {
    let under: ClusterUnderTest;
    let stage: Stage;

    beforeAll(async () => {
      under = await open();
    });
    beforeEach(async () => {
      const ctx = { ...aContext(), clock: systemClock };
      stage = { ctx, cluster: under.cluster, namespace: await under.newNamespace(), under };
    });
    afterAll(() => under[Symbol.asyncDispose]());

    describeServer(() => stage);
    describeObjects(() => stage);
    describeWrites(() => stage);
    describeKinds(() => stage);
    describeRights(() => stage);
    describeCommands(() => stage, traits);
    describeLogs(() => stage);
    describeLists(() => stage, traits);
  });
}

function describeServer(stage: () => Stage): void {
  it('tells its version and how far its clock is off', async () => {
    const { ctx, cluster } = stage();

    const version = await cluster.version(ctx);

    expect(version).toMatchObject({ gitVersion: expect.stringMatching(/^v1\.\d+\./), major: '1' });
    expect(version.minor).toMatch(/^\d+/);
    expect(Math.abs(version.clockOffsetMs)).toBeLessThan(60_000);
  });

  it('discovers every type once, in the preferred version, without subresources', async () => {
    const { ctx, cluster } = stage();

    const { types, failedGroups } = await cluster.discover(ctx);

    const names = types.map(({ group, resource }) => `${resource}.${group}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((resource) => resource.includes('/'))).toEqual([]);
    expect(failedGroups).toEqual([]);
    expect(types).toContainEqual(
      expect.objectContaining({
        group: '',
        version: 'v1',
        resource: 'configmaps',
        kind: 'ConfigMap',
        namespaced: true,
      }),
    );
    expect(types).toContainEqual(
      expect.objectContaining({ group: 'apps', version: 'v1', resource: 'deployments', shortNames: ['deploy'] }),
    );
    expect(types.find(({ resource }) => resource === 'namespaces')).toMatchObject({
      namespaced: false,
      verbs: expect.arrayContaining(['list', 'get', 'create']),
    });
  });
}

function describeObjects(stage: () => Stage): void {
  it('creates an object and reads it back, and has undefined for one that is not there', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);

    const created = await cluster.create(ctx, path, aConfigMap('a'));

    expect(created.metadata).toMatchObject({ name: 'a', namespace, uid: expect.any(String) });
    expect(await cluster.read(ctx, path, 'a')).toEqual(created);
    expect(await cluster.read(ctx, path, 'b')).toBeUndefined();
  });

  it('refuses to create what exists', async () => {
    const { ctx, cluster, namespace } = stage();
    await cluster.create(ctx, configMapsIn(namespace), aConfigMap('a'));

    const error = await failureOf(cluster.create(ctx, configMapsIn(namespace), aConfigMap('a')));

    expect(error).toMatchObject({ name: 'ApiError', status: 409, reason: 'AlreadyExists' });
  });

  it('updates an object that has not moved, and only that', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    const first = await cluster.create(ctx, path, aConfigMap('a'));

    const second = await cluster.update(ctx, path, { ...first, data: { n: '2' } });
    const error = await failureOf(cluster.update(ctx, path, { ...first, data: { n: '3' } }));

    expect(second).toMatchObject({ data: { n: '2' } });
    expect(second.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
    expect(error).toMatchObject({ name: 'ApiError', status: 409, reason: 'Conflict' });
    expect(await cluster.read(ctx, path, 'a')).toEqual(second);
  });

  it('patches by merging: null removes, what is not named stays', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    await cluster.create(ctx, path, aConfigMap('a', { data: { stays: '1', goes: '2', changes: '3' } }));

    const patched = await cluster.patch(ctx, path, 'a', {
      metadata: { annotations: { 'example.com/x': 'y' } },
      data: { goes: null, changes: '4' },
    });

    expect(patched).toMatchObject({ metadata: { annotations: { 'example.com/x': 'y' } } });
    expect(patched['data']).toEqual({ stays: '1', changes: '4' });
  });

  it('says that there is nothing to patch', async () => {
    const { ctx, cluster, namespace } = stage();

    const error = await failureOf(cluster.patch(ctx, configMapsIn(namespace), 'none', { data: {} }));

    expect(error).toMatchObject({ name: 'ApiError', status: 404, reason: 'NotFound' });
  });

  it('deletes what is there, and does not mind what is not', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    await cluster.create(ctx, path, aConfigMap('a'));

    await cluster.delete(ctx, path, 'a');
    await cluster.delete(ctx, path, 'a');

    expect(await cluster.read(ctx, path, 'a')).toBeUndefined();
  });

  it('row 25: keeps names that no URL holds as they are', async () => {
    const { ctx, cluster, namespace } = stage();
    const name = `MyApp:Admin of ${namespace}`;

    const created = await cluster.create(ctx, CLUSTER_ROLES, { metadata: { name }, rules: [] });
    const read = await cluster.read(ctx, CLUSTER_ROLES, name);
    await cluster.delete(ctx, CLUSTER_ROLES, name);

    expect(created.metadata.name).toBe(name);
    expect(read).toEqual(created);
    expect(await cluster.read(ctx, CLUSTER_ROLES, name)).toBeUndefined();
  });

  it('does nothing after an abort, and throws its reason', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    const stop = new RunError('terminated', 'enough');
    const stopped = { ...ctx, signal: AbortSignal.abort(stop) };

    const errors = [
      await failureOf(cluster.create(stopped, path, aConfigMap('a'))),
      await failureOf(cluster.listObjects(stopped, path)),
      await failureOf(cluster.version(stopped)),
      await failureOf(cluster.discover(stopped)),
    ];

    expect(errors).toEqual([stop, stop, stop, stop]);
    expect(await cluster.read(ctx, path, 'a')).toBeUndefined();
  });
}

function describeRights(stage: () => Stage): void {
  it('answers what we may do, in the order of the questions', async () => {
    const { ctx, namespace, under } = stage();
    await using lister = closing(await under.asLister(namespace));
    const ask = (verb: string, resource: string, where: string | undefined) => ({
      verb,
      group: '',
      resource,
      namespace: where,
    });

    const allowed = await lister.cluster.mayI(ctx, [
      ask('list', 'configmaps', namespace),
      ask('list', 'secrets', namespace),
      ask('list', 'configmaps', undefined),
      ask('delete', 'configmaps', namespace),
      { ...ask('list', 'configmaps', namespace), name: 'a' },
    ]);

    expect(allowed).toEqual([true, false, false, false, true]);
  });

  it('tells the rules that hold in a namespace', async () => {
    const { ctx, namespace, under } = stage();
    await using lister = closing(await under.asLister(namespace));

    const { rules, isComplete } = await lister.cluster.rules(ctx, namespace);

    expect(rules).toContainEqual({ verbs: ['list'], apiGroups: [''], resources: ['configmaps'], resourceNames: [] });
    expect(isComplete).toBe(true);
  });

  it('row 16: refuses what we may not do, with a sentence that names it', async () => {
    const { ctx, namespace, under } = stage();
    await using lister = closing(await under.asLister(namespace));

    const error = await failureOf(lister.cluster.read(ctx, configMapsIn(namespace), 'a'));

    expect(error).toMatchObject({ name: 'ApiError', status: 403, reason: 'Forbidden' });
    expect((error as Error).message).toMatch(/cannot get resource "configmaps"/);
  });

  it('row 17: does not let a stranger in', async () => {
    const { ctx, namespace, under } = stage();
    await using stranger = closing(await under.asStranger());

    const error = await failureOf(stranger.cluster.listObjects(ctx, configMapsIn(namespace)));

    expect(error).toMatchObject({ name: 'RunError', code: 'permission-denied' });
  });
}

/** A cluster that is closed at the end of a test. */
function closing(cluster: Cluster): AsyncDisposable & { readonly cluster: Cluster } {
  return { cluster, [Symbol.asyncDispose]: () => cluster.close() };
}
