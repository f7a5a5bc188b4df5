import { describe, expect, it } from 'vitest';
import { proofOf, withFindings } from '../../../../src/domain/verify/proof.ts';

const GOOD = { items: 3, isComplete: true, damage: [], doubts: [] };
const DAMAGE = { part: 'item', message: 'bad' } as const;

describe('a proof', () => {
  it('is proven only where a manifest says what should be there', () => {
    expect(proofOf(GOOD).outcome).toBe('proven');
    expect(proofOf({ ...GOOD, isComplete: false }).outcome).toBe('sound');
    expect(proofOf({ ...GOOD, doubts: ['odd'] }).outcome).toBe('proven');
  });

  it('is damaged by anything, also by what comes to light afterwards', () => {
    expect(proofOf({ ...GOOD, damage: [DAMAGE] }).outcome).toBe('damaged');
    expect(withFindings(proofOf(GOOD), [DAMAGE], ['odd'])).toMatchObject({ outcome: 'damaged', doubts: ['odd'] });
    expect(withFindings(proofOf(GOOD), [], ['odd']).outcome).toBe('proven');
  });

  it('tells the first of very many', () => {
    const { damage } = proofOf({ ...GOOD, damage: Array.from({ length: 500 }, () => DAMAGE) });

    expect(damage).toHaveLength(21);
    expect(damage.at(-1)?.message).toBe('480 more of this kind');
  });
});
