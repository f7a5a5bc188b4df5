import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endResult } from '../../../src/domain/result/attempt.ts';
import { byteLength } from '../../../src/domain/result/document.ts';
import { EVENT_REASONS, Events } from '../../../src/report/events.ts';
import type { KubeObject } from '../../../src/kube/cluster.ts';
import { aRunResult } from '../../support/builders.ts';
import { aContext } from '../../support/context.ts';
import { forbidden } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';
import { anAppliedResult, aPlannedResult, aRestoreResult } from '../../support/restore-results.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../support/run-results.ts';

const JOBS = { group: 'batch', version: 'v1', resource: 'jobs', namespace: 'lifeboat' };
const OWNED_JOB = {
  metadata: {
    name: 'backup-nightly-29920457',
    ownerReferences: [{ kind: 'CronJob', name: 'backup-nightly', uid: 'cron-uid' }],
  },
};
const INTERRUPTED = endResult(aJobResult(), {
  phase: 'Failed',
  exitCode: 143,
  isTriedAgain: true,
  reason: 'terminated',
  message: 'The run was told to stop (SIGTERM)',
  hint: undefined,
  endedAt: new Date('2026-11-21T02:17:20Z'),
});

const eventsOf = (cluster: FakeCluster) =>
  cluster.requestsOf('create', 'events.events.k8s.io').map(({ body }) => body as KubeObject);

describe('the Events of a run', () => {
  it('tell its start and its end, on the Job', async () => {
    const cluster = new FakeCluster();
    const events = new Events(cluster);

    await events.progress(aContext(), aJobResult());
    await events.progress(aContext(), aJobResult());
    await events.finished(aContext(), aCompletedJobResult());

    expect(eventsOf(cluster)).toEqual([
      {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: {
          name: 'backup-nightly-29920457.a1c5d8e2-1',
          namespace: 'lifeboat',
          labels: { 'app.kubernetes.io/managed-by': 'lifeboat' },
        },
        eventTime: '2026-11-21T02:17:00.000000Z',
        reportingController: 'lifeboat.dev/runner',
        reportingInstance: 'backup-nightly-29920457-x7k2p',
        action: 'Backup',
        reason: 'BackupStarted',
        regarding: {
          apiVersion: 'batch/v1',
          kind: 'Job',
          namespace: 'lifeboat',
          name: 'backup-nightly-29920457',
          uid: '3f9c21ab-5d1e-4a8e-9a52-0d8a8c6f7e10',
        },
        note: 'nightly-20261121021700: attempt 1 started',
        type: 'Normal',
      },
      expect.objectContaining({
        reason: 'BackupCompleted',
        type: 'Normal',
        note: expect.stringMatching(/^nightly-20261121021700: 412 items, 3.1 MiB, 38 s; /),
      }),
    ]);
  });

  it('are told of the CronJob too, where one owns the Job', async () => {
    const cluster = new FakeCluster();
    cluster.put(JOBS, OWNED_JOB);

    await new Events(cluster).finished(aContext(), aCompletedJobResult());

    expect(eventsOf(cluster).map((event) => event['regarding'])).toMatchObject([
      { kind: 'Job' },
      { kind: 'CronJob', uid: 'cron-uid' },
    ]);
  });

  it.each([
    ['BackupCompleted', 'Normal', aCompletedJobResult()],
    ['BackupPartiallyFailed', 'Warning', aPartialJobResult()],
    ['BackupFailed', 'Warning', aFailedJobResult()],
    ['BackupFailedValidation', 'Warning', aFailedJobResult({ phase: 'FailedValidation' })],
    ['BackupSkipped', 'Normal', aCompletedJobResult({ phase: 'Skipped' })],
    ['BackupInterrupted', 'Warning', INTERRUPTED],
  ])('say %s as %s', async (reason, type, result) => {
    const cluster = new FakeCluster();

    await new Events(cluster).finished(aContext(), result);

    expect(eventsOf(cluster)).toMatchObject([{ reason, type }]);
  });

  it('tell of a restore in its own words', async () => {
    const cluster = new FakeCluster();
    const events = new Events(cluster);

    await events.progress(aContext(), aRestoreResult());
    await events.finished(aContext(), aPlannedResult());
    await events.finished(aContext(), anAppliedResult());

    expect(eventsOf(cluster)).toMatchObject([
      { reason: 'RestoreStarted', action: 'Restore', type: 'Normal', note: 'restore-shop-1: attempt 1 started' },
      { reason: 'RestorePlanned', type: 'Normal', note: expect.stringMatching(/^restore-shop-1: 6 to create, /) },
      { reason: 'RestorePartiallyFailed', type: 'Warning' },
    ]);
  });

  it('say that an objective is missed, beside the end, as a warning with numbers', async () => {
    const cluster = new FakeCluster();
    const rpo = { limitSeconds: 90_000, isMissed: true, reason: 'there is no good backup' };

    await new Events(cluster).finished(
      aContext(),
      aCompletedJobResult({ objectives: { policy: 'nightly', rpo, isMissed: true } }),
    );

    expect(eventsOf(cluster).map(({ reason, type }) => [reason, type])).toEqual([
      ['BackupCompleted', 'Normal'],
      ['ObjectiveMissed', 'Warning'],
    ]);
    expect(eventsOf(cluster)[1]!['note']).toMatch(/RPO of policy nightly is missed: there is no good backup/);
  });

  it('are named in docs/results.md', () => {
    const page = readFileSync(new URL('../../../docs/results.md', import.meta.url), 'utf8');

    expect(EVENT_REASONS.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
  });

  it('are at most six, with notes of at most 1 KiB', async () => {
    const cluster = new FakeCluster();
    cluster.put(JOBS, OWNED_JOB);
    const events = new Events(cluster);

    for (let n = 0; n < 5; n++) await events.finished(aContext(), aFailedJobResult({ message: '€'.repeat(3_000) }));

    expect(eventsOf(cluster)).toHaveLength(6);
    expect(eventsOf(cluster).every((event) => byteLength(String(event['note'])) <= 1_024)).toBe(true);
  });

  it('are not made outside a Job', async () => {
    const cluster = new FakeCluster();

    await new Events(cluster).finished(aContext(), aRunResult());

    expect(cluster.requests).toEqual([]);
  });

  it('are not told twice when an answer was lost, and fail aloud when forbidden', async () => {
    const cluster = new FakeCluster();
    await new Events(cluster).finished(aContext(), aCompletedJobResult());

    await new Events(cluster).finished(aContext(), aCompletedJobResult());
    cluster.fault({ verb: 'create', error: forbidden('events.events.k8s.io is forbidden') });

    await expect(new Events(cluster).finished(aContext(), aCompletedJobResult())).rejects.toMatchObject({
      status: 403,
    });
  });
});
