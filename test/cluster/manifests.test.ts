import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { render, renderBase } from '../../manifests/render.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { processRuntime } from '../support/kubelet/runtime.ts';
import { startKubelet } from '../support/kubelet.ts';

const ROOT = join(import.meta.dirname, '../..');
const OVERLAYS = ['kustomize/base', ...globSync('kustomize/examples/*/kustomization.yaml', { cwd: ROOT }).map(dirname)];
const BACKUP = 'system:serviceaccount:lifeboat:lifeboat-backup';
const RESTORE = 'system:serviceaccount:lifeboat-restore:lifeboat-restore';

/** Prints what a run finds in its Pod. */
const LOOK = `
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
for (const path of ['/tmp/x', '/status/x', '/dev/termination-log']) writeFileSync(path, 'written');
const { LIFEBOAT_CLUSTER_NAME, LIFEBOAT_RUN_JOB_NAME, LIFEBOAT_RUN_NAMESPACE, LIFEBOAT_MEMORY_LIMIT } = process.env;
const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
console.log(JSON.stringify({
  arguments: process.argv.slice(1),
  environment: { LIFEBOAT_CLUSTER_NAME, LIFEBOAT_RUN_JOB_NAME, LIFEBOAT_RUN_NAMESPACE, LIFEBOAT_MEMORY_LIMIT },
  policies: readdirSync('/etc/lifeboat/policies').filter((name) => !name.startsWith('..')),
  account: readdirSync(folder).filter((name) => !name.startsWith('..')),
  subject: JSON.parse(Buffer.from(readFileSync(folder + '/token', 'utf8').split('.')[1], 'base64url')).sub,
}));
`;

