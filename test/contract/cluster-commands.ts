import { expect, it } from 'vitest';
import { RunError } from '../../src/domain/problem.ts';
import { failureOf } from '../support/fault-proxy-lists.ts';
import type { Stage, Traits } from './cluster-stage.ts';

const POD = 'shell';

/** The promises about commands in containers. */
export function describeCommands(stage: () => Stage, { tellsExitCodes }: Traits): void {
  const sh = (namespace: string, script: string, container = 'main') => ({
    namespace,
    pod: POD,
    container,
    command: ['sh', '-c', script],
  });

  it('runs a command in a container, and tells what it prints', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await under.newShell(namespace, POD);
    const printed: Uint8Array[] = [];
    const onOutput = (bytes: Uint8Array) => void printed.push(bytes);

    const ended = await cluster.exec(ctx, { ...sh(namespace, 'echo out; echo err >&2'), onOutput });

    expect(ended).toEqual({ exitCode: 0 });
    expect(Buffer.concat(printed).toString().split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  it('tells how a command ends', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await under.newShell(namespace, POD);

    const end = cluster.exec(ctx, sh(namespace, 'exit 3'));

    if (tellsExitCodes) await expect(end).resolves.toEqual({ exitCode: 3 });
    else
      await expect(end).rejects.toMatchObject({ name: 'ApiError', message: expect.stringContaining('exit status 3') });
  });

  it('gives a command its arguments as they are', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await under.newShell(namespace, POD);
    const printed: Uint8Array[] = [];
    const onOutput = (bytes: Uint8Array) => void printed.push(bytes);
    const odd = 'a b&c=d+%2F "ü" \\ $HOME';

    await cluster.exec(ctx, { namespace, pod: POD, container: 'main', command: ['printf', '%s', odd], onOutput });

    expect(Buffer.concat(printed).toString()).toBe(odd);
  });

  it('says why a command cannot be run: no such Pod, no such container, no right, no such program', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await under.newShell(namespace, POD);
    const lister = await under.asLister(namespace);

    const noPod = await failureOf(cluster.exec(ctx, { ...sh(namespace, 'true'), pod: 'none' }));
    const noContainer = await failureOf(cluster.exec(ctx, sh(namespace, 'true', 'other')));
    const noRight = await failureOf(lister.exec(ctx, sh(namespace, 'true')));
    const noProgram = await failureOf(cluster.exec(ctx, { ...sh(namespace, ''), command: ['/no/such/program'] }));
    await lister.close();

    expect(noPod).toMatchObject({ name: 'ApiError', status: 404, message: 'pods "none" not found' });
    expect(noContainer).toMatchObject({
      name: 'ApiError',
      status: 400,
      message: `container other is not valid for pod ${POD}`,
    });
    expect(noRight).toMatchObject({ name: 'ApiError', status: 403, reason: 'Forbidden' });
    expect((noRight as Error).message).toMatch(/cannot (get|create) resource "pods\/exec"/);
    expect(noProgram).toMatchObject({
      name: 'ApiError',
      status: 500,
      message: expect.stringContaining('/no/such/program'),
    });
  });

  it('stops waiting for a command when it is told to', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await under.newShell(namespace, POD);
    const stop = new AbortController();
    const reason = new RunError('terminated', 'enough');
    const onOutput = () => stop.abort(reason);

    const error = await failureOf(
      cluster.exec({ ...ctx, signal: stop.signal }, { ...sh(namespace, 'echo begun; exec sleep 5'), onOutput }),
    );

    expect(error).toBe(reason);
  });
}
