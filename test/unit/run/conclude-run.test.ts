import { describe, expect, it } from 'vitest';
import { RunError } from '../../../src/domain/problem.ts';
import { ApiError } from '../../../src/kube/cluster.ts';
import { endingOf } from '../../../src/run/conclude-run.ts';
import { aRunResult } from '../../support/builders.ts';
import { aContext } from '../../support/context.ts';
import { aRestoreResult, aRestoreSummary } from '../../support/restore-results.ts';

const OPEN = aRunResult({ terminal: false });

describe('endingOf', () => {
  it('ends as Failed with the code, message and hint of a problem', () => {
    const error = new RunError('storage-unavailable', 'Cannot reach s3://backups', { hint: 'Look at it' });

    expect(endingOf(aContext(), error, OPEN)).toEqual({
      phase: 'Failed',
      problem: { code: 'storage-unavailable', message: 'Cannot reach s3://backups', hint: 'Look at it' },
    });
  });

  it('ends as FailedValidation when the policy is what is wrong', () => {
    expect(endingOf(aContext(), new RunError('policy-invalid', 'no'), OPEN).phase).toBe('FailedValidation');
    expect(endingOf(aContext(), new RunError('not-supported', 'no'), OPEN).phase).toBe('FailedValidation');
  });

  it('lets the first reason win: what stopped the run, not what broke because of that', () => {
    const ctx = aContext();
    ctx.controller.abort(new RunError('terminated', 'Stopped by SIGTERM'));

    const ending = endingOf(ctx, new RunError('storage-unavailable', 'socket closed'), OPEN);

    expect(ending.problem).toMatchObject({ code: 'terminated' });
  });

  it.each([
    [403, 'permission-denied'],
    [401, 'permission-denied'],
    [404, 'internal'],
    [422, 'internal'],
  ])('takes an answer of %i that nobody expected for %s, not for a bug', (status, code) => {
    const ending = endingOf(aContext(), new ApiError(status, 'No', 'pods is forbidden'), OPEN);

    expect(ending.problem).toMatchObject({ code, message: expect.stringContaining('pods is forbidden') });
  });

  it('row 36: tells a bug by the name of its error only, for its text may quote a secret', () => {
    const ending = endingOf(aContext(), new TypeError('token s3cr3t is not iterable'), OPEN);

    expect(ending.problem).toMatchObject({ code: 'bug', message: expect.stringContaining('TypeError') });
    expect(JSON.stringify(ending)).not.toContain('s3cr3t');
  });

  it('ends as what the backup is once that is committed, whatever happened then', () => {
    const committed = aRunResult({
      errorCount: 1,
      backup: { name: 'nightly-1', folder: 'backups/nightly-1/', committed: true },
    });

    const ending = endingOf(aContext(), new RunError('terminated', 'Stopped by SIGTERM'), committed);

    expect(ending).toEqual({ phase: 'PartiallyFailed', problem: undefined });
  });

  it('ends as what the restore is once that is finished, whatever happened then', () => {
    const finished = aRestoreResult({ restore: aRestoreSummary({ mode: 'Apply', finished: true }) });

    const ending = endingOf(aContext(), new RunError('storage-unavailable', 'Cannot reach it'), finished);

    expect(ending).toEqual({ phase: 'Completed', problem: undefined });
  });
});
