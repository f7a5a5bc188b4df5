import { describe, expect, it } from 'vitest';
import { encodeClaim, parseClaim } from '../../../../src/archive/files/claim-file.ts';
import { aClaim } from '../../../support/builders.ts';

describe('claim file', () => {
  it('is read back as what it was made of', () => {
    for (const claim of [
      aClaim(),
      aClaim({ isLocked: false }),
      aClaim({ origin: { ...aClaim().origin, policy: undefined } }),
    ]) {
      expect(parseClaim(claim.backup, encodeClaim(claim))).toEqual(claim);
    }
  });

  it('takes a claim for one under the Lease that does not tell', () => {
    const { isLocked: _, ...older } = JSON.parse(encodeClaim(aClaim()).toString()) as { isLocked: boolean };

    expect(parseClaim(aClaim().backup, Buffer.from(JSON.stringify(older)))).toEqual(aClaim());
  });

  it.each([
    ['another backup’s', encodeClaim(aClaim({ backup: 'other' }))],
    ['of another schema', Buffer.from('{"schema":"lifeboat.dev/claim/v2"}')],
    ['without an origin', Buffer.from(JSON.stringify({ schema: 'lifeboat.dev/claim/v1', backup: aClaim().backup }))],
    ['not JSON', Buffer.from('claimed!')],
    ['empty', Buffer.alloc(0)],
  ])('is none of ours when it is %s', (_, bytes) => {
    expect(parseClaim(aClaim().backup, bytes)).toBeUndefined();
  });
});
