import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { processRuntime } from '../support/kubelet/runtime.ts';
import { type Kubelet, startKubelet } from '../support/kubelet.ts';

/** Stands for an image: its first argument says what to do. */
const PROGRAM = `
const fs = require('node:fs');
const tokenFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
const read = (path) => fs.readFileSync(path, 'utf8');
const write = (path) => { try { fs.writeFileSync(path, ''); return 'done'; } catch (error) { return error.code; } };
const [act, ...args] = process.argv.slice(1);
({
  exit() { fs.writeFileSync('/dev/termination-log', args[1] ?? ''); process.exitCode = Number(args[0]); },
  fail() { console.log('the last words'); process.exitCode = 1; },
  nth() { const n = fs.readdirSync('/data').filter((name) => name.startsWith('attempt-')).length; write('/data/attempt-' + n); process.exitCode = Number(args[n]); },
  wait() {
    process.once('SIGTERM', () => { console.log('asked to stop'); process.exit(143); });
    setInterval(() => {}, 1000);
    console.log('waiting');
  },
  user() {
    const [canWriteData, canWriteSystem] = ['/data/user', '/usr/x'].map((path) => write(path) === 'done');
    console.log(JSON.stringify({ user: process.getuid(), groups: process.getgroups(), canWriteData, canWriteSystem }));
  },
  look() {
    const policies = { names: fs.readdirSync('/etc/policies'), link: fs.readlinkSync('/etc/policies/nightly.yaml') };
    const writes = ['/x', '/etc/policies/x', '/tmp/x', '/data/x'].map((path) => [path, write(path)]);
    console.log(JSON.stringify({
      arguments: args, environment: process.env, policies, policy: read('/etc/policies/nightly.yaml'),
      token: read(tokenFolder + '/token'), namespace: read(tokenFolder + '/namespace'), writes: Object.fromEntries(writes),
    }));
  },
})[act]();
`;

