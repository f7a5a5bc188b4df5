import { describe, expect, it } from 'vitest';
import {
  historyFacts,
  judgeRun,
  objectiveWarnings,
  promisesFor,
  type Promises,
} from '../../../../src/domain/objectives/judge-run.ts';
import { aBackup } from '../../../support/builders.ts';
import { anAppliedResult } from '../../../support/restore-results.ts';
import { aCompletedJobResult, aFailedJobResult } from '../../../support/run-results.ts';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-11-21T02:17:40Z');

function promises(overrides: Partial<Promises> = {}): Promises {
  return { policy: 'nightly', objectives: { rpoMs: 25 * HOUR_MS, rtoMs: 60_000 }, countSlots: () => 2, ...overrides };
}

const history = (startedAt: string) => ({ backups: 3, lastGood: { backup: 'nightly-1', startedAt } });

describe('a run and what its policy promises', () => {
  it('tells the age of the last good backup, and the times of the schedule that brought none', () => {
    const result = aCompletedJobResult({ history: history('2026-11-18T02:17:00Z') });

    const report = judgeRun(result, promises(), NOW);

    expect(report).toMatchObject({
      policy: 'nightly',
      missedSlots: 2,
      isMissed: true,
      rpo: { actualSeconds: 259_240 },
    });
    expect(objectiveWarnings(report!)).toEqual([
      {
        code: 'objective-missed',
        message: expect.stringMatching(
          /^RPO of policy nightly is missed: .* 72h old before .*; 2 earlier times of its schedule brought no good backup$/,
        ),
      },
    ]);
  });

  it('warns of nothing that is kept', () => {
    const result = aCompletedJobResult({ history: history('2026-11-20T02:17:00Z') });

    const report = judgeRun(result, promises(), NOW)!;

    expect(report.isMissed).toBe(false);
    expect(objectiveWarnings(report)).toEqual([]);
  });

  it('takes a failed run for none that made a backup', () => {
    const result = aFailedJobResult({ history: { backups: 0 } });

    expect(judgeRun(result, promises(), NOW)).toMatchObject({
      isMissed: true,
      rpo: { reason: 'there is no good backup' },
    });
  });

  it.each([
    ['an ad hoc run', { overrides: ['--include-namespaces=shop'] }],
    ['a skipped run', { phase: 'Skipped' as const }],
    ['a run that never saw its history', { history: undefined }],
  ])('says nothing of %s', (_, change) => {
    const { history: found, ...result } = {
      ...aCompletedJobResult({ history: history('2026-11-01T00:00:00Z') }),
      ...change,
    };

    expect(judgeRun({ ...result, ...(found && { history: found }) }, promises(), NOW)).toBeUndefined();
  });

  it('says nothing where nothing is promised', () => {
    const result = aCompletedJobResult({ history: history('2026-11-01T00:00:00Z') });

    expect(judgeRun(result, promises({ objectives: { rpoMs: undefined, rtoMs: 1 } }), NOW)).toBeUndefined();
  });

  it('measures a restore from its first attempt to its end', () => {
    const applied = anAppliedResult();
    const restore = { ...applied.restore!, finished: true };
    const result = { ...applied, restore, startedAt: '2026-11-21T02:17:00Z', completedAt: '2026-11-21T02:19:00Z' };

    expect(judgeRun(result, promises(), NOW)).toMatchObject({
      isMissed: true,
      rto: { actualSeconds: 120, limitSeconds: 60 },
    });
  });
});

describe('the promises that count', () => {
  it('are those of the policy, or of the policy whose backup is restored', () => {
    const all = [promises({ policy: 'hourly' }), promises()];
    const applied = anAppliedResult();
    const restored = (backup: string) => ({ ...applied, restore: { ...applied.restore!, backup } });

    expect(promisesFor(aCompletedJobResult(), all)?.policy).toBe('nightly');
    expect(promisesFor(restored('hourly-20261121021700'), all)?.policy).toBe('hourly');
    expect(promisesFor(restored('hourly-20261121021700-3f9c21'), all)?.policy).toBe('hourly');
    expect(promisesFor(restored('velero-made'), all)).toBeUndefined();
  });
});

describe('what a run finds of its history', () => {
  it('is how many backups there are and the newest good one', () => {
    const found = historyFacts([
      aBackup({ name: 'b3', phase: 'PartiallyFailed', startedAt: new Date('2026-11-21T02:17:00Z') }),
      aBackup({ name: 'b2', startedAt: new Date('2026-11-20T02:17:00Z') }),
      aBackup({ name: 'b1', startedAt: new Date('2026-11-19T02:17:00Z') }),
    ]);

    expect(found).toEqual({ backups: 3, lastGood: { backup: 'b2', startedAt: '2026-11-20T02:17:00Z' } });
    expect(historyFacts([])).toEqual({ backups: 0 });
  });
});
