import { describe, expect, it } from 'vitest';
import type { NamedHook } from '../../../../src/domain/hooks/choose-backup-hooks.ts';
import type { HookedPod } from '../../../../src/domain/hooks/hooked-pod.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { ApiError, type ExecOutcome, type ExecRequest } from '../../../../src/kube/cluster.ts';
import { runHook } from '../../../../src/run/hooks/run-hook.ts';
import { aContext, type TestContext } from '../../../support/context.ts';
import { FakeCluster } from '../../../support/fake-cluster.ts';

const POD: HookedPod = {
  namespace: 'shop',
  name: 'db-0',
  labels: {},
  annotations: {},
  phase: 'Running',
  containers: ['db', 'proxy'],
};
const HOOK: NamedHook = {
  name: 'freeze',
  container: undefined,
  command: ['freeze'],
  onError: 'Fail',
  timeoutMs: 30_000,
};

type Exec = (request: ExecRequest, signal: AbortSignal) => ExecOutcome | Promise<ExecOutcome>;

function standing(): TestContext {
  const ctx = aContext();
  ctx.clock.stand();
  return ctx;
}

async function run(exec: Exec, hook: Partial<NamedHook> = {}, ctx = standing()) {
  const cluster = new FakeCluster({ exec });
  const call = { phase: 'pre' as const, pod: POD, hook: { ...HOOK, ...hook }, redact: (text: string) => text };
  const end = await runHook(ctx, cluster, call);
  return { ...end, asked: cluster.requestsOf('exec') };
}

const throwing =
  (error: Error): Exec =>
  () => {
    throw error;
  };

describe('runHook', () => {
  it('runs the command in the first container, and tells what it printed', async () => {
    const { run: told, mayHaveActed } = await run(({ container, onOutput }) => {
      onOutput?.(Buffer.from(`frozen in ${container}\n`));
      return { exitCode: 0 };
    });

    expect(told).toEqual({
      phase: 'pre',
      pod: 'shop/db-0',
      hook: 'freeze',
      container: 'db',
      outcome: 'success',
      exitCode: 0,
      durationMs: 0,
      output: 'frozen in db',
    });
    expect(mayHaveActed).toBe(true);
  });

  it('runs it in the container that is named', async () => {
    expect((await run(() => ({ exitCode: 0 }), { container: 'proxy' })).run.container).toBe('proxy');
  });

  it('asks nothing where the Pod has no such container', async () => {
    const { run: told, asked } = await run(() => ({ exitCode: 0 }), { container: 'web' });

    expect(told).toMatchObject({ outcome: 'failed', detail: 'it has no container web, but db, proxy' });
    expect(asked).toEqual([]);
  });

  it.each<[string, Exec, object, boolean]>([
    ['another exit code', () => ({ exitCode: 2 }), { exitCode: 2, detail: 'it ended with exit code 2' }, false],
    [
      'a missing right, with the rule to add',
      throwing(new ApiError(403, 'Forbidden', 'pods "db-0" is forbidden')),
      { detail: expect.stringContaining('resources: ["pods/exec"], verbs: ["get", "create"]') },
      false,
    ],
    ['a Pod that is gone', throwing(new ApiError(404, 'NotFound', 'pods "db-0" not found')), {}, false],
    ['a lost connection', throwing(new RunError('cluster-unavailable', 'lost')), { detail: 'lost' }, true],
  ])('takes %s for a failure of the hook', async (_, exec, told, mayHaveActed) => {
    const end = await run(exec);

    expect(end.run).toMatchObject({ outcome: 'failed', ...told });
    expect(end.mayHaveActed).toBe(mayHaveActed);
  });

  it('gives a command up after its timeout; it may have done what it was to do', async () => {
    const ctx = standing();
    const hanging: Exec = (_, signal) => {
      const ended = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
      ctx.clock.advance(30_000);
      return ended;
    };

    const end = await run(hanging, {}, ctx);

    expect(end).toMatchObject({
      run: { outcome: 'failed', detail: 'it did not end within 30 s', durationMs: 30_000 },
      mayHaveActed: true,
    });
  });

  it('ends with the run: by its abort, and by credentials that are no good', async () => {
    const ctx = standing();
    const reason = new RunError('terminated', 'enough');
    const stopping: Exec = () => {
      ctx.controller.abort(reason);
      throw reason;
    };
    const rejected = new RunError('permission-denied', 'rejected');

    await expect(run(stopping, {}, ctx)).rejects.toBe(reason);
    await expect(run(throwing(rejected))).rejects.toBe(rejected);
  });
});
