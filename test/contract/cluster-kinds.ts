import { expect, it } from 'vitest';
import type { ObjectPath } from '../../src/kube/cluster.ts';
import { failureOf } from '../support/fault-proxy-lists.ts';
import { aConfigMap, configMapsIn, type Stage } from './cluster-stage.ts';

function servicesIn(namespace: string): ObjectPath {
  return { group: '', version: 'v1', resource: 'services', namespace };
}

function jobsIn(namespace: string): ObjectPath {
  return { group: 'batch', version: 'v1', resource: 'jobs', namespace };
}

function aService(name: string, spec: Readonly<Record<string, unknown>> = {}) {
  const port = { port: 80, targetPort: 8080 };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [port], ...spec } };
}

function aJob(name: string, spec: Readonly<Record<string, unknown>> = {}, labels?: Readonly<Record<string, string>>) {
  const container = { name: 'main', image: 'example.com/none' };
  const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { suspend: true, template, ...spec } };
}

interface Service {
  readonly spec: { readonly clusterIP: string; readonly ports: readonly { readonly nodePort?: number }[] };
}

interface Job {
  readonly metadata: { readonly uid: string };
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } };
  };
}

/** What the server itself decides about some kinds, as far as a restore meets it. */
export function describeKinds(stage: () => Stage): void {
  describeServices(stage);
  describeJobs(stage);
  describeImmutable(stage);

  it('row 93: refuses to change a ConfigMap that is immutable', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = configMapsIn(namespace);
    await cluster.write(ctx, path, aConfigMap('a', { immutable: true }));

    const error = await failureOf(cluster.amend(ctx, path, 'a', { data: { of: 'b' } }));

    expect(error).toMatchObject({ status: 422, reason: 'Invalid', message: expect.stringContaining('is immutable') });
  });

  it('row 94: begins a claim as pending, whatever its status said', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = { ...configMapsIn(namespace), resource: 'persistentvolumeclaims' };
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'x' };
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'a' }, spec };

    await cluster.write(ctx, path, { ...claim, status: { phase: 'Bound', capacity: { storage: '1Gi' } } });

    expect(await cluster.read(ctx, path, 'a')).toMatchObject({ status: { phase: 'Pending' } });
  });
}

function describeImmutable(stage: () => Stage): void {
  it('row 93: refuses another selector for a Deployment, and another role for a binding', async () => {
    const { ctx, cluster, namespace } = stage();
    const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace };
    const bindings = { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'rolebindings', namespace };
    const labels = { app: 'web', tier: 'front' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.com/none' }] } };
    const spec = { replicas: 0, selector: { matchLabels: { app: 'web' } }, template };
    await cluster.write(ctx, deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one' };
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'a' },
      roleRef,
    };
    await cluster.write(ctx, bindings, binding);

    const selector = { matchLabels: { tier: 'front' } };
    const errors = [
      await failureOf(cluster.amend(ctx, deployments, 'a', { spec: { selector } })),
      await failureOf(cluster.amend(ctx, bindings, 'a', { roleRef: { name: 'other' } })),
    ];

    expect(errors).toMatchObject([
      { status: 422, message: 'Deployment.apps "a" is invalid: spec.selector: Invalid value: field is immutable' },
      {
        status: 422,
        message: 'RoleBinding.rbac.authorization.k8s.io "a" is invalid: roleRef: Invalid value: cannot change roleRef',
      },
    ]);
  });
}

