import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Cluster, ListedItem, ListFacts } from '../../src/kube/cluster.ts';
import { openCluster } from '../../src/kube/open.ts';
import { describeCluster } from '../contract/cluster.ts';
import { aConfigMap, type ClusterUnderTest, configMapsIn } from '../contract/cluster-stage.ts';
import { policyDenied, quotaExceeded, webhookUnreachable } from '../support/api-server/http/refusals.ts';
import { type CommandNode, startCommandNode } from '../support/cluster/kwok.ts';
import { kubeconfigYaml } from '../support/cluster/kubeconfig.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { aContext } from '../support/context.ts';
import { CONFIG_MAPS, failureOf, namesOf } from '../support/fault-proxy-lists.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';

/** Forgets old states within seconds, and does not keep them in its cache either. */
const FORGETFUL = ['--feature-gates=ListFromCacheSnapshot=false', '--etcd-compaction-interval=3s'];

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';

describeCluster('a real API server', async () => openReal(await startClusterRig()), {
  forgets: false,
  tellsExitCodes: false,
});
describeCluster(
  'a real API server that forgets',
  async () => openReal(await startClusterRig({ apiServerFlags: FORGETFUL })),
  {
    forgets: true,
    tellsExitCodes: false,
  },
);

describe('a real API server', () => {
  let rig: ClusterRig;
  let under: ClusterUnderTest;
  const ctx = { ...aContext(), clock: systemClock };

  beforeAll(async () => {
    rig = await startClusterRig();
    under = await openReal(rig);
  });
  afterAll(() => under[Symbol.asyncDispose]());

  it('warns of fields that it does not know, and takes the object without them', async () => {
    const namespace = await rig.namespace();
    const path = configMapsIn(namespace);

    const { warnings } = await under.cluster.write(ctx, path, aConfigMap('a', { größe: 1 }), { isDryRun: true });

    expect(warnings).toEqual(['unknown field "größe"']);
  });

  it('row 92: tells of a quota that is used up, and takes what fits although much comes at once', async () => {
    const namespace = await rig.namespace();
    const path = configMapsIn(namespace);
    const quota = `/api/v1/namespaces/${namespace}/resourcequotas`;
    await rig.api.create(quota, { metadata: { name: 'q' }, spec: { hard: { 'count/configmaps': '101' } } });
    await rig.waitFor<{ status?: { used?: object } }>(`${quota}/q`, ({ status }) => status?.used !== undefined);
    // Admission hears of quotas by a watch: once it knows of a later one, it knows of this one, too.
    await rig.api.create(quota, { metadata: { name: 'later' }, spec: { hard: { 'count/secrets': '0' } } });
    const secrets = `/api/v1/namespaces/${namespace}/secrets`;
    await vi.waitFor(async () => failureOf(rig.api.create(secrets, { metadata: { generateName: 's-' } })), {
      timeout: 120_000,
    });
    const names = Array.from({ length: 100 }, (_, n) => `config-${n}`);

    await Promise.all(names.map((name) => under.cluster.write(ctx, path, aConfigMap(name))));
    const error = await failureOf(under.cluster.write(ctx, path, aConfigMap('last')));

    expect(error).toMatchObject({ name: 'ApiError', ...quotaExceeded('configmaps', 'last', 'q', 101) });
  });

  it('row 90: tells what a policy refuses, although it says 422', async () => {
    const namespace = await rig.namespace();
    await rig.api.create(`${ADMISSION}/validatingadmissionpolicies`, {
      metadata: { name: 'none' },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['endpoints'] }],
        },
        validations: [{ expression: 'false', message: 'not here' }],
      },
    });
    const binding = { policyName: 'none', validationActions: ['Deny'] };
    await rig.api.create(`${ADMISSION}/validatingadmissionpolicybindings`, { metadata: { name: 'b' }, spec: binding });
    const path = { ...configMapsIn(namespace), resource: 'endpoints' };
    const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' } };

    await vi.waitFor(
      async () => {
        const error = await failureOf(under.cluster.write(ctx, path, endpoints, { isDryRun: true }));

        expect(error).toMatchObject({ name: 'ApiError', ...policyDenied('endpoints', 'a', 'none', 'b', 'not here') });
      },
      { timeout: 120_000, interval: 200 },
    );
  });

  it('row 91: gives a webhook that does not answer a minute, then tells of it, at once from then on', async () => {
    const namespace = await rig.namespace();
    await rig.api.create(`${ADMISSION}/validatingwebhookconfigurations`, {
      metadata: { name: 'dead' },
      webhooks: [
        {
          name: 'dead.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          clientConfig: { url: 'https://127.0.0.1:9/validate' },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] }],
        },
      ],
    });
    const path = { ...configMapsIn(namespace), resource: 'secrets' };
    const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } });
    const flowing = aContext();
    await vi.waitFor(
      async () =>
        expect(await failureOf(rig.api.create(`/api/v1/namespaces/${namespace}/secrets`, secret('x')))).toBeDefined(),
      { timeout: 120_000, interval: 200 },
    );

    const first = await failureOf(under.cluster.write(flowing, path, secret('a')));
    const waited = flowing.clock.pauses.length;
    const second = await failureOf(under.cluster.write(flowing, path, secret('b')));

    expect([first, second]).toMatchObject([
      { name: 'ApiError', ...webhookUnreachable('dead.example.com') },
      { name: 'ApiError', ...webhookUnreachable('dead.example.com') },
    ]);
    expect(waited).toBeGreaterThan(5);
    expect(flowing.clock.pauses).toHaveLength(waited);
  });
});

