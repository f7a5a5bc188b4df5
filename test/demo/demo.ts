import { spawn } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderTree, treeOf } from '../../src/views/tree.ts';
import { formatBytes } from '../../src/views/units.ts';
import { renderYaml } from '../../src/views/yaml-document.ts';
import { startApiServer, type ApiServer } from '../support/api-server/api-server.ts';
import { openShop } from '../support/shop/open-shop.ts';
import { WorldApi } from '../support/whole-run/world.ts';
import { compareSnapshots, deleteNamespace, snapshotOf } from './way-back.ts';

/**
 * `npm run demo`: an API server in memory, a small shop on it, and the very entrypoint that a Job runs. Everything shown
 * was really written; the folder stays, to be looked at.
 */
const SOURCE = fileURLToPath(new URL('policies', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const JOB = { name: 'nightly-now', uid: '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11' };
const POD = { name: 'nightly-now-x7k2p', uid: 'a0d3c9a4-7a0d-4a6b-8f0e-0c8d6b1f2e33' };

const folder = await mkdtemp(join(tmpdir(), 'lifeboat-demo-'));
await using server = await startApiServer();
const api = new WorldApi(server.url, server.caPem, server.token);
await openShop(api);
server.seed([job()]);
await layOut(folder, server);

say('1 · A cluster', `An API server in memory at ${server.url}, with a small shop on it:`);
show(countsOf(server));
say('2 · A policy', 'What Git holds and a ConfigMap mounts:');
show(await readFile(join(SOURCE, 'nightly.yaml'), 'utf8'));
say('3 · A Job', `kubectl create job ${JOB.name} --from=cronjob/backup-nightly would start this container:`);
show('lifeboat run nightly\n');
const exitCode = await runPod(folder);
show(`exit code ${exitCode}\n`);
if (exitCode !== 0) process.exit(exitCode);

say('4 · What was written', `Velero's layout, below ${folder}/backups:`);
show(renderTree(treeOf('backups/', filesBelow(join(folder, 'backups')))));
const result = server.all('configmaps').find(({ metadata }) => metadata.labels?.['lifeboat.dev/kind'] === 'result');
say('5 · The result ConfigMap', `kubectl -n lifeboat get cm ${result?.metadata.name} -o yaml, without the detail:`);
show(withoutDetail(result));
say('6 · The status file', `${folder}/status/status.json holds the same document as the ConfigMap; its beginning:`);
show(`${(await readFile(join(folder, 'status/status.json'), 'utf8')).split('\n').slice(0, 24).join('\n')}\n  …\n`);
say('7 · The summary', 'Six lines for people, also in the ConfigMap and the termination message:');
show(dataOf(result)['summary'] ?? '');
const before = snapshotOf(server, 'shop');
say('8 · An accident', 'kubectl delete namespace shop');
await deleteNamespace(server, api, 'shop');
show(`${before.size} objects are gone; what is left of the shop: ${countsOf(server)}`);

const restore = ['restore', 'latest', '--from', join(folder, 'backups'), '--namespace', 'shop'];
say('9 · The plan', `lifeboat ${restore.join(' ')} says what it would do, and writes nothing:`);
await lifeboat(folder, restore);
say('10 · The restore', 'The same with --yes; on a terminal it asks:');
await lifeboat(folder, [...restore, '--yes']);
say('11 · The proof', 'Every object of the namespace, before and after, without what a server makes anew:');
const { isSame, text } = compareSnapshots(before, snapshotOf(server, 'shop'));
show(text);
if (!isSame) process.exit(1);

say('Next', 'The folder stays. The same program reads it, without a cluster:');
show(
  [
    `npm run -s lifeboat -- list --from ${folder}/backups`,
    `npm run -s lifeboat -- describe nightly-<time> --from ${folder}/backups`,
    `tar -tzf ${folder}/backups/backups/*/*.tar.gz | head`,
    `npm run -s lifeboat -- validate ${SOURCE}`,
    'less README.md                  # five minutes on a cluster of yours',
    'less docs/disaster-recovery.md  # the way back, from a bucket and its key',
  ].join('\n'),
);

/** The Pod's world: a kubeconfig, the mounted policies, a place for backups, and status. */
async function layOut(root: string, api: ApiServer): Promise<void> {
  await Promise.all(['policies', 'backups', 'status'].map((name) => mkdir(join(root, name))));
  await writeFile(join(root, 'kubeconfig'), api.kubeconfig, { mode: 0o600 });
  await copyFile(join(SOURCE, 'nightly.yaml'), join(root, 'policies/nightly.yaml'));
  const main = await readFile(join(SOURCE, 'main.yaml'), 'utf8');
  await writeFile(join(root, 'policies/main.yaml'), main.replace('/backups', join(root, 'backups')));
}

function job() {
  const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual' };
  const ownerReferences = [
    { apiVersion: 'batch/v1', kind: 'CronJob', name: 'backup-nightly', uid: 'c0', controller: true },
  ];
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata = { ...JOB, namespace: 'lifeboat', creationTimestamp, annotations, ownerReferences };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: {} } };
}

