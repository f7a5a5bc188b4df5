import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { likePattern } from '../../../../../src/domain/find/filter/like.ts';

describe('likePattern', () => {
  it.each([
    ['shop%', 'shop-20261121', true],
    ['shop%', 'a-shop', false],
    ['%shop%', 'a-shop-b', true],
    ['s_op', 'shop', true],
    ['s_op', 'sop', false],
    ['100\\%', '100%', true],
    ['100\\%', '1000', false],
    ['a%b%c', 'axxbyyc', true],
    ['a%b%c', 'axxbyy', false],
    ['', '', true],
    ['%', '', true],
  ])('%j of %j: %j', (pattern, text, expected) => {
    expect(likePattern(pattern)(text)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_'), maxLength: 8 });
    const property = fc.property(
      letters,
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
      (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`);
        expect(likePattern(pattern)(text)).toBe(expression.test(text));
      },
    );

    fc.assert(property);
  });
});
