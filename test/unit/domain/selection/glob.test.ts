import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { isEverything, isListed, isPattern, matchesGlob } from '../../../../src/domain/selection/glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['*', 'anything', true],
    ['*', '', true],
    ['shop-*', 'shop-data', true],
    ['shop-*', 'shop', false],
    ['*.example.com', 'orders.shop.example.com', true],
    ['s?op', 'shop', true],
    ['s?op', 'sop', false],
    ['team-[abc]', 'team-b', true],
    ['team-[a-c]', 'team-c', true],
    ['team-[a-c]', 'team-d', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['shop', 'shop', true],
    ['shop', 'shopping', false],
    ['', '', true],
    ['[', '[', true],
  ])('%s against %s is %s', (glob, text, expected) => {
    expect(matchesGlob(glob, text)).toBe(expected);
  });

  it('agrees with a regular expression built from the same stars and question marks', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 6 });

    fc.assert(
      fc.property(glob, word, (pattern, text) => {
        const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');

        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${expression}$`).test(text));
      }),
    );
  });

  it('answers at once for a pattern that makes a regular expression explode', () => {
    expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(253))).toBe(false);
  });
});

describe('isListed', () => {
  it('lets exclusion beat inclusion whatever the names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1 }),
        (included, name) => {
          expect(isListed(name, [...included, name], [name])).toBe(false);
        },
      ),
    );
  });

  it('takes an empty include list for everything', () => {
    expect(isListed('shop', [], [])).toBe(true);
    expect(isListed('shop', [], ['kube-*'])).toBe(true);
    expect(isListed('shop', ['bank'], [])).toBe(false);
  });
});

describe('isEverything', () => {
  it.each([
    [[], [], true],
    [['*'], [], true],
    [['shop'], [], false],
    [['*'], ['shop'], false],
    [[], ['shop'], false],
  ])('of %j without %j is %s', (included, excluded, expected) => {
    expect(isEverything(included, excluded)).toBe(expected);
  });
});

describe('isPattern', () => {
  it('tells names from patterns', () => {
    expect(['shop', 'shop-*', 's?op', '[ab]'].map(isPattern)).toEqual([false, true, true, true]);
  });
});
