import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { Journal } from '../../../../../src/run/journal.ts';
import { AppKeeper } from '../../../../../src/run/restore/apps/app-keeper.ts';
import { recoverApps } from '../../../../../src/run/restore/apps/recover-apps.ts';
import { Target } from '../../../../../src/run/restore/target.ts';
import { aContext, type TestContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';
import { aRestoreResult } from '../../../../support/restore-results.ts';

const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' };
const WEB = { kind: 'workload', path: DEPLOYMENTS, name: 'web', item: 'deployments.apps/shop/web' } as const;
const JOB = { namespace: 'lifeboat-restore', name: 'again', uid: 'uid-1' };
const US = { restore: 'again-2', runId: 'run-2' };

describe('what a dead run has left stopped', () => {
  let ctx: TestContext;
  let cluster: FakeCluster;
  let journal: Journal;
  beforeEach(() => {
    ctx = aContext();
    cluster = new FakeCluster({ types: clusterTypes() });
    journal = new Journal(aRestoreResult(), async () => []);
    cluster.put(DEPLOYMENTS, { metadata: { name: 'web' }, spec: { replicas: 3 } });
  });

  async function recovered(
    by: { readonly runId: string; readonly job?: typeof JOB },
    isConcerned = true,
  ): Promise<unknown> {
    await new AppKeeper(cluster, { restore: 'again-1', ...by }).stop(ctx, WEB);
    const target = await Target.look(ctx, cluster);
    await recoverApps(ctx, { target, journal, by: US, namespaces: ['shop'], isConcerned });
    return (cluster.peek(DEPLOYMENTS, 'web') as unknown as { spec: { replicas: number } }).spec.replicas;
  }

  it.each([
    ['a Job that is gone', { runId: 'run-1', job: JOB }],
    ['a run by hand', { runId: 'run-1' }],
    ['an earlier Pod of this Job', { runId: 'run-2', job: JOB }],
  ])('is started again: %s', async (_, by) => {
    expect(await recovered(by)).toBe(3);
  });

  it.each([
    ['that died in a Job which is gone is started by every restore that is applied', { runId: 'run-1', job: JOB }, 3],
    [
      'by hand is left alone by one that stops nothing itself: nobody knows whether it is at work',
      { runId: 'run-1' },
      0,
    ],
  ])('of a restore %s', async (_, by, replicas) => {
    expect(await recovered(by, false)).toBe(replicas);
  });

  it('is no error of a restore that stops nothing itself where it cannot be started', async () => {
    const error = new ApiError(403, 'Forbidden', 'no');
    await new AppKeeper(cluster, { restore: 'again-1', runId: 'run-1', job: JOB }).stop(ctx, WEB);
    cluster.fault({ verb: 'amend', resource: 'deployments.apps', error });
    const target = await Target.look(ctx, cluster);

    await recoverApps(ctx, { target, journal, by: US, namespaces: ['shop'], isConcerned: false });

    expect(journal.result).toMatchObject({ errorCount: 0, warnings: [{ code: 'app-not-started' }] });
  });

  it.each([
    ['types cannot be listed: their conversion webhook is not there', 'listObjects', 'deployments.apps'],
    ['the Job of a mark cannot be looked at', 'read', 'jobs.batch'],
  ] as const)('keeps no restore from going on that stops nothing itself where %s', async (_, verb, resource) => {
    cluster.fault({ verb, resource, error: new ApiError(500, 'InternalError', 'no webhook') });

    expect(await recovered({ runId: 'run-1', job: JOB }, false)).toBe(0);

    expect(ctx.logLines).toMatchObject([
      { level: 40, reason: expect.stringContaining('no webhook'), msg: expect.stringContaining('cannot be seen') },
    ]);
    expect(journal.result).toMatchObject({ errorCount: 0, warnings: [] });
    await expect(recovered({ runId: 'run-1', job: JOB }, true)).rejects.toMatchObject({ status: 500 });
  });

  it('is left to a Job that is there', async () => {
    const jobs = { group: 'batch', version: 'v1', resource: 'jobs', namespace: JOB.namespace };
    cluster.put(jobs, { metadata: { name: JOB.name, uid: JOB.uid } });

    expect(await recovered({ runId: 'run-1', job: JOB })).toBe(0);
  });

  it('is left to a Job that nobody may look at', async () => {
    cluster.fault({ verb: 'read', resource: 'jobs.batch', error: new ApiError(403, 'Forbidden', 'no') });

    expect(await recovered({ runId: 'run-1', job: JOB })).toBe(0);
  });

  it('is found in single namespaces where these may not be looked at together', async () => {
    const error = new ApiError(403, 'Forbidden', 'no');
    cluster.fault({ verb: 'listObjects', resource: 'deployments.apps', error, times: 1 });

    expect(await recovered({ runId: 'run-1', job: JOB })).toBe(3);
  });

  it('is an error where it cannot be started, and keeps its mark', async () => {
    const error = new ApiError(403, 'Forbidden', 'no');
    await new AppKeeper(cluster, { restore: 'again-1', runId: 'run-1', job: JOB }).stop(ctx, WEB);
    cluster.fault({ verb: 'amend', resource: 'deployments.apps', error });

    const target = await Target.look(ctx, cluster);
    await recoverApps(ctx, { target, journal, by: US, namespaces: ['shop'], isConcerned: true });

    expect(journal.result.errors).toMatchObject([{ code: 'app-not-started' }]);
    expect(cluster.peek(DEPLOYMENTS, 'web')?.metadata.labels).toEqual({ 'lifeboat.dev/stopped': 'true' });
  });
});
