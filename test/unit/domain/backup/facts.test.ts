import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fact, type FactBody, standingOf, timeAfter } from '../../../../src/domain/backup/facts.ts';
import { aBackup } from '../../../support/builders.ts';

const NOW = new Date('2026-12-10T00:00:00Z');
const backup = aBackup({ document: { metadata: { labels: { team: 'shop', stage: 'test' } } } });

const day = (date: number) => new Date(Date.UTC(2026, 11, date));
const said = (date: number, body: FactBody, id = 'a'): Fact => ({ ...body, id, at: day(date), by: 'ada' });
const standing = (...facts: Fact[]) => standingOf(backup, { facts, unreadable: [] }, NOW);

describe('standingOf', () => {
  it('changes nothing where nothing was said', () => {
    expect(standing()).toEqual({
      held: undefined,
      expiresAt: backup.expiresAt,
      labels: { team: 'shop', stage: 'test' },
      annotations: {},
      isAccepted: false,
    });
  });

  it('holds until the hold is released, or over', () => {
    const hold = said(1, { type: 'hold', reason: 'audit' });

    expect(standing(hold).held).toBe('audit');
    expect(standing(hold, said(2, { type: 'release' })).held).toBeUndefined();
    expect(standing(said(1, { type: 'hold', reason: 'audit', until: day(9) })).held).toBeUndefined();
    expect(standing(said(1, { type: 'hold', reason: 'audit', until: day(11) })).held).toBe(
      'audit (until 2026-12-11T00:00:00Z)',
    );
  });

  it('goes on holding for one reason when the hold for another is over', () => {
    const long = said(1, { type: 'hold', reason: 'audit' });
    const short = said(2, { type: 'hold', reason: 'migration', until: day(9) });

    expect(standing(long, short).held).toBe('audit');
  });

  it('holds where a hold and a release are of one moment', () => {
    const facts = [said(1, { type: 'hold', reason: 'audit' }, 'a'), said(1, { type: 'release' }, 'z')];

    expect(standing(...facts).held).toBe('audit');
    expect(standing(...facts.toReversed()).held).toBe('audit');
  });

  it('holds where something was said that cannot be read', () => {
    expect(standingOf(backup, { facts: [], unreadable: ['x-fact-1.json'] }, NOW).held).toBe(
      'what x-fact-1.json says of it cannot be read',
    );
  });

  it('moves an expiry away, never nearer', () => {
    expect(standing(said(1, { type: 'extend', expiresAt: day(1) })).expiresAt).toEqual(backup.expiresAt);
    expect(standing(said(1, { type: 'extend', expiresAt: day(90) })).expiresAt).toEqual(day(90));
    expect(
      standing(said(1, { type: 'extend', expiresAt: day(90) }), said(2, { type: 'extend', expiresAt: day(60) }))
        .expiresAt,
    ).toEqual(day(90));
  });

  it('sets and removes labels and annotations in the order of saying', () => {
    const { labels, annotations } = standing(
      said(2, { type: 'label', set: { stage: 'live' }, remove: ['team'] }),
      said(1, { type: 'label', set: { team: 'books', stage: 'demo' }, remove: [] }),
      said(3, { type: 'annotate', set: { note: 'before the move' }, remove: [] }),
    );

    expect(labels).toEqual({ stage: 'live' });
    expect(annotations).toEqual({ note: 'before the move' });
  });

  it('is the same in whatever order facts are found', () => {
    const body = fc.oneof<fc.Arbitrary<FactBody>[]>(
      fc.record({ type: fc.constant('hold' as const), reason: fc.string() }),
      fc.record({ type: fc.constant('release' as const) }),
      fc.record({ type: fc.constant('extend' as const), expiresAt: fc.integer({ min: 1, max: 90 }).map(day) }),
      fc.record({
        type: fc.constant('label' as const),
        set: fc.dictionary(fc.constantFrom('a', 'b'), fc.string()),
        remove: fc.subarray(['a', 'b']),
      }),
    );
    const facts = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 5 }), body))
      .map((all) => all.map(([date, one], i) => said(date, one, String(i))));

    fc.assert(
      fc.property(facts, (all) => {
        expect(standing(...all.toReversed())).toEqual(standing(...all));
      }),
      { numRuns: 200 },
    );
  });
});

describe('timeAfter', () => {
  it('is now, or just after a fact of a clock that is ahead', () => {
    expect(timeAfter({ facts: [said(1, { type: 'release' })], unreadable: [] }, NOW)).toEqual(NOW);
    expect(timeAfter({ facts: [said(20, { type: 'release' })], unreadable: [] }, NOW)).toEqual(
      new Date('2026-12-20T00:00:00.001Z'),
    );
  });
});