describe('the kubelet stand-in', () => {
  let rig: ClusterRig;
  let kubelet: Kubelet;
  let namespace: string;
  beforeAll(async () => {
    rig = await startClusterRig();
    const data = await mkdtemp(join(rig.stateDirectory, 'data-'));
    const entrypoint = [process.execPath, '-e', PROGRAM];
    const runtime = processRuntime({ entrypoint, environment: { IMAGE: 'test' } });
    kubelet = await startKubelet(rig, { runtime, storage: { data } });
  });
  afterAll(async () => {
    await kubelet[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    namespace = await rig.namespace();
  });

  const run = (name: string, args: readonly string[], options: JobOptions = {}) =>
    rig.api.create(`/apis/batch/v1/namespaces/${namespace}/jobs`, job(name, args, options));
  const podsOf = async (name: string) => {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=job-name%3D${name}`;
    const { items } = await rig.api.get<{ items: { status: object }[] }>(path);
    return items.map(({ status }) => status);
  };
  const terminated = (state: object) => ({ containerStatuses: [{ state: { terminated: state } }] });

  it('completes a Job whose program ends with 0', async () => {
    await run('good', ['exit', '0', 'all is well']);

    const end = await rig.jobEnd(namespace, 'good');

    expect(end).toMatchObject({ type: 'Complete' });
    expect(await podsOf('good')).toMatchObject([
      { phase: 'Succeeded', ...terminated({ exitCode: 0, reason: 'Completed', message: 'all is well' }) },
    ]);
  });

  it('fails a Job at once by its podFailurePolicy', async () => {
    await run('bad-policy', ['exit', '78']);

    const end = await rig.jobEnd(namespace, 'bad-policy');

    expect(end).toMatchObject({ type: 'Failed', reason: 'PodFailurePolicy' });
    expect(end.message).toContain('failed with exit code 78 matching FailJob rule at index 1');
  });

  it('lets a Job retry what may pass', async () => {
    await run('retried', ['nth', '75', '0'], CLAIM);

    const end = await rig.jobEnd(namespace, 'retried');

    expect(end).toMatchObject({ type: 'Complete' });
    const attempts = [0, 1].map(async (attempt) => (await kubelet.podOf(namespace, 'retried', attempt)).done);
    expect(await Promise.all(attempts)).toEqual([75, 0]);
  });

  it('runs what kubectl makes of a CronJob', async () => {
    const { spec } = job('unused', ['exit', '0']);
    await rig.api.create(`/apis/batch/v1/namespaces/${namespace}/cronjobs`, {
      metadata: { name: 'nightly' },
      spec: { schedule: '0 0 1 1 *', timeZone: 'Etc/UTC', jobTemplate: { spec } },
    });

    const { code } = await rig.kubectl(['-n', namespace, 'create', 'job', 'now', '--from=cronjob/nightly']);

    expect(code).toBe(0);
    expect(await rig.jobEnd(namespace, 'now')).toMatchObject({ type: 'Complete' });
  });

  it('gives the program its arguments, environment, mounts and token', async () => {
    const data = { 'nightly.yaml': 'kind: BackupPolicy\n' };
    await rig.api.create(`/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'policies' }, data });
    await run('look', ['look', '$(POD_NAME)', '$$(POD_NAME)'], DETAILED);
    await rig.jobEnd(namespace, 'look');

    const pod = await kubelet.podOf(namespace, 'look');
    const { token, ...seen } = JSON.parse(await pod.log()) as { token: string; [what: string]: unknown };

    expect(seen).toMatchObject({
      arguments: [pod.name, '$(POD_NAME)'],
      environment: { IMAGE: 'test', JOB: 'look', MEMORY: '536870912', KUBERNETES_SERVICE_HOST: '127.0.0.1' },
      policies: {
        names: [expect.stringMatching(/^\.\.\d{4}_/), '..data', 'nightly.yaml'],
        link: '..data/nightly.yaml',
      },
      policy: 'kind: BackupPolicy\n',
      namespace,
      writes: { '/x': 'EROFS', '/etc/policies/x': 'EROFS', '/tmp/x': 'done', '/data/x': 'done' },
    });
    expect(claimsOf(token)).toMatchObject({
      sub: `system:serviceaccount:${namespace}:default`,
      'kubernetes.io': { pod: { name: pod.name } },
    });
  });

  it('runs the program as the user the Pod names, or without root as root of a user namespace', async () => {
    await run('user', ['user'], {
      ...CLAIM,
      pod: { ...CLAIM.pod, securityContext: { runAsUser: 65532, runAsGroup: 65532, fsGroup: 7 } },
    });
    await rig.jobEnd(namespace, 'user');

    const log = await (await kubelet.podOf(namespace, 'user')).log();

    const user = process.getuid?.() === 0 ? { user: 65532, groups: [7, 65532] } : { user: 0 };
    expect(JSON.parse(log)).toMatchObject({ ...user, canWriteData: true, canWriteSystem: false });
  });

  it('shows the end of the log where the program left no termination message', async () => {
    await run('talks', ['fail'], {
      job: { backoffLimit: 0 },
      container: { terminationMessagePolicy: 'FallbackToLogsOnError' },
    });
    await rig.jobEnd(namespace, 'talks');

    expect(await podsOf('talks')).toMatchObject([terminated({ exitCode: 1, message: 'the last words\n' })]);
  });

  it('hands out logs while the program runs and after its end', async () => {
    await run('talkative', ['wait'], { job: { backoffLimit: 0 } });
    const pod = await kubelet.podOf(namespace, 'talkative');
    await pod.printed('waiting');
    const follow = rig.kubectl(['-n', namespace, 'logs', '--follow', 'job/talkative']);

    await pod.kill('SIGTERM');
    const followed = await follow;
    const last = await rig.kubectl(['-n', namespace, 'logs', '--tail=1', pod.name]);

    expect(followed).toMatchObject({ code: 0, stdout: 'waiting\nasked to stop\n' });
    expect(last).toMatchObject({ code: 0, stdout: 'asked to stop\n' });
  });

  it('waits for a ConfigMap that is not there yet', async () => {
    await run('early', ['exit', '0'], { container: { envFrom: [{ configMapRef: { name: 'late' } }] } });
    const pod = await kubelet.podOf(namespace, 'early');
    const path = `/api/v1/namespaces/${namespace}/pods/${pod.name}`;
    const waiting = {
      state: { waiting: { reason: 'CreateContainerConfigError', message: 'configmaps "late" not found' } },
    };
    const seen = await rig.waitFor<PodObject>(path, ({ status }) => status.containerStatuses !== undefined);

    await rig.api.create(`/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'late' } });

    expect(seen.status.containerStatuses).toMatchObject([waiting]);
    expect(await rig.jobEnd(namespace, 'early')).toMatchObject({ type: 'Complete' });
  });

  it('asks the program of a deleted Pod to stop, then lets the Pod go', async () => {
    await run('stopped', ['wait']);
    const pod = await kubelet.podOf(namespace, 'stopped');
    await pod.printed('waiting');

    await rig.api.delete(`/apis/batch/v1/namespaces/${namespace}/jobs/stopped?propagationPolicy=Foreground`);
    const code = await pod.done;

    expect(code).toBe(143);
    expect(await pod.log()).toBe('waiting\nasked to stop\n');
  });

  it('counts a killed program against the Job, and a disrupted one not', async () => {
    await run('hurt', ['wait'], { job: { backoffLimit: 1 } });
    const [first, second, third] = [0, 1, 2].map((attempt) => kubelet.podOf(namespace, 'hurt', attempt));
    await (await first)?.kill('SIGKILL');
    await (await second)?.printed('waiting');

    await (await second)?.disrupt();
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/hurt`;
    await (await third)?.printed('waiting');
    const hurt = await rig.waitFor<{ status: { active?: number } }>(path, ({ status }) => status.active === 1);
    await (await third)?.kill('SIGKILL');

    expect(hurt.status).toMatchObject({ active: 1, failed: 1 });
    expect(await Promise.all([first, second, third].map(async (run) => (await run)?.done))).toEqual([137, 143, 137]);
    expect(await rig.jobEnd(namespace, 'hurt')).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
  });

  it('replaces an evicted Pod', async () => {
    await run('evicted', ['wait'], { job: { backoffLimit: 0 } });
    const pod = await kubelet.podOf(namespace, 'evicted');
    await pod.printed('waiting');

    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.name, namespace } };
    await rig.api.create(`/api/v1/namespaces/${namespace}/pods/${pod.name}/eviction`, eviction);

    const next = await kubelet.podOf(namespace, 'evicted', 1);
    await next.printed('waiting');
    expect(await pod.done).toBe(143);
  });
});

interface PodObject {
  readonly status: { readonly containerStatuses?: readonly object[] };
}

interface JobOptions {
  readonly job?: object;
  readonly pod?: object;
  readonly container?: object;
}

const CLAIM = {
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
};

const DETAILED = {
  pod: {
    volumes: [
      ...CLAIM.pod.volumes,
      { name: 'policies', configMap: { name: 'policies' } },
      { name: 'tmp', emptyDir: {} },
    ],
  },
  container: {
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'JOB', valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } } },
      { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
    ],
    resources: { limits: { memory: '512Mi' } },
    securityContext: { readOnlyRootFilesystem: true },
    volumeMounts: [
      ...CLAIM.container.volumeMounts,
      { name: 'policies', mountPath: '/etc/policies' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  },
};

function job(name: string, args: readonly string[], options: JobOptions = {}) {
  const container = { name: 'lifeboat', image: 'test', args, ...options.container };
  return {
    metadata: { name },
    spec: {
      backoffLimit: 2,
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailJob', onExitCodes: { containerName: 'lifeboat', operator: 'In', values: [78] } },
        ],
      },
      ...options.job,
      template: { spec: { restartPolicy: 'Never', containers: [container], ...options.pod } },
    },
  };
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
