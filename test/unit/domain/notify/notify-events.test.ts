import { describe, expect, it } from 'vitest';
import { notifyEventsOf } from '../../../../src/domain/notify/notify-events.ts';
import { withAttempt } from '../../../../src/domain/result/attempt.ts';
import { aCompletedJobResult, aJobResult } from '../../../support/run-results.ts';

describe('what a result is to those who want to be told', () => {
  it.each([
    ['Completed', 'Success'],
    ['Planned', 'Success'],
    ['Skipped', 'Success'],
    ['PartiallyFailed', 'Partial'],
    ['Failed', 'Failure'],
    ['FailedValidation', 'Failure'],
  ] as const)('%s is %s', (phase, event) => {
    expect(notifyEventsOf(aCompletedJobResult({ phase }))).toEqual([event]);
  });

  it('is nothing while the run works', () => {
    expect(notifyEventsOf(aJobResult())).toEqual([]);
  });

  it('is an interruption where the rest is left to the next Pod', () => {
    const ended = withAttempt(aJobResult(), {
      phase: 'Failed',
      exitCode: 75,
      isTriedAgain: true,
      reason: 'storage-unavailable',
      message: 'Cannot reach the store',
      hint: undefined,
      endedAt: new Date('2026-11-21T02:17:20Z'),
    });

    expect(notifyEventsOf(ended)).toEqual(['Interrupted']);
  });

  it('tells missed objectives beside its end', () => {
    const objectives = { policy: 'nightly', isMissed: true };

    expect(notifyEventsOf(aCompletedJobResult({ objectives }))).toEqual(['Success', 'ObjectiveMissed']);
  });
});
