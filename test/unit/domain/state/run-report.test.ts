import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { percentDone } from '../../../../src/domain/state/percent-done.ts';
import { reportOfBackup, reportOfRun } from '../../../../src/domain/state/run-report.ts';
import { aBackup } from '../../../support/builders.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../../support/run-results.ts';

describe('the report of a run', () => {
  it('has as many bytes done as there are, and 100 %, where it is completed or partial', () => {
    for (const result of [aCompletedJobResult(), aPartialJobResult()]) {
      const { totalBytes, bytesDone, percent } = reportOfRun(result);

      expect(totalBytes).toBe(result.progress.bytes);
      expect(bytesDone).toBe(totalBytes);
      expect(percent).toBe(100);
    }
  });

  it('does not know how much there will be while it is at work', () => {
    const { totalBytes, bytesDone, percent } = reportOfRun(aJobResult());

    expect(totalBytes).toBeUndefined();
    expect(bytesDone).toBe(812_000);
    expect(percent).toBe(8.1);
  });

  it('never says 100 % of what is not done, and never less than 0', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (listsDone, listsTotal) => {
        const { progress } = aJobResult();
        const percent = percentDone('saving', { progress: { ...progress, listsDone, listsTotal } });

        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThan(100);
      }),
    );
  });

  it('counts items of a restore', () => {
    const restore = { name: 'r', mode: 'Apply', planned: { create: 6, skip: 2 }, ended: { created: 3, skipped: 1 } };

    expect(percentDone('saving', aJobResult({ action: 'restore', restore: restore as never }))).toBe(50);
  });

  it('has hookState success without any hook', () => {
    expect(reportOfRun(aJobResult())).toMatchObject({ hookState: 'success', hookStateDetails: [] });
  });

  it('gives each reason why a run is not whole in at most 127 characters, its code first', () => {
    const partial = reportOfRun(aPartialJobResult()).stateUnready;
    const failed = reportOfRun(aFailedJobResult({ message: 'x'.repeat(500) })).stateUnready;

    expect(partial).toHaveLength(2);
    expect(partial[0]).toMatch(/^forbidden: Cannot list secrets/);
    expect(failed[0]).toMatch(/^permission-denied: x+…$/);
    expect([...partial, ...failed].every((text) => Array.from(text).length <= 127)).toBe(true);
  });

  it('has nothing unready where all is well', () => {
    expect(reportOfRun(aCompletedJobResult()).stateUnready).toEqual([]);
    expect(reportOfRun(aJobResult()).stateUnready).toEqual([]);
  });

  it('tells what ended it as a typed problem, with every bad field', () => {
    const problems = ['policies/nightly.yaml:7:3: error: spec.ttl: 30d is no duration (did you mean 720h?)', 'broken'];
    const message = '2 problems in policy nightly';
    const result = aFailedJobResult({ phase: 'FailedValidation', reason: 'policy-invalid', message, problems });

    expect(reportOfRun(result).problems).toEqual([
      {
        type: 'https://lifeboat.dev/problems/policy-invalid',
        title: 'Policy invalid',
        detail: `${message}. Grant s3:PutObject on the prefix to the credentials of location main`,
        status: '400',
        correlationID: result.runId,
        invalidParams: [
          { name: 'spec.ttl', reason: '30d is no duration (did you mean 720h?)' },
          { name: 'policy', reason: 'broken' },
        ],
        code: 'policy-invalid',
        message,
      },
    ]);
  });
});

describe('the report of a backup in its location', () => {
  it('has the size of its archive as both sizes', () => {
    const report = reportOfBackup({ backup: aBackup(), location: 'main', lacksArchive: false, archiveBytes: 4_711 });

    expect(report).toMatchObject({ state: 'completed', totalBytes: 4_711, bytesDone: 4_711, percent: 100 });
  });

  it('is removed where its archive is gone, and says so', () => {
    const report = reportOfBackup({ backup: aBackup(), location: 'main', lacksArchive: true });

    expect(report.state).toBe('removed');
    expect(report.stateUnready).toEqual(['removed: what it made is not in its location any more']);
  });

  it('counts errors of a partial one that its location does not tell', () => {
    const backup = aBackup({ phase: 'PartiallyFailed', errors: 3 });

    expect(reportOfBackup({ backup, location: 'main', lacksArchive: false }).stateUnready).toEqual([
      'partial: 3 errors; its results tell them',
    ]);
  });
});
