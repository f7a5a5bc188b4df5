import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { renderHeadline, renderSummary } from '../../../../src/views/summary.ts';
import { restoreRoot } from '../../../../src/views/summary/restore-lines.ts';
import { anEntry } from '../../../support/builders.ts';
import {
  anAppliedResult,
  aPlannedResult,
  aRestoredItem,
  aRestoreResult,
  aRestoreSummary,
} from '../../../support/restore-results.ts';

const RULE = { namespace: 'shop', apiGroups: ['apps'], resources: ['deployments'], verbs: ['create'] };

describe('the headline of a restore', () => {
  it('says what a plan would do', () => {
    expect(renderHeadline(aPlannedResult())).toBe(
      '6 to create, 1 to update, 1 unchanged, 2 to skip, 1 impossible, 4 s',
    );
  });

  it('says what was done, and what went wrong first', () => {
    expect(renderHeadline(anAppliedResult())).toBe(
      '6 created, 1 updated, 1 unchanged, 2 skipped, 1 failed, 38 s; 2 errors (first: Claim shop/db is not restored: the data of its volume is not in this backup)',
    );
  });

  it('counts the rules that are missing, and not those that are only good to know', () => {
    const missingRules = [RULE, { ...RULE, verbs: ['escalate'] }];

    expect(renderHeadline(aPlannedResult({ restore: aRestoreSummary({ missingRules }) }))).toMatch(
      /; 1 missing rule \(first: create deployments \(apps\) in namespace shop\)$/,
    );
  });

  it.each([
    ['opened: backup nightly-20261121021700', aRestoreResult()],
    [
      'applying: 7 of 11 items',
      aRestoreResult({
        restore: aRestoreSummary({ mode: 'Apply', ended: { created: 7 } }),
        progress: { ...aRestoreResult().progress, step: 'applying' },
      }),
    ],
  ])('says how far one at work is: %s', (text, result) => {
    expect(renderHeadline(result)).toBe(text);
  });
});

describe('the summary of a restore', () => {
  it('is six lines of a plan: what, when, how much, what is left out, what went wrong, what to do', () => {
    expect(renderSummary(aPlannedResult()).split('\n')).toEqual([
      'Restore restore-shop-1 from backup nightly-20261121021700 of policy restore-shop-1: Planned',
      'Due 2026-11-21T02:17:00Z, started 2026-11-21T02:17:02Z, took 4 s',
      '11 items: 6 to create, 1 to update, 1 unchanged, 2 to skip, 1 impossible, into cluster production',
      'Will not be restored: 1 no-volume-data, 1 immutable-field, 1 that had ended or that the cluster makes itself',
      'No errors, no warnings',
      'Nothing was written. To restore, run it with mode Apply (plan 9c0d1e2f3a4b)',
      '',
    ]);
  });

  it('asks a question and goes on with advice', () => {
    const failed = aRestoreResult({ phase: 'Failed', terminal: true, message: 'Did you mean shop?', hint: 'Look' });

    expect(renderSummary(failed)).toContain('Nothing was restored: Did you mean shop? Look\n');
  });

  it('leaves it to the command line how a plan made there is applied', () => {
    const lines = renderSummary(aPlannedResult({ trigger: 'Workstation' })).split('\n');

    expect(lines[5]).toBe('Nothing was written (plan 9c0d1e2f3a4b)');
  });

  it('says what one that was applied did not restore, and where its files are', () => {
    const lines = renderSummary(anAppliedResult()).split('\n');

    expect(lines[3]).toBe(
      'Not restored: 1 no-volume-data, 1 immutable-field, 1 that had ended or that the cluster makes itself',
    );
    expect(lines[5]).toBe('Its log and results are at s3://acme-backups/production/restores/restore-shop-1/');
  });

  it('leads nowhere where its files could not be kept', () => {
    const { kept: _, ...restore } = aRestoreSummary({ mode: 'Apply', finished: true, ended: { created: 1 } });
    const result = anAppliedResult({ restore });

    expect(restoreRoot(result)).toBeUndefined();
    expect(renderSummary(result).split('\n')[5]).toBe('Its log and results are kept in no location');
  });

  it('says by hand how one that was cut short goes on', () => {
    const restore = aRestoreSummary({ mode: 'Apply', ended: { created: 7 } });
    const failed = { phase: 'Failed', terminal: true, message: 'Stopped by SIGINT', trigger: 'Workstation' } as const;

    expect(renderSummary(aRestoreResult({ ...failed, restore })).split('\n')[5]).toBe(
      'Cut short after 7 items: Stopped by SIGINT. Run it again to restore the rest',
    );
  });

  it('says that nothing is left out', () => {
    const restore = aRestoreSummary({ items: [aRestoredItem()], planned: { create: 1 } });

    expect(renderSummary(aPlannedResult({ restore })).split('\n')[3]).toBe('Will not be restored: nothing is left out');
  });

  it.each([
    ['Nothing was restored: ', {}],
    ['Cut short after 3 items: ', { ended: { created: 3 } }],
  ])('tells what a failed one left behind: %s', (text, restore) => {
    const failed = aRestoreResult({
      phase: 'Failed',
      terminal: true,
      reason: 'cluster-unavailable',
      message: 'Cannot reach the API server',
      hint: 'Look at the network',
      restore: { name: 'r', mode: 'Apply', ...restore },
    });

    expect(renderSummary(failed).split('\n')[5]).toBe(`${text}Cannot reach the API server. Look at the network`);
  });

  it('is six lines whatever the result holds', () => {
    const text = fc.string({ unit: 'binary' });

    fc.assert(
      fc.property(text, fc.boolean(), (word, isPlan) => {
        const items = [aRestoredItem({ action: 'skip', reason: word, detail: word })];
        const errors = [anEntry({ message: word })];
        const result = aPlannedResult({ restore: aRestoreSummary({ name: word, items }), errors, errorCount: 1 });

        const summary = renderSummary(isPlan ? result : { ...result, phase: 'Failed', message: word });

        expect(summary.match(/\n/g)).toHaveLength(6);
        expect(summary.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

it('is nowhere before its files are kept', () => {
  expect(restoreRoot(anAppliedResult({ phase: 'Failed' }))).toBeUndefined();
  expect(restoreRoot(aPlannedResult())).toBeUndefined();
});
