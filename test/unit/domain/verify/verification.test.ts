import { describe, expect, it } from 'vitest';
import { proofOf } from '../../../../src/domain/verify/proof.ts';
import { newVerification, withVerified } from '../../../../src/domain/verify/verification.ts';

const GOOD = { items: 3, isComplete: true, damage: [], doubts: [] };

describe('a verification', () => {
  it('counts outcomes, and tells damaged backups first', () => {
    const damage = [{ part: 'archive', message: 'cut' } as const];

    const one = withVerified(newVerification(3), 'a', proofOf(GOOD));
    const two = withVerified(one, 'b', proofOf({ ...GOOD, isComplete: false, doubts: ['odd'] }));
    const all = withVerified(two, 'c', proofOf({ ...GOOD, items: 0, damage }));

    expect(all).toEqual({
      total: 3,
      proven: 1,
      sound: 1,
      damaged: 1,
      backups: [
        { name: 'c', outcome: 'damaged', items: 0, damage: ['cut'] },
        { name: 'a', outcome: 'proven', items: 3 },
        { name: 'b', outcome: 'sound', items: 3, doubts: ['odd'] },
      ],
    });
  });
});
