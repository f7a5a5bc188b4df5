import { fc } from '../../../support/property.ts';
import { expect, it } from 'vitest';
import { canonicalText, isSameJson } from '../../../../src/domain/json/canonical.ts';
import { parseExact } from '../../../../src/domain/json/exact-json.ts';
import { objectText } from './json-text.ts';

it('sorts keys at every level and leaves lists and numbers as they are', () => {
  const object = parseExact('{"b":[{"z":1.0,"a":2},3],"a":{"__proto__":9223372036854775807,"Z":null}}');

  expect(canonicalText(object)).toBe('{"a":{"Z":null,"__proto__":9223372036854775807},"b":[{"a":2,"z":1.0},3]}');
});

it('finds two objects the same exactly where their canonical texts are', () => {
  fc.assert(
    fc.property(fc.tuple(objectText({ withNull: true }), objectText({ withNull: true })), ([a, b]) => {
      const [one, other] = [parseExact(a), parseExact(b)];

      expect(isSameJson(one, other)).toBe(canonicalText(one) === canonicalText(other));
      expect(isSameJson(one, parseExact(canonicalText(one)))).toBe(true);
    }),
  );
});