async function runPod(root: string): Promise<number> {
  const env = {
    ...process.env,
    KUBECONFIG: join(root, 'kubeconfig'),
    LIFEBOAT_CLUSTER_NAME: 'demo',
    LIFEBOAT_POLICIES: join(root, 'policies'),
    LIFEBOAT_STATUS_DIR: join(root, 'status'),
    LIFEBOAT_TERMINATION_LOG: join(root, 'status/termination-log'),
    LIFEBOAT_LOG_FORMAT: 'text',
    LIFEBOAT_RUN_NAMESPACE: 'lifeboat',
    LIFEBOAT_RUN_JOB_NAME: JOB.name,
    LIFEBOAT_RUN_JOB_UID: JOB.uid,
    LIFEBOAT_RUN_POD_NAME: POD.name,
    LIFEBOAT_RUN_POD_UID: POD.uid,
  };
  return runProcess(['run', 'nightly'], env);
}

/** A person at a workstation: a kubeconfig, and the place where the backups are. Ends the demo where it fails. */
async function lifeboat(root: string, args: readonly string[]): Promise<void> {
  const code = await runProcess(args, { ...process.env, KUBECONFIG: join(root, 'kubeconfig'), LIFEBOAT_QUIET: 'true' });
  if (code !== 0) process.exit(code);
}

function runProcess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve(code ?? 1)));
}

function countsOf(api: ApiServer): string {
  const own = api.all().filter(({ metadata }) => metadata.namespace?.startsWith('shop'));
  const counts = Map.groupBy(own, ({ kind }) => kind);
  return `${[...counts]
    .map(([kind, objects]) => `${objects.length} ${kind}`)
    .toSorted()
    .join(', ')}\n`;
}

function filesBelow(root: string) {
  const paths = globSync('**/*', { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
  return paths.toSorted().map((key) => ({ key, note: formatBytes(statSync(join(root, key)).size) }));
}

function dataOf(object: object | undefined): Record<string, string> {
  const { data = {} }: { data?: Record<string, string> } = object ?? {};
  return data;
}

/** As `kubectl get -o yaml` shows it, with the long document left out. */
function withoutDetail(object: { readonly metadata: object } | undefined): string {
  const { metadata, ...rest } = JSON.parse(JSON.stringify(object)) as { metadata: { managedFields?: unknown } };
  const { managedFields: _, ...shown } = metadata;
  const { 'result.json': detail = '', ...data } = dataOf(object);
  const note = `… ${detail.length} characters, see status.json …`;
  return renderYaml({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: shown,
    ...rest,
    data: { ...data, 'result.json': note },
  });
}

function say(title: string, text: string): void {
  process.stdout.write(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}\n${text}\n\n`);
}

function show(text: string): void {
  const lines = text.trimEnd().split('\n');
  process.stdout.write(`${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`);
}
