import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { fewLines, oneLine } from '../../../src/views/one-line.ts';

describe('oneLine', () => {
  it('leaves no line break and no control character, and cuts what is too long', () => {
    expect(oneLine('a\nb\u001B[31mc', 6)).toBe('a b […');
  });
});

describe('fewLines', () => {
  it('breaks a text at spaces', () => {
    expect(fewLines('restored only where allowKinds names it', 22, 3)).toEqual([
      'restored only where',
      'allowKinds names it',
    ]);
  });

  it('ends in an ellipsis where there is no room for all of it', () => {
    expect(fewLines('one two three four five', 8, 2)).toEqual(['one two', 'three f…']);
  });

  it('breaks a word that is wider than a line', () => {
    expect(fewLines('abcdefgh ij', 4, 3)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('keeps to width and number of lines, and loses nothing that fits', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);

    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.integer({ min: 3, max: 20 }), (words, width) => {
        const lines = fewLines(words.join(' '), width, 40);

        expect(lines.filter((line) => line.length > width)).toEqual([]);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
        expect(fewLines(words.join(' '), width, 2).length).toBeLessThanOrEqual(2);
      }),
    );
  });
});