describe('the manifests', () => {
  let rig: ClusterRig;
  beforeAll(async () => {
    rig = await startClusterRig();
    await rig.kubectl(['create', 'namespace', 'shop']);
    await rig.kubectl(['apply', '--server-side', '-f', '-'], { stdin: renderBase() });
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const may = async (user: string, verb: string, resource: string, ...flags: string[]) =>
    (await rig.kubectl(['auth', 'can-i', verb, resource, `--as=${user}`, ...flags])).stdout.trim();
  const canI = (verb: string, resource: string, ...flags: string[]) => may(BACKUP, verb, resource, ...flags);

  it('are what kustomize renders', async () => {
    const kept = await readFile(join(ROOT, 'manifests/base.yaml'), 'utf8');

    const rendered = renderBase();

    expect(kept, 'run `node manifests/render.ts`').toBe(rendered);
  });

  it.each(OVERLAYS)('pass strict validation and pod security: %s', async (overlay) => {
    const stdin = render(overlay);

    const outcome = await rig.kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'], {
      stdin,
    });

    // A misspelt field is an error, a Pod that the restricted profile refuses a warning.
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });

  it('let a backup list everything, and write only its results', async () => {
    const [everywhere, home] = ['--all-namespaces', '--namespace=lifeboat'];

    const answers = {
      listSecrets: await canI('list', 'secrets', everywhere),
      getSecrets: await canI('get', 'secrets', everywhere),
      watchPods: await canI('watch', 'pods', everywhere),
      createResult: await canI('create', 'configmaps', home),
      updateLease: await canI('update', 'leases.coordination.k8s.io', home),
      createElsewhere: await canI('create', 'configmaps', '--namespace=shop'),
      deleteNamespaces: await canI('delete', 'namespaces'),
    };

    expect(answers).toEqual({
      listSecrets: 'yes',
      getSecrets: 'no',
      watchPods: 'no',
      createResult: 'yes',
      updateLease: 'yes',
      createElsewhere: 'no',
      deleteNamespaces: 'no',
    });
  });

  it('copy the settings to where they belong', () => {
    const objects = parseAllDocuments(render('kustomize/examples/production')).map((it) => it.toJS() as CronJob);

    const cronJob = objects.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === 'backup-nightly');

    expect(cronJob?.spec).toMatchObject({ schedule: '40 1 * * *', timeZone: 'Europe/Berlin' });
    expect(JSON.stringify(cronJob)).toContain('{"name":"LIFEBOAT_CLUSTER_NAME","value":"production"}');
    expect(objects.some(({ metadata }) => metadata.name === 'lifeboat-settings')).toBe(false);
  });

  it('give a run what it needs', async () => {
    const runtime = processRuntime({ entrypoint: [process.execPath, '-e', LOOK] });
    await using kubelet = await startKubelet(rig, { runtime });
    const create = ['create', 'job', 'nightly-now', '--from=cronjob/backup-nightly', '--namespace=lifeboat'];

    const { code } = await rig.kubectl(create);
    const end = await rig.jobEnd('lifeboat', 'nightly-now');
    const pod = await kubelet.podOf('lifeboat', 'nightly-now');

    expect([code, end.type]).toEqual([0, 'Complete']);
    expect(JSON.parse(await pod.log())).toEqual({
      arguments: ['run', 'nightly'],
      environment: {
        LIFEBOAT_CLUSTER_NAME: 'default',
        LIFEBOAT_RUN_JOB_NAME: 'nightly-now',
        LIFEBOAT_RUN_NAMESPACE: 'lifeboat',
        LIFEBOAT_MEMORY_LIMIT: String(512 * 2 ** 20),
      },
      policies: ['main.yaml', 'nightly.yaml'],
      account: ['ca.crt', 'namespace', 'token'],
      subject: BACKUP,
    });
  });

  it('let a restore write nothing but its results until a component binds more to it', async () => {
    const ask = (verb: string, resource: string, ...flags: string[]) => may(RESTORE, verb, resource, ...flags);
    const rights = async () => ({
      createResult: await ask('create', 'configmaps', '--namespace=lifeboat-restore'),
      readBackups: await ask('get', 'configmaps', '--namespace=lifeboat'),
      listNamespaces: await ask('list', 'namespaces'),
      createNamespaces: await ask('create', 'namespaces'),
      readSecrets: await ask('get', 'secrets', '--namespace=shop'),
      createInside: await ask('create', 'deployments.apps', '--namespace=shop'),
      createOutside: await ask('create', 'deployments.apps', '--namespace=default'),
    });
    const apply = async (overlay: string) => {
      await rig.kubectl(['apply', '--server-side', '-f', '-'], { stdin: render(overlay) });
    };

    const bare = await rights();
    await apply('kustomize/examples/restore-namespaced');
    const namespaced = await rights();
    await apply('kustomize/examples/break-glass');
    const broken = await rights();

    const own = { createResult: 'yes', listNamespaces: 'yes' };
    const none = { readBackups: 'no', createNamespaces: 'no', createOutside: 'no' };
    expect(bare).toEqual({ ...own, ...none, readSecrets: 'no', createInside: 'no' });
    expect(namespaced).toEqual({ ...own, ...none, readSecrets: 'yes', createInside: 'yes' });
    expect(new Set(Object.values(broken))).toEqual(new Set(['yes']));
  });

  it('let a verification keep its result, and see nothing of the cluster', async () => {
    await rig.kubectl(['apply', '--server-side', '-f', '-'], { stdin: render('kustomize/examples/verify') });
    const verify = 'system:serviceaccount:lifeboat:lifeboat-verify';

    const rights = {
      createResult: await may(verify, 'create', 'configmaps', '--namespace=lifeboat'),
      updateLease: await may(verify, 'update', 'leases.coordination.k8s.io', '--namespace=lifeboat'),
      readSecrets: await may(verify, 'get', 'secrets', '--namespace=lifeboat'),
      listPods: await may(verify, 'list', 'pods', '--namespace=lifeboat'),
      listNamespaces: await may(verify, 'list', 'namespaces'),
      createElsewhere: await may(verify, 'create', 'configmaps', '--namespace=shop'),
    };

    const none = { readSecrets: 'no', listPods: 'no', listNamespaces: 'no', createElsewhere: 'no' };
    expect(rights).toEqual({ createResult: 'yes', updateLease: 'yes', ...none });
  });

  it('mount what receivers need into every CronJob, and need it nowhere', () => {
    const objects = parseAllDocuments(render('kustomize/examples/notify')).map((it) => it.toJS() as CronJob);

    const cronJobs = objects.filter(({ kind }) => kind === 'CronJob');

    expect(cronJobs.map(({ metadata }) => metadata.name).toSorted()).toEqual([
      'backup-nightly',
      'prune',
      'restore',
      'verify',
    ]);
    for (const { spec } of cronJobs) {
      expect(JSON.stringify(spec)).toContain(
        '{"name":"notify","secret":{"optional":true,"secretName":"lifeboat-notify"}}',
      );
      expect(JSON.stringify(spec)).toContain('"mountPath":"/etc/lifeboat/notify","name":"notify","readOnly":true');
    }
  });

  it('let backups run commands in one namespace where the component for hooks says so, and nowhere without it', async () => {
    const rights = async () => ({
      inside: await canI('create', 'pods', '--subresource=exec', '--namespace=shop'),
      connect: await canI('get', 'pods', '--subresource=exec', '--namespace=shop'),
      outside: await canI('create', 'pods', '--subresource=exec', '--namespace=default'),
    });

    const bare = await rights();
    await rig.kubectl(['apply', '--server-side', '-f', '-'], { stdin: render('kustomize/examples/hooks') });
    const hooked = await rights();

    expect(bare).toEqual({ inside: 'no', connect: 'no', outside: 'no' });
    expect(hooked).toEqual({ inside: 'yes', connect: 'yes', outside: 'no' });
  });

  it('arm a Job that is made from the template of restores, and fire none', async () => {
    const create = ['create', 'job', 'restore-shop-1', '--from=cronjob/restore', '--namespace=lifeboat-restore'];

    const { code, stdout } = await rig.kubectl([...create, '-o', 'json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      spec: { suspend: true, backoffLimit: 0, template: { spec: { containers: [{ args: ['run'] }] } } },
    });
  });

  it('can be narrowed to named namespaces', async () => {
    await rig.kubectl(['delete', 'clusterrolebinding', 'lifeboat-list']);
    await rig.kubectl(['apply', '--server-side', '-f', '-'], { stdin: render('kustomize/examples/namespaced') });
    const kubeconfig = await rig.serviceAccountKubeconfig('lifeboat', 'lifeboat-backup');
    const list = async (...args: string[]) =>
      (await rig.kubectl(['get', ...args, '-o', 'name'], { kubeconfig })).stdout;

    const seen = {
      inside: await list('serviceaccounts', '--namespace=shop'),
      outside: await list('serviceaccounts', '--namespace=default'),
      ownNamespace: await list('namespaces', '--field-selector=metadata.name=shop'),
      identity: await list('namespaces', '--field-selector=metadata.name=kube-system'),
      allNamespaces: await list('namespaces'),
    };

    expect(seen).toEqual({
      inside: 'serviceaccount/default\n',
      outside: '',
      ownNamespace: 'namespace/shop\n',
      identity: 'namespace/kube-system\n',
      allNamespaces: '',
    });
  });
});

interface CronJob {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: object;
}