function describeServices(stage: () => Stage): void {
  it('gives a Service its addresses and ports, and refuses those that are taken', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = servicesIn(namespace);

    await cluster.write(ctx, path, aService('a', { type: 'NodePort' }));
    const { spec } = (await cluster.read(ctx, path, 'a')) as unknown as Service;
    const { clusterIP, ports } = spec;
    const nodePort = ports[0]?.nodePort;
    const port = { port: 80, nodePort };
    const takenPort = await failureOf(cluster.write(ctx, path, aService('b', { type: 'NodePort', ports: [port] })));
    const takenAddress = await failureOf(cluster.write(ctx, path, aService('c', { clusterIP })));
    const takenDry = await failureOf(
      cluster.write(ctx, path, aService('b', { type: 'NodePort', ports: [port] }), { isDryRun: true }),
    );

    expect(clusterIP).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(nodePort).toBeGreaterThanOrEqual(30_000);
    const refusal = { name: 'ApiError', status: 422, reason: 'Invalid' };
    const portText = `Service "b" is invalid: spec.ports[0].nodePort: Invalid value: ${nodePort}: provided port is already allocated`;
    expect([takenPort, takenDry]).toMatchObject([
      { ...refusal, message: portText },
      { ...refusal, message: portText },
    ]);
    expect(takenAddress).toMatchObject({ ...refusal, message: expect.stringContaining('is already allocated') });
  });

  it('gives back what a deleted Service had', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = servicesIn(namespace);
    await cluster.write(ctx, path, aService('a', { type: 'NodePort' }));
    const { spec } = (await cluster.read(ctx, path, 'a')) as unknown as Service;
    await cluster.delete(ctx, path, 'a');

    await cluster.write(ctx, path, aService('b', { clusterIP: spec.clusterIP, type: 'NodePort', ports: spec.ports }));

    expect(await cluster.read(ctx, path, 'b')).toMatchObject({
      spec: { clusterIP: spec.clusterIP, clusterIPs: [spec.clusterIP], ports: [{ nodePort: spec.ports[0]?.nodePort }] },
    });
  });

  it('keeps headless and named Services without address', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = servicesIn(namespace);

    await cluster.write(ctx, path, aService('headless', { clusterIP: 'None' }));
    await cluster.write(ctx, path, aService('named', { type: 'ExternalName', externalName: 'example.com' }));

    expect(await cluster.read(ctx, path, 'headless')).toMatchObject({ spec: { clusterIP: 'None' } });
    expect((await cluster.read(ctx, path, 'named'))?.['spec']).not.toHaveProperty('clusterIP');
  });

  it('row 93: refuses another address for a Service, and keeps its own where none is named', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = servicesIn(namespace);
    await cluster.write(ctx, path, aService('a'));
    const before = (await cluster.read(ctx, path, 'a')) as unknown as Service;

    const error = await failureOf(cluster.amend(ctx, path, 'a', { spec: { clusterIP: '10.0.0.250' } }));
    await cluster.amend(ctx, path, 'a', { spec: { selector: { app: 'web' } } });

    expect(error).toMatchObject({
      status: 422,
      reason: 'Invalid',
      message: 'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: may not change once set',
    });
    expect(await cluster.read(ctx, path, 'a')).toMatchObject({
      spec: { clusterIP: before.spec.clusterIP, selector: { app: 'web' } },
    });
  });
}

function describeJobs(stage: () => Stage): void {
  it('gives a Job its selector and labels from its UID', async () => {
    const { ctx, cluster, namespace } = stage();

    await cluster.write(ctx, jobsIn(namespace), aJob('a', {}, { app: 'web' }));

    const { metadata, spec } = (await cluster.read(ctx, jobsIn(namespace), 'a')) as unknown as Job;
    const uidLabel = { 'batch.kubernetes.io/controller-uid': metadata.uid };
    expect(spec.selector.matchLabels).toEqual(uidLabel);
    expect(spec.template.metadata.labels).toEqual({
      ...uidLabel,
      app: 'web',
      'controller-uid': metadata.uid,
      'job-name': 'a',
      'batch.kubernetes.io/job-name': 'a',
    });
  });

  it('refuses a Job with the selector that another one was given', async () => {
    const { ctx, cluster, namespace } = stage();
    const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': '0f0f0f0f-0000-4000-8000-000000000000' } };

    const error = await failureOf(cluster.write(ctx, jobsIn(namespace), aJob('a', { selector })));

    expect(error).toMatchObject({ status: 422, reason: 'Invalid', message: expect.stringContaining('spec.selector') });
  });

  it('row 93: refuses another template for a Job that has begun', async () => {
    const { ctx, cluster, namespace } = stage();
    const path = jobsIn(namespace);
    await cluster.write(ctx, path, aJob('a', { suspend: false }));
    const containers = [{ name: 'main', image: 'example.com/other' }];

    const error = await failureOf(cluster.amend(ctx, path, 'a', { spec: { template: { spec: { containers } } } }));

    expect(error).toMatchObject({
      status: 422,
      reason: 'Invalid',
      message: 'Job.batch "a" is invalid: spec.template: Invalid value: field is immutable',
    });
  });
}
