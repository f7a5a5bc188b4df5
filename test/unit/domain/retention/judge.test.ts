import { describe, expect, it } from 'vitest';
import { judgeBackups } from '../../../../src/domain/retention/judge.ts';
import { aBackup, aRetention } from '../../../support/builders.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const EXPIRED = new Date('2026-11-01T00:00:00Z');
const FUTURE = new Date('2026-12-01T00:00:00Z');

const backup = (name: string, overrides = {}) =>
  aBackup({ name, startedAt: new Date(`2026-11-${name.slice(-2)}T02:17:00Z`), expiresAt: EXPIRED, ...overrides });

describe('judgeBackups', () => {
  it('keeps what has not expired and gives up what has', () => {
    const verdicts = judgeBackups([backup('n-01'), backup('n-20', { expiresAt: FUTURE })], aRetention(), NOW);

    expect(verdicts).toEqual([
      { backup: 'n-20', keep: true, reason: 'not expired (until 2026-12-01T00:00:00Z)' },
      { backup: 'n-01', keep: false, reason: 'expired at 2026-11-01T00:00:00Z' },
    ]);
  });

  it('keeps the latest good one although it has expired', () => {
    const verdicts = judgeBackups([backup('n-02')], aRetention(), NOW);

    expect(verdicts).toEqual([{ backup: 'n-02', keep: true, reason: 'one of the 1 good ones that must remain' }]);
  });

  it('keeps the last good ones by number, whatever their age', () => {
    const verdicts = judgeBackups([backup('n-01'), backup('n-02'), backup('n-03')], aRetention({ keepLast: 2 }), NOW);

    expect(verdicts.map(({ keep }) => keep)).toEqual([true, true, false]);
    expect(verdicts[0]?.reason).toBe('one of the last 2 good ones');
  });

  it('does not let bad backups push good ones out', () => {
    const bad = backup('n-09', { phase: 'PartiallyFailed' });

    const verdicts = judgeBackups([bad, backup('n-01'), backup('n-02')], aRetention({ keepLast: 1, minGood: 2 }), NOW);

    expect(verdicts).toMatchObject([
      { backup: 'n-09', keep: false },
      { backup: 'n-02', keep: true },
      { backup: 'n-01', keep: true },
    ]);
  });

  it('counts a partial backup as good where its policy accepts partial ones', () => {
    const partial = backup('n-09', { phase: 'PartiallyFailed', onPartial: 'Succeed' });

    expect(judgeBackups([partial], aRetention(), NOW)).toMatchObject([{ keep: true }]);
  });

  it('never gives up a backup without an expiry', () => {
    const verdicts = judgeBackups([backup('n-01', { expiresAt: undefined, phase: 'Failed' })], aRetention(), NOW);

    expect(verdicts).toEqual([{ backup: 'n-01', keep: true, reason: 'has no expiry' }]);
  });
});