describe('a real API server behind a bad line', () => {
  it('row 5: gives the first page again as of the same state, although that has moved', async () => {
    await using rig = await startClusterRig();
    await using proxy = await startFaultProxy(rig);
    const ctx = { ...aContext(), clock: systemClock };
    const namespace = await rig.namespace();
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const names = Array.from({ length: 60 }, (_, n) => `config-${String(n).padStart(2, '0')}`);
    for (const name of names) await rig.api.create(path, { metadata: { name } });
    proxy.add({ path, times: 1, action: { cutAfterBytes: 8000 } });
    const folder = mkdtempSync(join(tmpdir(), 'contract-'));
    writeFileSync(join(folder, 'config'), kubeconfigYaml(proxy.url, proxy.caPem, rig.token));
    const cluster = openCluster(ctx, { kubeconfig: join(folder, 'config') });

    const batches = cluster.list(ctx, { type: CONFIG_MAPS, namespace, labelSelector: '', fieldSelector: '' });
    const first = await batches.next();
    await rig.api.create(path, { metadata: { name: 'aaa-later' } });
    const found = namesOf(first.value as readonly ListedItem[]);
    let facts: ListFacts | undefined;
    while (facts === undefined) {
      const { done, value } = await batches.next();
      if (done) facts = value;
      else found.push(...namesOf(value));
    }
    await cluster.close();
    rmSync(folder, { recursive: true });

    expect(found).toEqual([...names, 'kube-root-ca.crt']);
    expect(facts.isRelaxed).toBe(false);
    expect(proxy.requests.at(-1)?.query.get('resourceVersionMatch')).toBe('Exact');
  });
});

async function openReal(rig: ClusterRig): Promise<ClusterUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  const open = (kubeconfig: string): Cluster => {
    const file = join(folder, randomBytes(4).toString('hex'));
    writeFileSync(file, kubeconfig);
    return openCluster(aContext(), { kubeconfig: file });
  };
  const cluster = open(rig.kubeconfig);
  let node: Promise<CommandNode> | undefined;
  return {
    cluster,
    newNamespace: () => rig.namespace(),
    raw: async (path) => Buffer.from((await rig.kubectl(['get', '--raw', path])).stdout),
    asLister: async (namespace) => open(await listerKubeconfig(rig, namespace)),
    asStranger: async () => open(kubeconfigYaml(rig.url, rig.caPem, 'unknown')),
    newShell: async (namespace, name) => {
      node ??= startCommandNode(rig);
      await (await node).newPod(namespace, name);
    },
    compact: () => forget(rig),
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      await (await node)?.[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Waits until the server does not continue any more what begins now. */
async function forget(rig: ClusterRig): Promise<void> {
  const path = '/api/v1/configmaps?limit=1';
  const { metadata } = await rig.api.get<{ metadata: { continue: string } }>(path);
  await vi.waitFor(
    async () => {
      const { stderr } = await rig.kubectl(['get', '--raw', `${path}&continue=${metadata.continue}`]);
      expect(stderr).toContain('too old');
    },
    { timeout: 120_000, interval: 200 },
  );
}

async function listerKubeconfig(rig: ClusterRig, namespace: string): Promise<string> {
  const name = `lister-${randomBytes(4).toString('hex')}`;
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  await rig.api.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
  const rules = [{ verbs: ['list'], apiGroups: [''], resources: ['configmaps'] }];
  await rig.api.create(`${rbac}/roles`, { metadata: { name }, rules });
  await rig.api.create(`${rbac}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  const kubeconfig = await rig.serviceAccountKubeconfig(namespace, name);
  // The authorizer hears of its rights by a watch.
  await vi.waitFor(
    async () => {
      const ask = ['auth', 'can-i', 'list', 'configmaps', `--namespace=${namespace}`];
      expect(await rig.kubectl(ask, { kubeconfig })).toMatchObject({ code: 0 });
    },
    { timeout: 120_000 },
  );
  return kubeconfig;
}
