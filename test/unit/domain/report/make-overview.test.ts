import { describe, expect, it } from 'vitest';
import { makeOverview, newestGood } from '../../../../src/domain/report/make-overview.ts';
import { aBackup, anOrigin } from '../../../support/builders.ts';
import { aKnownPolicy, anOverview, someReportFacts } from '../../../support/report-sample.ts';
import { aFailedJobResult } from '../../../support/run-results.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);
const NONE = { runs: [], backups: [], policies: [], coverage: new Map() };

function overviewOf(overrides: Parameters<typeof someReportFacts>[0]) {
  return makeOverview(someReportFacts({ ...NONE, ...overrides }));
}

describe('an overview', () => {
  it('tells of each policy how it stands, and why', () => {
    const standings = anOverview().policies.map(({ policy, cluster, standing }) => [policy, cluster, standing.state]);

    expect(standings).toEqual([
      ['nightly', 'production', 'good'],
      ['shop', 'production', 'late'],
    ]);
  });

  it('misses the times at which a policy was due and left nothing, from its first sign on', () => {
    const [nightly, shop] = anOverview().policies;

    expect(nightly!.missed).toEqual(['2026-10-10T02:17:00Z', '2026-11-08T02:17:00Z']);
    expect(shop!.missed.at(-1)).toBe('2026-11-21T03:17:00Z');
    expect(shop!.standing.reason).toMatch(/more than the 26h of its objective/);
  });

  it('has nothing good where every run failed', () => {
    const { policies } = overviewOf({ runs: [aFailedJobResult()] });

    expect(policies).toMatchObject([{ policy: 'nightly', standing: { state: 'none' }, runs: [{ phase: 'Failed' }] }]);
  });

  it('names a policy that has never run', () => {
    const { policies } = overviewOf({ policies: [aKnownPolicy({ name: 'new' })] });

    expect(policies).toMatchObject([
      { policy: 'new', standing: { state: 'none' }, missed: [], rpo: { isMissed: true } },
    ]);
  });

  it('counts a run that failed before it saw its cluster to the only cluster of its policy', () => {
    const { cluster: _, ...blind } = aFailedJobResult();
    const one = aBackup({ name: 'nightly-1', origin: anOrigin({ clusterName: 'one' }) });
    const two = aBackup({ name: 'nightly-2', origin: anOrigin({ clusterName: 'two' }) });

    const alone = overviewOf({ backups: [one], runs: [blind] }).policies;
    const torn = overviewOf({ backups: [one, two], runs: [blind] }).policies;

    expect(alone.map(({ cluster, runs }) => [cluster, runs.length])).toEqual([['one', 1]]);
    expect(torn.map(({ cluster, runs }) => [cluster, runs.length])).toEqual([
      [undefined, 1],
      ['one', 0],
      ['two', 0],
    ]);
  });

  it('holds the slowest restore against the RTO, and says where none was measured', () => {
    expect(anOverview().policies[0]!.rto).toMatchObject({ isMissed: false, actualSeconds: 200 });
    expect(overviewOf({ policies: [aKnownPolicy()] }).policies[0]!.rto).toMatchObject({
      isMissed: false,
      reason: 'no restore was measured',
    });
  });

  it('does not take an ad hoc backup for a good one of its policy', () => {
    const adHoc = aBackup({ name: 'nightly-2', origin: anOrigin({ adHoc: true }), startedAt: at('21T08:00:00') });
    const regular = aBackup({ name: 'nightly-1', startedAt: at('19T02:17:00') });

    const [nightly] = overviewOf({ backups: [adHoc, regular] }).policies;

    expect(nightly!.lastGood?.backup).toBe('nightly-1');
    expect(nightly!.backups.map(({ name }) => name)).toEqual(['nightly-2', 'nightly-1']);
    expect(newestGood([adHoc, regular])).toEqual([regular]);
  });

  it('knows Velero’s Schedules, and backups without any', () => {
    const velero = aBackup({ name: 'daily-1', origin: undefined, scheduleName: 'daily' });
    const manual = aBackup({ name: 'by-hand', origin: undefined, scheduleName: undefined });

    const { policies } = overviewOf({ backups: [manual, velero] });

    expect(policies.map(({ policy, backups }) => [policy, backups[0]!.name])).toEqual([
      ['daily', 'daily-1'],
      [undefined, 'by-hand'],
    ]);
  });
});
