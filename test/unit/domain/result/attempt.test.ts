import { describe, expect, it } from 'vitest';
import { type AttemptEnd, continueResult, endResult, hasEndedAttempt } from '../../../../src/domain/result/attempt.ts';
import { aRunResult } from '../../../support/builders.ts';
import { aRestoreResult, aRestoreSummary } from '../../../support/restore-results.ts';
import { aJobResult } from '../../../support/run-results.ts';

const TERMINATED: AttemptEnd = {
  phase: 'Failed',
  exitCode: 143,
  isTriedAgain: true,
  reason: 'terminated',
  message: 'The run was told to stop (SIGTERM)',
  hint: undefined,
  endedAt: new Date('2026-11-21T02:17:20Z'),
};

describe('the end of an attempt', () => {
  it.each([1, 70, 75, 130, 143])('leaves the run open for the next Pod after exit code %i', (exitCode) => {
    const ended = endResult(aJobResult(), { ...TERMINATED, exitCode });

    expect(ended).toMatchObject({ phase: 'InProgress', terminal: false });
    expect(ended.exitCode).toBeUndefined();
    expect(ended.attempts).toEqual([
      {
        attempt: 1,
        pod: 'backup-nightly-29920457-x7k2p',
        startedAt: '2026-11-21T02:17:02Z',
        endedAt: '2026-11-21T02:17:20Z',
        exitCode,
        reason: 'terminated',
        message: 'The run was told to stop (SIGTERM)',
        step: 'listing',
      },
    ]);
    expect(hasEndedAttempt(ended)).toBe(true);
  });

  it.each([0, 64, 65, 66, 73, 77, 78, 79, 80, 81, 124])('closes the run for good with exit code %i', (exitCode) => {
    const ended = endResult(aJobResult(), { ...TERMINATED, exitCode, isTriedAgain: false });

    expect(ended).toMatchObject({ phase: 'Failed', terminal: true, exitCode, completedAt: '2026-11-21T02:17:20Z' });
    expect(ended).toMatchObject({ reason: 'terminated', message: 'The run was told to stop (SIGTERM)', attempts: [] });
    expect(hasEndedAttempt(ended)).toBe(false);
  });

  it('closes the run when its backup is committed, whatever stopped the Pod', () => {
    const backup = { name: 'nightly-1', folder: 'backups/nightly-1/', committed: true };

    const ended = endResult(aJobResult({ backup }), { ...TERMINATED, phase: 'Completed' });

    expect(ended).toMatchObject({ phase: 'Completed', terminal: true });
  });

  it('closes the run when every item of its restore has its end, whatever failed after that', () => {
    const finished = endResult(aRestoreResult({ restore: aRestoreSummary({ finished: true }) }), TERMINATED);
    const cutShort = endResult(aRestoreResult({ restore: aRestoreSummary({ mode: 'Apply' }) }), TERMINATED);

    expect(finished).toMatchObject({ terminal: true });
    expect(cutShort).toMatchObject({ phase: 'InProgress', terminal: false });
  });

  it('closes a run whose plan is published', () => {
    const ended = endResult(aRestoreResult(), { ...TERMINATED, phase: 'Planned', exitCode: 0, isTriedAgain: false });

    expect(ended).toMatchObject({ phase: 'Planned', terminal: true, exitCode: 0 });
  });

  it('closes a run outside a Job, which nobody starts again', () => {
    const ended = endResult(aRunResult({ terminal: false, phase: 'InProgress' }), TERMINATED);

    expect(ended).toMatchObject({ phase: 'Failed', terminal: true, exitCode: 143 });
  });
});

describe('the next attempt', () => {
  const fresh = aJobResult({ pod: { name: 'second', uid: 'uid-2' }, startedAt: '2026-11-21T02:18:00Z' });

  it('counts on and keeps what earlier ones left', () => {
    const previous = endResult(aJobResult(), TERMINATED);

    const next = continueResult(previous, fresh);

    expect(next).toEqual({ ...fresh, attempt: 2, attempts: previous.attempts });
    expect(hasEndedAttempt(next)).toBe(false);
  });

  it('notes a Pod that vanished without a word, without an exit code that nobody saw', () => {
    const next = continueResult(aJobResult(), fresh);

    expect(next.attempt).toBe(2);
    expect(next.attempts).toEqual([
      {
        attempt: 1,
        pod: 'backup-nightly-29920457-x7k2p',
        startedAt: '2026-11-21T02:17:02Z',
        endedAt: '2026-11-21T02:18:00Z',
        reason: 'run-aborted',
        message: 'The Pod ended without a word; the last step on record is listing',
        step: 'listing',
      },
    ]);
  });
});
