import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/kube/cluster.ts';
import { identifyRun, provisionalIdentity } from '../../../src/run/identity.ts';
import { aContext } from '../../support/context.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';

const POD = {
  namespace: 'lifeboat',
  jobName: 'nightly-now',
  jobUid: 'job-uid',
  podName: 'nightly-now-x',
  podUid: 'pod-uid',
};
const JOBS = { group: 'batch', version: 'v1', resource: 'jobs', namespace: 'lifeboat' };

function aJob(metadata = {}) {
  return {
    metadata: {
      name: 'nightly-now',
      uid: 'job-uid',
      creationTimestamp: '2026-11-21T02:17:03Z',
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ kind: 'CronJob', name: 'backup-nightly', uid: 'cronjob-uid' }],
      ...metadata,
    },
  };
}

describe('identifyRun', () => {
  it('takes the run from its Job, and the attempt from its Pod', async () => {
    const cluster = new FakeCluster();
    cluster.put(JOBS, aJob());

    const identity = await identifyRun(aContext(), cluster, POD);

    expect(identity).toMatchObject({
      runId: 'job-uid',
      pod: { name: 'nightly-now-x', uid: 'pod-uid' },
      job: { name: 'nightly-now', cronJob: 'backup-nightly' },
      trigger: 'Manual',
      scheduledFor: new Date('2026-11-21T02:17:03Z'),
    });
  });

  it.each([
    ['when its Job must have ended', { activeDeadlineSeconds: 7200 }, { startTime: '2026-11-21T02:20:00Z' }, true],
    ['of no end without a deadline', {}, { startTime: '2026-11-21T02:20:00Z' }, false],
    ['of no end before its Job has started', { activeDeadlineSeconds: 7200 }, {}, false],
  ])('knows %s', async (_, spec, status, isKnown) => {
    const cluster = new FakeCluster();
    cluster.put(JOBS, { ...aJob(), spec, status });

    const { job } = await identifyRun(aContext(), cluster, POD);

    expect(job?.endsAt).toEqual(isKnown ? new Date('2026-11-21T04:20:00Z') : undefined);
  });

  it.each([
    ['is gone', new FakeCluster()],
    [
      'was replaced by another of its name',
      (() => {
        const cluster = new FakeCluster();
        cluster.put(JOBS, aJob({ uid: 'another' }));
        return cluster;
      })(),
    ],
  ])('does nothing for a Job that %s', async (_, cluster) => {
    await expect(identifyRun(aContext(), cluster, POD)).rejects.toMatchObject({ code: 'internal' });
  });

  it('names the rule that is missing where the Job may not be read', async () => {
    const cluster = new FakeCluster().fault({
      verb: 'read',
      error: new ApiError(403, 'Forbidden', 'jobs is forbidden'),
    });

    await expect(identifyRun(aContext(), cluster, POD)).rejects.toMatchObject({
      code: 'permission-denied',
      hint: expect.stringContaining('resources: ["jobs"]'),
    });
  });
});

describe('provisionalIdentity', () => {
  it('is a run of its own, due now, outside a Job', () => {
    const ctx = aContext();

    const [first, second] = [provisionalIdentity(ctx, undefined), provisionalIdentity(ctx, undefined)];

    expect(first).toMatchObject({
      trigger: 'Workstation',
      scheduledFor: ctx.clock.now(),
      job: undefined,
      pod: undefined,
    });
    expect(first.runId).not.toBe(second.runId);
  });
});
