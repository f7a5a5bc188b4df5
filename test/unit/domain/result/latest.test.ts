import { describe, expect, it } from 'vitest';
import { type Latest, latestAfter } from '../../../../src/domain/result/latest.ts';
import { anAppliedResult, aPlannedResult } from '../../../support/restore-results.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../../support/run-results.ts';

const LAST_GOOD = { backup: 'nightly-20261120021700', completedAt: '2026-11-20T02:17:40Z' };
const CURRENT: Latest = { scheduledFor: '2026-11-20T02:17:00Z', lastGood: LAST_GOOD };
const OURS = { backup: 'nightly-20261121021700', completedAt: '2026-11-21T02:17:40Z' };

describe('the latest pointer', () => {
  it('moves to the first result of a policy', () => {
    const latest = latestAfter(undefined, aCompletedJobResult());

    expect(latest).toEqual({ scheduledFor: '2026-11-21T02:17:00Z', lastGood: OURS });
  });

  it('moves to a later good backup', () => {
    expect(latestAfter(CURRENT, aCompletedJobResult())?.lastGood).toEqual(OURS);
  });

  it('takes a partial backup for good where its exit code says so', () => {
    expect(latestAfter(CURRENT, aPartialJobResult({ exitCode: 0 }))?.lastGood).toEqual(OURS);
  });

  it.each([
    ['partial', aPartialJobResult()],
    ['failed', aFailedJobResult()],
    ['invalid', aFailedJobResult({ phase: 'FailedValidation' })],
  ])('moves to a %s run and keeps the last good backup', (_, result) => {
    expect(latestAfter(CURRENT, result)).toEqual({ scheduledFor: '2026-11-21T02:17:00Z', lastGood: LAST_GOOD });
  });

  it('never moves to an older scheduled time', () => {
    expect(latestAfter(CURRENT, aCompletedJobResult({ scheduledFor: '2026-11-19T02:17:00Z' }))).toBeUndefined();
  });

  it('may be told the same run twice', () => {
    const once = latestAfter(CURRENT, aCompletedJobResult());

    expect(latestAfter(once, aCompletedJobResult())).toEqual(once);
  });

  it.each([
    ['an open run', aJobResult()],
    ['an ad hoc run', aCompletedJobResult({ overrides: ['--include-namespaces=shop'] })],
    ['a Skipped run', aCompletedJobResult({ phase: 'Skipped' })],
    ['a Plan', aPlannedResult()],
    ['a restore', anAppliedResult()],
  ])('does not move to %s', (_, result) => {
    expect(latestAfter(undefined, result)).toBeUndefined();
  });

  it('does not move to a run without a policy', () => {
    const { policy: _, ...withoutPolicy } = aCompletedJobResult();

    expect(latestAfter(undefined, withoutPolicy)).toBeUndefined();
  });
});
