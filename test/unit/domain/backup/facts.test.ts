import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import {
  type Fact,
  type FactBody,
  removalUnderWay,
  standingOf,
  timeAfter,
} from '../../../../src/domain/backup/facts.ts';
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
      hold: undefined,
      readers: [],
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

  describe('of restores that read a backup', () => {
    const use = (run: string, until: Date): FactBody => ({ type: 'use', run, restore: `restore-${run}`, until });

    it('holds until the run has ended, or its time is over', () => {
      expect(standing(said(1, use('a', day(11))))).toMatchObject({
        held: 'restore restore-a reads it (until 2026-12-11T00:00:00Z)',
        hold: undefined,
        readers: [{ run: 'a', restore: 'restore-a', until: day(11) }],
      });
      expect(standing(said(1, use('a', day(11))), said(2, { type: 'used', run: 'a' })).held).toBeUndefined();
      expect(standing(said(1, use('a', day(10)))).held).toBeUndefined();
    });

    it('holds as long as any attempt of the run said', () => {
      const readers = [{ run: 'a', restore: 'restore-a', until: day(20) }];

      expect(standing(said(1, use('a', day(11))), said(2, use('a', day(20)))).readers).toEqual(readers);
      expect(standing(said(1, use('a', day(20))), said(2, use('a', day(11)))).readers).toEqual(readers);
    });

    it('ends with the run that ended, and with no other', () => {
      const facts = [said(1, use('a', day(11))), said(2, use('b', day(12))), said(3, { type: 'used', run: 'a' })];

      expect(standing(...facts).readers.map(({ run }) => run)).toEqual(['b']);
    });

    it('is read again by a run that said at one moment that it ended and that it reads', () => {
      const facts = [said(1, use('a', day(11)), 'a'), said(1, { type: 'used', run: 'a' }, 'z')];

      expect(standing(...facts).readers).toHaveLength(1);
      expect(standing(...facts.toReversed()).readers).toHaveLength(1);
    });

    it('outlives a release, and ends no hold of a person', () => {
      const reading = said(1, use('a', day(11)));
      const hold = said(2, { type: 'hold', reason: 'audit' });

      expect(standing(reading, hold).held).toBe('audit; restore restore-a reads it (until 2026-12-11T00:00:00Z)');
      expect(standing(reading, hold, said(3, { type: 'release' })).held).toContain('restore-a');
      expect(standing(reading, hold, said(3, { type: 'used', run: 'a' }))).toMatchObject({
        held: 'audit',
        hold: 'audit',
      });
    });
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

describe('removalUnderWay', () => {
  const begun = (ms: number) => ({
    facts: [{ id: 'a', by: 'ada', type: 'removal', at: new Date(NOW.getTime() + ms) } as const],
    unreadable: [],
  });
  const quarter = 900_000;

  it('is one that began within the last quarter of an hour, also by a clock that is ahead', () => {
    expect(removalUnderWay(begun(1 - quarter), NOW)).toMatchObject({ by: 'ada', until: new Date(NOW.getTime() + 1) });
    expect(removalUnderWay(begun(quarter - 1), NOW)).toBeDefined();
  });

  it('is none that died, nor one of a clock that is far ahead: no backup is kept from being read for ever', () => {
    expect(removalUnderWay(begun(-quarter), NOW)).toBeUndefined();
    expect(removalUnderWay(begun(quarter), NOW)).toBeUndefined();
    expect(removalUnderWay({ facts: [said(9, { type: 'release' })], unreadable: [] }, NOW)).toBeUndefined();
  });
});
