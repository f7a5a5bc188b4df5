import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type Extent, judgeShrink } from '../../../../src/domain/guard/shrink.ts';

const BEFORE = { backup: 'nightly-1', items: 300, types: ['configmaps', 'deployments.apps', 'secrets'], bytes: 90_000 };

function judge(now: Partial<Extent>, maxShrinkPercent = 50) {
  return judgeShrink({ ...BEFORE, ...now }, BEFORE, { maxShrinkPercent });
}

describe('judgeShrink', () => {
  it('finds nothing where nothing shrank, or no more than is allowed', () => {
    expect(judge({})).toBeUndefined();
    expect(judge({ items: 900 })).toBeUndefined();
    expect(judge({ items: 150 })).toBeUndefined();
  });

  it.each<[string, Partial<Extent>, string]>([
    ['items', { items: 149 }, '149 items instead of 300 in nightly-1'],
    ['types', { types: ['configmaps'] }, '1 types instead of 3 in nightly-1'],
    ['bytes', { bytes: 44_999 }, '44999 bytes instead of 90000 in nightly-1'],
  ])('finds collapsed %s', (_, now, message) => {
    expect(judge(now)).toMatchObject({ code: 'suspicious-shrink', message: expect.stringContaining(message) });
  });

  it('names the types that are gone, and no more than a few', () => {
    const types = Array.from({ length: 9 }, (_, i) => `t${i}`);

    const found = judgeShrink({ ...BEFORE, types: [] }, { ...BEFORE, types }, { maxShrinkPercent: 50 });

    expect(found?.message).toContain('; gone are t0, t1, t2, t3, t4 and 4 more.');
  });

  it('compares only what both are known to have', () => {
    const unknown = { items: undefined, types: undefined, bytes: undefined };

    expect(judge(unknown)).toBeUndefined();
    expect(judgeShrink({ items: 0, types: [], bytes: 0 }, { backup: 'a', ...unknown }, { maxShrinkPercent: 0 })).toBe(
      undefined,
    );
  });

  it('takes any loss for suspicious at 0, and none at 100', () => {
    expect(judge({ items: 299 }, 0)).toBeDefined();
    expect(judge({ items: 0, types: [], bytes: 0 }, 100)).toBeUndefined();
  });

  it('never suspects what grew', () => {
    const count = fc.nat(1_000_000);

    fc.assert(
      fc.property(count, count, fc.integer({ min: 0, max: 100 }), (was, more, maxShrinkPercent) => {
        const before = { backup: 'a', items: was, types: undefined, bytes: was };
        const now = { items: was + more, types: undefined, bytes: was + more };

        return judgeShrink(now, before, { maxShrinkPercent }) === undefined;
      }),
    );
  });
});
