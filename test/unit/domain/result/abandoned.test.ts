import { describe, expect, it } from 'vitest';
import { closeAbandonedResult, whyAbandoned } from '../../../../src/domain/result/abandoned.ts';
import { endResult } from '../../../../src/domain/result/attempt.ts';
import { aRestoreResult } from '../../../support/restore-results.ts';
import { aCompletedJobResult, aJobResult } from '../../../support/run-results.ts';

const NOW = new Date('2026-11-22T02:17:00Z');

describe('an open record', () => {
  const open = aJobResult();
  const uid = open.job?.uid ?? '';

  it.each([
    ['its Job is gone', undefined, /is gone/],
    ['its Job was replaced', { uid: 'another', hasFailed: false }, /was replaced by another of that name/],
    ['its Job failed', { uid, hasFailed: true }, /failed/],
  ])('is abandoned when %s', (_, job, why) => {
    expect(whyAbandoned(open, job)).toMatch(why);
  });

  it('is left alone while its Job may still start a Pod, and after a Job that succeeded', () => {
    expect(whyAbandoned(open, { uid, hasFailed: false })).toBeUndefined();
  });

  it('is left alone when it names no Job', () => {
    const { job: _, ...withoutJob } = open;

    expect(whyAbandoned(withoutJob, undefined)).toBeUndefined();
  });
});

it('never calls a terminal record abandoned', () => {
  expect(whyAbandoned(aCompletedJobResult(), undefined)).toBeUndefined();
});

describe('an abandoned record, closed', () => {
  it('is Failed and terminal, without an exit code that nobody saw', () => {
    const closed = closeAbandonedResult(aJobResult(), 'Job x is gone', NOW);

    expect(closed).toMatchObject({ phase: 'Failed', terminal: true, reason: 'run-aborted', message: 'Job x is gone' });
    expect(closed).toMatchObject({ completedAt: '2026-11-22T02:17:00Z' });
    expect(closed.exitCode).toBeUndefined();
    expect(closed.hint).toContain('nightly-20261121021700');
  });

  it('says of a restore what it may have left stopped', () => {
    const { restore, ...result } = aRestoreResult();
    const ended = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
    const apps = [{ item: 'deployments.apps/shop/web', stop: '2 replicas to 0', end: 'stopped' }] as const;
    const open = {
      ...result,
      terminal: false,
      phase: 'InProgress',
      restore: { ...restore!, mode: 'Apply', ended, apps },
    } as const;

    expect(closeAbandonedResult(open, 'Job x is gone', NOW).hint).toMatch(/under a new name.*left stopped deployments/);
  });

  it('keeps the exit code of its last attempt where that was noted', () => {
    const end = {
      phase: 'Failed',
      exitCode: 75,
      isTriedAgain: true,
      reason: 'storage-unavailable',
      hint: undefined,
    } as const;
    const open = endResult(aJobResult(), { ...end, message: 'Cannot reach s3://acme-backups', endedAt: NOW });

    const closed = closeAbandonedResult(open, 'Job x failed', NOW);

    expect(closed.exitCode).toBe(75);
  });

  it('says of a restore how to go on with it', () => {
    const closed = closeAbandonedResult(aRestoreResult(), 'Job x failed', NOW);

    expect(closed.hint).toBe('Start it again under a new name: what was restored already is found unchanged');
  });

  it('points to the logs when no backup was begun', () => {
    const { backup: _, ...withoutBackup } = aJobResult();

    expect(closeAbandonedResult(withoutBackup, 'Job x failed', NOW).hint).toContain('logs');
  });
});
