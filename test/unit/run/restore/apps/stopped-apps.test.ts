import { beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../../../../../src/domain/problem.ts';
import { Journal } from '../../../../../src/run/journal.ts';
import type { App } from '../../../../../src/run/restore/apps/app.ts';
import { AppKeeper } from '../../../../../src/run/restore/apps/app-keeper.ts';
import { StoppedApps } from '../../../../../src/run/restore/apps/stopped-apps.ts';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { aRestoreResult } from '../../../../support/restore-results.ts';

const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' };
const BY = { restore: 'again-1', runId: 'run-1' };

function deployment(name: string): App {
  return { kind: 'workload', path: DEPLOYMENTS, name, item: `deployments.apps/shop/${name}` };
}

describe('applications that stand still', () => {
  let cluster: FakeCluster;
  let journal: Journal;
  beforeEach(() => {
    cluster = new FakeCluster();
    journal = new Journal(aRestoreResult(), async () => []);
    for (const name of ['web', 'api']) cluster.put(DEPLOYMENTS, { metadata: { name }, spec: { replicas: 2 } });
  });

  function stopped(...names: readonly string[]): StoppedApps {
    const apps = names.map((name) => ({ app: deployment(name), words: '2 replicas to 0' }));
    return new StoppedApps(new AppKeeper(cluster, BY), journal, apps);
  }

  function replicas(name: string): unknown {
    const { spec } = (cluster.peek(DEPLOYMENTS, name) ?? {}) as { spec?: { replicas: number } };
    return spec?.replicas;
  }

  function ends() {
    return journal.result.restore?.apps?.map(({ end }) => end);
  }

  it('are stopped in order and started in the other one', async () => {
    const ctx = aContext();
    const apps = stopped('web', 'api');

    await apps.stop(ctx);
    const meanwhile = [replicas('web'), replicas('api'), ends()];
    await apps.start(ctx);

    const writes = cluster.requests.filter(({ verb }) => verb === 'amend').map(({ name }) => name);
    expect(meanwhile).toEqual([0, 0, ['stopped', 'stopped']]);
    expect([replicas('web'), replicas('api'), ends()]).toEqual([2, 2, ['started', 'started']]);
    expect(writes).toEqual(['web', 'api', 'api', 'web']);
    expect(cluster.peek(DEPLOYMENTS, 'web')?.metadata.annotations).toEqual({});
  });

  it('are started also where the answer to the stop was lost', async () => {
    const ctx = aContext();
    const error = new RunError('cluster-unavailable', 'the connection was cut');
    cluster.fault({ verb: 'amend', name: 'web', error, afterwards: true, times: 1 });
    const apps = stopped('web');

    await expect(apps.stop(ctx)).rejects.toBe(error);
    const between = replicas('web');
    await apps.start(ctx);

    expect([between, replicas('web')]).toEqual([0, 2]);
  });

  it('are stopped on what they are, where somebody writes in between', async () => {
    const ctx = aContext();
    cluster.fault({
      verb: 'amend',
      name: 'web',
      times: 1,
      meanwhile: () => void cluster.put(DEPLOYMENTS, { metadata: { name: 'web' }, spec: { replicas: 9 } }),
    });
    const apps = stopped('web');

    await apps.stop(ctx);
    await apps.start(ctx);

    expect(replicas('web')).toBe(9);
  });

  it('are an error each that cannot be started; the others are, and the mark stays', async () => {
    const ctx = aContext();
    const apps = stopped('web', 'api');
    await apps.stop(ctx);
    cluster.fault({ verb: 'amend', name: 'api', error: new ApiError(403, 'Forbidden', 'deployments is forbidden') });

    await apps.start(ctx);

    expect([replicas('web'), replicas('api'), ends()]).toEqual([2, 0, ['started', 'failed']]);
    expect(journal.result.errors).toEqual([
      {
        code: 'app-not-started',
        message: expect.stringContaining(
          'deployments.apps/shop/api was stopped for this restore and cannot be started',
        ),
      },
    ]);
    expect(cluster.peek(DEPLOYMENTS, 'api')?.metadata.labels).toEqual({ 'lifeboat.dev/stopped': 'true' });
  });

  it('are started although the run was told to stop', async () => {
    const told = new AbortController();
    const ctx = { ...aContext(), signal: told.signal };
    const apps = stopped('web');
    await apps.stop(ctx);
    told.abort(new RunError('terminated', 'SIGTERM'));

    await apps.start(ctx);

    expect(replicas('web')).toBe(2);
  });

  it('that another run keeps stopped make this one busy, and stay as they are', async () => {
    const ctx = aContext();
    await new AppKeeper(cluster, { restore: 'other', runId: 'run-0' }).stop(ctx, deployment('web'));
    const apps = stopped('api', 'web');

    await expect(apps.stop(ctx)).rejects.toMatchObject({ code: 'busy' });
    await apps.start(ctx);

    expect([replicas('web'), replicas('api')]).toEqual([0, 2]);
  });

  it('are waited for; what does not stop in time is a warning', async () => {
    const ctx = aContext();
    cluster.put(DEPLOYMENTS, { metadata: { name: 'web' }, spec: { replicas: 2 }, status: { replicas: 2 } });

    await stopped('web').stop(ctx);

    expect(journal.result.warnings).toMatchObject([{ code: 'app-not-stopped' }]);
  });

  it('that are gone by then are nobody’s concern', async () => {
    const ctx = aContext();
    const apps = stopped('web');
    await apps.stop(ctx);
    await cluster.delete(ctx, DEPLOYMENTS, 'web');

    await apps.start(ctx);

    expect([journal.result.errors, ends()]).toEqual([[], ['stopped']]);
  });
});
