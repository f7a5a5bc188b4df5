import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { judgeBackups } from '../../../../src/domain/retention/judge.ts';
import { aBackup, aRetention } from '../../../support/builders.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const EXPIRED = new Date('2026-11-01T00:00:00Z');
const FUTURE = new Date('2026-12-01T00:00:00Z');

const backup = (name: string, overrides = {}) =>
  aBackup({ name, startedAt: new Date(`2026-11-${name.slice(-2)}T02:17:00Z`), expiresAt: EXPIRED, ...overrides });

/** An expired good backup that was begun in November: `n-21T09` on the 21st at nine, by UTC. */
const at = (name: string) => backup(name, { startedAt: new Date(`2026-11-${name.slice(2)}:00:00Z`) });

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

  it.each([
    ['day', 2, ['n-21T09', 'n-20T21']],
    ['week', 2, ['n-21T09', 'n-15T21']],
    ['month', 3, ['n-21T09']],
    ['hour', 3, ['n-21T09', 'n-20T21', 'n-20T09']],
  ] as const)('keeps the newest good one of each %s, as many as are asked for', (unit, count, kept) => {
    const backups = ['n-21T09', 'n-20T21', 'n-20T09', 'n-16T09', 'n-15T21', 'n-15T09'].map(at);
    const keep = { ...aRetention().keep, [unit]: count };

    const verdicts = judgeBackups(backups, aRetention({ keep }), NOW);

    expect(verdicts.filter((verdict) => verdict.keep).map((verdict) => verdict.backup)).toEqual(kept);
  });

  it('counts days only on which there is a good backup, and begins them at midnight of the zone', () => {
    const backups = [at('n-20T23'), at('n-20T21'), at('n-03T09'), { ...at('n-19T09'), phase: 'Failed' }];
    const keep = { ...aRetention().keep, day: 3 };

    const verdicts = judgeBackups(backups, aRetention({ keep, timeZone: 'Europe/Berlin' }), NOW);

    expect(verdicts).toEqual([
      { backup: 'n-20T23', keep: true, reason: 'the last good one of day 2026-11-21' },
      { backup: 'n-20T21', keep: true, reason: 'the last good one of day 2026-11-20' },
      { backup: 'n-19T09', keep: false, reason: 'expired at 2026-11-01T00:00:00Z' },
      { backup: 'n-03T09', keep: true, reason: 'the last good one of day 2026-11-03' },
    ]);
  });

  it('keeps what is recent, counted from the newest good one and not from now', () => {
    const backups = [{ ...at('n-19T09'), phase: 'Failed' }, at('n-10T09'), at('n-09T09'), at('n-08T08')];

    const verdicts = judgeBackups(backups, aRetention({ keepWithinMs: 48 * 3_600_000 }), NOW);

    expect(verdicts.map(({ keep }) => keep)).toEqual([false, true, true, false]);
  });

  it('tells every rule that keeps a backup', () => {
    const keep = { ...aRetention().keep, day: 1 };

    const [verdict] = judgeBackups([at('n-20T09')], aRetention({ keepLast: 3, keep }), NOW);

    expect(verdict?.reason).toBe('one of the last 3 good ones, the last good one of day 2026-11-20');
  });

  it('never keeps fewer good ones than must remain, and never gives up what a rule keeps', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: NOW, noInvalidDate: true });
    const some = fc.record({ startedAt: moment, isGood: fc.boolean(), isExpired: fc.boolean() });
    const rules = fc.record({ keepLast: fc.nat(4), minGood: fc.integer({ min: 1, max: 4 }), day: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), rules, (facts, { keepLast, minGood, day }) => {
        const backups = facts.map(({ startedAt, isGood, isExpired }, i) =>
          backup(`n-${i}-01`, {
            startedAt,
            phase: isGood ? 'Completed' : 'Failed',
            expiresAt: isExpired ? EXPIRED : FUTURE,
          }),
        );
        const retention = aRetention({ keepLast, minGood, keep: { ...aRetention().keep, day } });

        const kept = new Set(judgeBackups(backups, retention, NOW).flatMap((it) => (it.keep ? [it.backup] : [])));

        const good = backups.filter(({ phase }) => phase === 'Completed');
        const left = good.filter(({ name }) => kept.has(name)).length;
        expect(left).toBeGreaterThanOrEqual(Math.min(good.length, Math.max(minGood, keepLast)));
        expect(backups.every(({ name, expiresAt }) => expiresAt === EXPIRED || kept.has(name))).toBe(true);
      }),
    );
  });
});

describe('what retention may not give up', () => {
  const old = backup('n-01', { phase: 'PartiallyFailed' });

  it('is a backup that somebody holds, and it says for what', () => {
    const verdicts = judgeBackups([old], aRetention(), NOW, new Map([['n-01', 'audit']]));

    expect(verdicts).toEqual([{ backup: 'n-01', keep: true, reason: 'held: audit' }]);
  });

  it('is a backup without a manifest of ours', () => {
    const verdicts = judgeBackups([{ ...old, manifestSha256: undefined }], aRetention(), NOW);

    expect(verdicts).toEqual([{ backup: 'n-01', keep: true, reason: 'has no manifest of ours' }]);
  });
});

describe('a quarantined backup', () => {
  const quarantine = { reason: 'half of the objects are gone', isAccepted: false };

  it('neither counts nor displaces, and while it is the newest nothing goes', () => {
    const rules = aRetention({ keepLast: 1 });
    const backups = [backup('n-09', { quarantine }), backup('n-02'), backup('n-01')];

    const frozen = judgeBackups(backups, rules, NOW);
    const later = judgeBackups([backup('n-10'), ...backups], rules, NOW);

    expect(frozen.map(({ keep }) => keep)).toEqual([true, true, true]);
    expect(frozen[2]?.reason).toBe('nothing goes while n-09, the newest, is in quarantine');
    expect(later.filter(({ keep }) => keep).map((one) => one.backup)).toEqual(['n-10']);
  });
});

describe('a partial backup of a policy without a ttl', () => {
  it('stays until a good one follows it', () => {
    const rules = aRetention({ ttlMs: 0, keepLast: 1 });
    const partial = backup('n-09', { phase: 'PartiallyFailed' });

    const before = judgeBackups([partial, backup('n-02')], rules, NOW);
    const after = judgeBackups([backup('n-10'), partial, backup('n-02')], rules, NOW);

    expect(before[0]).toEqual({ backup: 'n-09', keep: true, reason: 'newer than the last good one' });
    expect(after.filter(({ keep }) => keep).map((one) => one.backup)).toEqual(['n-10']);
  });
});
