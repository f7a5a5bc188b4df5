import { fc } from '../../../support/property.ts';
import { expect, it } from 'vitest';
import { canonicalText } from '../../../../src/domain/json/canonical.ts';
import { isJsonObject, parseExact, type JsonObject } from '../../../../src/domain/json/exact-json.ts';
import { mergePatch } from '../../../../src/domain/json/merge-patch.ts';
import { objectText } from './json-text.ts';

/** RFC 7386, section 2: the algorithm as it stands there. */
function apply(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, apply(result.get(key), value));
  }
  return Object.fromEntries(result);
}

it('leads from any object to any other', () => {
  fc.assert(
    fc.property(fc.tuple(objectText({ withNull: false }), objectText({ withNull: false })), ([a, b]) => {
      const from = parseExact(a);
      const to = parseExact(b);

      expect(canonicalText(apply(from, mergePatch(from, to) ?? {}))).toBe(canonicalText(to));
    }),
  );
});

it('changes neither side, and says nothing where both are the same', () => {
  fc.assert(
    fc.property(objectText({ withNull: true }), (text) => {
      const from = parseExact(text);

      expect(mergePatch(from, parseExact(text))).toBeUndefined();
      expect(JSON.stringify(from)).toBe(text);
    }),
  );
});

it.each([
  ['{"a":{"b":1,"c":2}}', '{"a":{"b":1}}', '{"a":{"c":null}}'],
  ['{"a":[1,2]}', '{"a":[1]}', '{"a":[1]}'],
  ['{"a":9223372036854775806}', '{"a":9223372036854775807}', '{"a":9223372036854775807}'],
  ['{"a":1}', '{"a":1.0}', '{"a":1.0}'],
  ['{}', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
  ['{"toString":1}', '{}', '{"toString":null}'],
  ['{"a":1}', '{"a":{}}', '{"a":{}}'],
  ['{"a":{}}', '{"a":[]}', '{"a":[]}'],
  ['{"a":1,"b":null}', '{"a":null,"b":null}', '{"a":null}'],
])('from %s to %s it is %s', (from, to, patch) => {
  const made = mergePatch(parseExact(from), parseExact(to)) as JsonObject;

  expect(JSON.stringify(made)).toBe(patch);
});
