import { describe, expect, it } from 'vitest';
import { type Facts, NO_FACTS } from '../../../../src/domain/backup/facts.ts';
import { judgeHistory } from '../../../../src/run/prune/judge-history.ts';
import { aBackup, aRetention } from '../../../support/builders.ts';
import { aContext } from '../../../support/context.ts';

const NOW = new Date('2027-06-01T00:00:00Z');
const HELD: Facts = {
  facts: [{ type: 'hold', reason: 'audit', id: '1', at: new Date('2027-01-01T00:00:00Z'), by: 'ada' }],
  unreadable: [],
};

/** Expired backups, the newest first, and what a store was asked about them. */
function aHistory(count: number) {
  const asked: string[] = [];
  const history = Array.from({ length: count }, (_, i) =>
    aBackup({ name: `nightly-${count - i}`, startedAt: new Date(Date.UTC(2026, 10, 21) - i * 3_600_000) }),
  );
  const factsOf = (name: string) => (name === 'nightly-1' ? HELD : NO_FACTS);
  const backups = {
    readFacts: async (_: unknown, name: string) => {
      asked.push(name);
      return factsOf(name);
    },
    listFacts: async (_: unknown, prefix: string) => {
      asked.push(`${prefix}*`);
      return new Map([['nightly-1', HELD]]);
    },
  };
  return { asked, history, backups };
}

const judged = { policy: 'nightly', retention: aRetention({ minGood: 1 }), now: NOW };

describe('judgeHistory', () => {
  it('asks for facts only of what would go without them', async () => {
    const { asked, history, backups } = aHistory(3);

    const verdicts = await judgeHistory(aContext(), backups, history, judged);

    expect(asked.toSorted()).toEqual(['nightly-1', 'nightly-2']);
    expect(verdicts).toMatchObject([
      { backup: 'nightly-3', keep: true },
      { backup: 'nightly-2', keep: false },
      { backup: 'nightly-1', keep: true, reason: 'held: audit' },
    ]);
  });

  it('asks once for all of them where they are many', async () => {
    const { asked, history, backups } = aHistory(1_000);

    const verdicts = await judgeHistory(aContext(), backups, history, judged);

    expect(asked).toEqual(['nightly-*']);
    expect(verdicts.filter(({ keep }) => keep).map(({ backup }) => backup)).toEqual(['nightly-1000', 'nightly-1']);
  });

  it('keeps what a restore reads, until its time is over', async () => {
    const { history, backups } = aHistory(2);
    const use = { type: 'use', id: '1', at: NOW, by: 'run a', run: 'a', restore: 'shop-1' } as const;
    const judgeRead = async (until: Date) => {
      const readFacts = async () => ({ facts: [{ ...use, until }], unreadable: [] });
      return (await judgeHistory(aContext(), { ...backups, readFacts }, history, judged))[1];
    };

    expect(await judgeRead(new Date('2027-06-01T02:00:00Z'))).toMatchObject({
      backup: 'nightly-1',
      keep: true,
      reason: 'held: restore shop-1 reads it (until 2027-06-01T02:00:00Z)',
    });
    expect(await judgeRead(NOW)).toMatchObject({ backup: 'nightly-1', keep: false });
  });
});
