import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { simulateRetention } from '../../../../src/domain/retention/simulate.ts';
import { aRetention } from '../../../support/builders.ts';

const WHERE = { policy: 'nightly', now: new Date('2026-11-21T02:17:00Z') };
const DAY_MS = 86_400_000;

describe('simulateRetention', () => {
  it('shows what a grandfather scheme comes to', () => {
    const retention = aRetention({ ttlMs: 0, keep: { hour: 0, day: 7, week: 4, month: 12, year: 0 } });

    const { verdicts, made, deleted, most } = simulateRetention(retention, { everyMs: DAY_MS, count: 401 }, WHERE);

    const kept = verdicts.filter(({ keep }) => keep).map(({ backup, reason }) => `${backup}: ${reason}`);
    expect(kept.slice(0, 2)).toEqual([
      'nightly-20261121021700: the last good one of day 2026-11-21, the last good one of week 2026-W47, the last good one of month 2026-11',
      'nightly-20261120021700: the last good one of day 2026-11-20',
    ]);
    expect(kept).toHaveLength(20);
    expect({ made, deleted, most }).toEqual({ made: 401, deleted: 381, most: 22 });
  });

  it('never leaves fewer than the good ones that must remain', () => {
    const rules = fc.record({ keepLast: fc.nat(5), minGood: fc.integer({ min: 1, max: 5 }), days: fc.nat(5) });

    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 30 }), ({ keepLast, minGood, days }, count) => {
        const retention = aRetention({ ttlMs: days * DAY_MS, keepLast, minGood });
        const { verdicts, made, deleted } = simulateRetention(retention, { everyMs: DAY_MS, count }, WHERE);
        const kept = verdicts.filter(({ keep }) => keep).length;
        expect(kept).toBeGreaterThanOrEqual(Math.min(count, Math.max(keepLast, minGood)));
        expect(made - deleted).toBe(kept);
      }),
    );
  });
});
