import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { renderHeadline, renderSummary, rootOf } from '../../../src/views/summary.ts';
import { anEntry, aRunResult } from '../../support/builders.ts';
import { aCompletedJobResult, aFailedJobResult, aJobResult, aPartialJobResult } from '../../support/run-results.ts';

const NO_CLAIMS = { claims: { total: 0, notProtected: 0 }, warningCount: 0, warnings: [] } as const;

describe('the headline', () => {
  it('of a whole backup is what it holds and how long it took', () => {
    expect(renderHeadline(aCompletedJobResult(NO_CLAIMS))).toBe('412 items, 3.1 MiB, 38 s');
  });

  it('of a partial backup counts the errors and tells the first', () => {
    expect(renderHeadline(aPartialJobResult(NO_CLAIMS))).toBe(
      '412 items, 3.1 MiB, 38 s; 2 errors (first: Cannot list secrets in namespace vault: forbidden; grant list on secrets there)',
    );
  });

  it('says how many claims are not protected', () => {
    const result = aCompletedJobResult({ ...NO_CLAIMS, claims: { total: 4, notProtected: 1 } });

    expect(renderHeadline(result)).toBe('412 items, 3.1 MiB, 38 s; 1 claim NOT protected');
  });

  it('counts the hooks, and those that failed', () => {
    const headlineOf = (hooksAttempted: number, hooksFailed: number) =>
      renderHeadline(aCompletedJobResult({ ...NO_CLAIMS, hookStatus: { hooksAttempted, hooksFailed } }));

    expect(headlineOf(0, 0)).toBe('412 items, 3.1 MiB, 38 s');
    expect(headlineOf(2, 0)).toBe('412 items, 3.1 MiB, 38 s; 2 hooks');
    expect(headlineOf(3, 1)).toBe('412 items, 3.1 MiB, 38 s; 3 hooks, 1 of them failed');
  });

  it('of a run at work says how far it is', () => {
    expect(renderHeadline(aJobResult())).toBe('listing: 3 of 37 lists, 120 items, 793 KiB read');
  });

  it('of a failed run is its message, and its phase where it has none', () => {
    const { message: _, ...withoutMessage } = aFailedJobResult();

    expect(renderHeadline(aFailedJobResult())).toBe('Cannot write to s3://acme-backups/production: AccessDenied');
    expect(renderHeadline(withoutMessage)).toBe('Failed');
  });

  it('of an invalid policy counts the problems and tells the first', () => {
    const result = aFailedJobResult({ phase: 'FailedValidation', problems: ['a.yaml:1:1: unknown field `x`', 'more'] });

    expect(renderHeadline(result)).toBe('2 policy problems (first: a.yaml:1:1: unknown field `x`)');
  });
});

describe('the summary', () => {
  it('is six lines: what, when, how much, what is not protected, what went wrong, where', () => {
    expect(renderSummary(aPartialJobResult({ attempt: 2 })).split('\n')).toEqual([
      'Backup nightly-20261121021700 of policy nightly: PartiallyFailed',
      'Due 2026-11-21T02:17:00Z, started 2026-11-21T02:17:02Z, attempt 2, took 38 s',
      '412 items of 2 types, 3.1 MiB archive, from cluster production',
      'Volume data: 3 of 3 claims NOT protected',
      '2 errors (first: Cannot list secrets in namespace vault: forbidden; grant list on secrets there); 1 warning (first: The data of 3 claims is not in this backup)',
      'Stored at s3://acme-backups/production/backups/nightly-20261121021700/',
      '',
    ]);
  });

  it.each([
    [{ total: 0, notProtected: 0 }, 'Volume data: no claims in the selection'],
    [{ total: 2, notProtected: 0 }, 'Volume data: 2 claims, all protected'],
    [{ total: 2, notProtected: 1 }, 'Volume data: 1 of 2 claims NOT protected'],
  ])('tells of claims %o', (claims, line) => {
    expect(renderSummary(aCompletedJobResult({ claims })).split('\n')[3]).toBe(line);
  });

  it('counts the hooks where it says how much there is', () => {
    const result = aCompletedJobResult({ hookStatus: { hooksAttempted: 1, hooksFailed: 1 } });

    expect(renderSummary(result).split('\n')[2]).toMatch(/; 1 hook, 1 of them failed$/);
  });

  it('takes no claim for protected that nobody counted', () => {
    expect(renderSummary(aJobResult()).split('\n')[3]).toContain('take none for protected');
  });

  it('says that no backup was made, why, and what to do', () => {
    expect(renderSummary(aFailedJobResult()).split('\n').slice(4, 6)).toEqual([
      'Ended by permission-denied',
      'No backup was made: Cannot write to s3://acme-backups/production: AccessDenied. Grant s3:PutObject on the prefix to the credentials of location main',
    ]);
  });

  it('claims nothing about the backup of a run that died without a word', () => {
    const summary = renderSummary(aFailedJobResult({ reason: 'run-aborted' }));

    expect(summary).not.toContain('No backup was made');
    expect(summary).toContain('closed by another run 2026-11-21T02:17:05Z');
  });

  it('tells of a backup without policy, location and cluster', () => {
    const { policy: _, cluster: __, ...bare } = aRunResult();

    expect(renderSummary(bare)).toMatch(/^Backup without a policy: Completed\n/);
  });

  it('stays six lines and free of control characters, whatever names and messages hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });

    fc.assert(
      fc.property(text, text, text, (message, hint, override) => {
        const result = aFailedJobResult({
          message,
          hint,
          overrides: [override],
          errorCount: 1,
          errors: [anEntry({ message })],
        });

        const summary = renderSummary(result);

        expect(summary.split('\n')).toHaveLength(7);
        expect(summary.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
        expect(renderHeadline(result)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('the place of a backup', () => {
  it('is named once it exists', () => {
    expect(rootOf(aCompletedJobResult())).toBe('s3://acme-backups/production/backups/nightly-20261121021700/');
    expect(rootOf(aJobResult())).toBeUndefined();
  });
});
