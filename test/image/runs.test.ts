import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterWorld, openClusterWorld } from '../support/whole-run/cluster-world.ts';
import { openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { type RunJob, Runner } from '../support/whole-run/runner.ts';
import type { World } from '../support/whole-run/world.ts';
import { type ContainerOptions, runInImage, startInImage } from './container.ts';

/** What is looked at in a list of ConfigMaps. */
interface ConfigMaps {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: object }[];
}

describe('a run in the image, against a real control plane and a real S3 gateway,', () => {
  let world: ClusterWorld;
  beforeAll(async () => {
    world = await openClusterWorld('s3');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('backs up, and tells so by exit code, result, status file and termination message', async () => {
    using runner = await openRunner(world);
    const job = await runner.job();

    const { code, stderr } = await runInImage(['run', 'nightly'], podOf(runner, job));

    const { status, terminationMessage } = runner.left(stderr);
    expect(code, stderr).toBe(0);
    expect(status).toMatchObject({ phase: 'Completed', exitCode: 0, backup: { committed: true } });
    expect(await runner.result(job)).toEqual(status);
    expect(terminationMessage).toContain(status.backup?.name);
  });

  it('works as any other user, as some clusters choose them at random', async () => {
    using runner = await openRunner(world);
    const job = await runner.job();

    const { code, stderr } = await runInImage(['run', 'nightly'], { ...podOf(runner, job), user: '1000710000:0' });

    expect(code, stderr).toBe(0);
    expect(runner.left(stderr).status).toMatchObject({ phase: 'Completed' });
  });

  it('shows from the store what it made', async () => {
    using runner = await openRunner(world);
    const made = await runInImage(['backup', ...runner.place.to, '--name=by-hand'], podless(runner));

    const from = runner.place.to.map((word) => word.replace('--to=', '--from='));
    const { code, stdout } = await runInImage(['list', ...from, '--output=name'], podless(runner));

    expect(made.code, made.stderr).toBe(0);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'by-hand\n' });
  });

  it('restores what it backed up, under another name', async () => {
    using runner = await openRunner(world);
    writeFileSync(runner.kubeconfig, world.rig.kubeconfig); // who restores must have the rights to write
    const copy = `${runner.namespace}-copy`;
    const from = runner.place.to.map((word) => word.replace('--to=', '--from='));
    const what = ['--namespace=shop', `--map=shop=${copy}`, '--yes'];
    const made = await runInImage(
      ['backup', ...runner.place.to, '--name=by-hand', '--namespace=shop'],
      podless(runner),
    );

    const { code, stderr } = await runInImage(['restore', 'by-hand', ...from, ...what], podless(runner));

    const [original, restored] = await Promise.all(['shop', copy].map((name) => configMapsOf(world, name)));
    expect(made.code, made.stderr).toBe(0);
    expect(code, stderr).toBe(0);
    expect(runner.left(stderr).status).toMatchObject({ action: 'restore', phase: 'Completed', exitCode: 0 });
    expect(Object.keys(original ?? {}).length).toBeGreaterThan(0);
    expect(restored).toEqual(original);
  });
});

describe('a run in the image that is told to stop', () => {
  it('ends with 143, and its status file says so', async () => {
    await using world = await openMemoryWorld();
    using runner = await openRunner(world, { includedNamespaces: ['shop'] });
    const job = await runner.job();
    const hang = world.faults.add({ path: '/namespaces/shop/secrets', action: { kind: 'hang' } });
    await using container = startInImage(['run', 'nightly'], podOf(runner, job));
    await Promise.race([hang.reached, container.ended]);

    await container.stop();
    const { code, stderr } = await container.ended;

    expect(code, stderr).toBe(143);
    expect(runner.left(stderr).status).toMatchObject({
      terminal: false,
      attempts: [{ exitCode: 143, reason: 'terminated' }],
    });
    expect(runner.left(stderr).terminationMessage).toContain('SIGTERM');
  });
});

/** A runner whose folders are open to the container's user, with a termination log as a kubelet lays it out. */
async function openRunner(world: World, policy: Readonly<Record<string, unknown>> = {}): Promise<Runner> {
  const runner = await Runner.open(world, { policy });
  writeFileSync(join(runner.folder, 'termination-log'), '');
  for (const folder of mountsOf(runner)) chmodSync(folder, 0o777);
  chmodSync(join(runner.folder, 'termination-log'), 0o666);
  const { s3 } = runner.place.spec as { s3?: { credentialsFile: string } };
  if (s3 !== undefined) chmodSync(s3.credentialsFile, 0o644);
  return runner;
}

/** The ConfigMaps of a namespace that somebody wrote, with their data. */
async function configMapsOf({ rig }: ClusterWorld, namespace: string): Promise<Readonly<Record<string, unknown>>> {
  const { items } = await rig.api.get<ConfigMaps>(`/api/v1/namespaces/${namespace}/configmaps`);
  const written = items.filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt');
  return Object.fromEntries(written.map(({ metadata, data }) => [metadata.name, data]));
}

/** The Pod of a Job. */
function podOf(runner: Runner, job: RunJob): ContainerOptions {
  return { env: runner.podEnv(job), mounts: mountsOf(runner) };
}

/** A call outside a Job. */
function podless(runner: Runner): ContainerOptions {
  return { env: runner.ownEnv(), mounts: mountsOf(runner) };
}

/** The runner's own folder, and the one of its storage: credentials, or the backups themselves. */
function mountsOf({ folder, place }: Runner): readonly string[] {
  const { s3 } = place.spec as { s3?: { credentialsFile: string } };
  return [folder, s3 === undefined ? place.directory : dirname(s3.credentialsFile)];
}
