import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { decodeText, parsePax, paxRecord } from '../../../../src/archive/tar/pax.ts';

describe('paxRecord', () => {
  it('counts its own length, also where that adds a digit', () => {
    expect(paxRecord('path', 'a').toString()).toBe('9 path=a\n');
    expect(paxRecord('path', 'aa').toString()).toBe('11 path=aa\n');
    expect(paxRecord('path', 'a'.repeat(90)).toString()).toMatch(/^99 path=a+\n$/);
    expect(paxRecord('path', 'a'.repeat(91)).toString()).toMatch(/^101 path=a+\n$/);
  });

  it('is what parsePax reads', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });

    fc.assert(
      fc.property(text, text, (path, comment) => {
        const body = Buffer.concat([paxRecord('path', path), paxRecord('comment', comment)]);

        expect([...parsePax(body)]).toEqual([
          ['path', path],
          ['comment', comment],
        ]);
        expect(paxRecord('path', path).length).toBe(Number.parseInt(paxRecord('path', path).toString(), 10));
      }),
    );
  });
});

describe('parsePax', () => {
  it.each([
    ['a length beyond the end', '99 path=a\n'],
    ['a length before the value', '3 path=a\n'],
    ['a length of zero', '0 path=a\n'],
    ['a negative length', '-1 path=a\n'],
    ['a length that is no number', 'ab path=a\n'],
    ['no length', 'path=a\n'],
    ['no newline at the end', '10 path=ab'],
    ['no key', '5 =a\n'],
    ['no equals sign', '7 path\n'],
    ['bytes after the last record', '10 path=a\n\0\0'],
    ['a name that is not UTF-8', '10 path=\u00ff\n'],
  ])('refuses %s', (_, body) => {
    expect(() => parsePax(Buffer.from(body, 'latin1'))).toThrow(
      expect.objectContaining({ code: 'archive-unreadable' }),
    );
  });
});

describe('decodeText', () => {
  it('keeps a byte order mark, which is part of a name like any other', () => {
    expect(decodeText(Buffer.from('\u{feff}a'))).toBe('\u{feff}a');
  });
});
