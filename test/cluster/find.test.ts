import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { lifeboat as cli } from '../support/cli-rig.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type EndedRun, type Installation, NAMESPACE, startInstallation } from '../support/installation.ts';
import { problemsOfList } from '../support/list-schema.ts';

let rig: ClusterRig;
let installation: Installation;
let run: EndedRun;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeboat-find-'));
  rig = await startClusterRig();
  installation = await startInstallation(rig);
  await installation.apply({ target: { folder: join(folder, 'backups') } });
  run = await installation.run('nightly-now');
});
afterAll(async () => {
  await installation[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function ask(...words: readonly string[]) {
  const places = ['--kubeconfig', rig.kubeconfigFile, '--runner-namespace', NAMESPACE];
  return cli([...words, ...places], { clock: systemClock });
}

it('prints what the Pod of a Job printed, as kubectl does', async () => {
  const printed = await installation.kubectl([`--namespace=${NAMESPACE}`, 'logs', 'job/nightly-now']);

  for (const name of ['nightly-now', 'nightly', run.result.runId]) {
    expect(await ask('logs', name)).toEqual({ exitCode: 0, stdout: printed, stderr: '' });
  }
});

it('tells of the run, and of its backup, from the cluster alone', async () => {
  const backups = await ask('list', '-o', 'json');
  const runs = await ask('list', 'runs', '-o', 'json');
  const status = await ask('status', 'nightly-now');
  const history = await ask('history', 'nightly');

  expect([problemsOfList(backups.stdout), problemsOfList(runs.stdout)]).toEqual([[], []]);
  expect(JSON.parse(backups.stdout)).toMatchObject({
    sources: ['cluster'],
    items: [{ name: run.result.backup?.name }],
  });
  expect(JSON.parse(runs.stdout)).toMatchObject({
    items: [{ runId: run.result.runId, job: 'nightly-now', exitCode: 0 }],
  });
  expect(status.stdout).toContain(`Run ${run.result.runId}: finished\n`);
  expect(history.stdout).toContain('Completed');
});

it('counts what a policy protects as its backup did', async () => {
  const policies = join(folder, 'policies.yaml');
  await writeFile(
    policies,
    [
      'apiVersion: lifeboat.dev/v1alpha1',
      'kind: StorageLocation',
      'metadata: {name: main}',
      `spec: {filesystem: {path: ${folder}/backups}}`,
      '---',
      'apiVersion: lifeboat.dev/v1alpha1',
      'kind: BackupPolicy',
      'metadata: {name: system}',
      'spec: {storageLocation: main, includedNamespaces: [kube-system]}',
    ].join('\n'),
  );
  const { stdout } = await cli(
    [
      'entities',
      '--policies',
      policies,
      '--kubeconfig',
      rig.kubeconfigFile,
      '--name-like',
      '%kube-system',
      '-o',
      'json',
    ],
    { clock: systemClock },
  );
  const roles = JSON.parse(
    await installation.kubectl(['get', 'roles', '--namespace=kube-system', '--output=json']),
  ) as { readonly items: readonly unknown[] };

  expect(problemsOfList(stdout)).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({
    items: [{ protected: true, types: { 'roles.rbac.authorization.k8s.io': roles.items.length } }],
  });
});
