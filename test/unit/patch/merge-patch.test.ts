import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type JsonObject, parseExact } from '../../../src/domain/json/exact-json.ts';
import { mergePatch } from '../../../src/domain/json/merge-patch.ts';
import { applyMergePatch } from '../../../src/patch/merge-patch.ts';
import { PatchFailure } from '../../../src/patch/patch-failure.ts';

describe('applyMergePatch', () => {
  // The examples of RFC 7386, appendix A, that are about objects.
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (object, patch, expected) => {
    expect(applyMergePatch(object, patch)).toEqual(expected);
  });

  it('keeps numbers that a double would change, its own and the object’s', () => {
    const object = parseExact('{"a":9223372036854775807,"b":{"c":1.0}}');

    const patched = applyMergePatch(object, parseExact('{"b":{"d":1e30}}'));

    expect(JSON.stringify(patched)).toBe('{"a":9223372036854775807,"b":{"c":1.0,"d":1e30}}');
  });

  it('refuses to reach for a prototype', () => {
    expect(() => applyMergePatch({}, parseExact('{"a":{"__proto__":{"polluted":1}}}'))).toThrow(PatchFailure);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('applied twice is the same as applied once, and changes neither argument', () => {
    fc.assert(
      fc.property(objects, objects, (object, patch) => {
        const before = JSON.stringify([object, patch]);

        const once = applyMergePatch(object, patch);

        expect(applyMergePatch(once, patch)).toEqual(once);
        expect(JSON.stringify([object, patch])).toBe(before);
      }),
    );
  });

  it('makes of an object what the patch was made for', () => {
    fc.assert(
      fc.property(objects, objects, (from, to) => {
        const wanted = withoutNulls(to) as JsonObject;

        const patched = applyMergePatch(from, mergePatch(from, wanted) ?? {});

        expect(patched).toEqual(wanted);
      }),
    );
  });
});

const objects = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'constructor'),
  fc.jsonValue({ maxDepth: 2 }).map(withoutPrototypeKeys),
  { noNullPrototype: true },
);

/** A merge patch cannot say null. */
function withoutNulls(value: unknown): unknown {
  return rebuilt(value, (member) => member !== null);
}

function withoutPrototypeKeys(value: unknown): unknown {
  return rebuilt(value, (_, key) => key !== '__proto__');
}

function rebuilt(value: unknown, isKept: (member: unknown, key: string) => boolean): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key, member]) => isKept(member, key));
  return Object.fromEntries(kept.map(([key, member]) => [key, rebuilt(member, isKept)]));
}
