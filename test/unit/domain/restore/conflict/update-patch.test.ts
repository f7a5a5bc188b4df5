import { fc } from '../../../../support/property.ts';
import { expect, it } from 'vitest';
import { type JsonObject, parseExact } from '../../../../../src/domain/json/exact-json.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import { updatePatch } from '../../../../../src/domain/restore/conflict/update-patch.ts';

const WIDGETS = parseGroupResource('widgets.example.com');

/** RFC 7386, as an API server applies it. */
function applied(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? Object.entries(target) : [];
  const fields = new Map<string, unknown>(base);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) fields.delete(key);
    else fields.set(key, applied(fields.get(key), value));
  }
  return Object.fromEntries(fields);
}

it('makes the body of any object what the archive says', () => {
  const body = fc
    .dictionary(
      fc.string({ minLength: 1 }),
      fc.jsonValue().filter((value) => !holdsNull(value)),
      { maxKeys: 5 },
    )
    .map(asParsed);

  fc.assert(
    fc.property(body, body, (from, to) => {
      const [live, prepared] = [{ spec: from }, { spec: to }];

      const patch = updatePatch(WIDGETS, { prepared, livePrepared: live, live });

      expect(applied(live, patch ?? {})).toEqual(asParsed(prepared));
    }),
  );
});

it('is nothing where only the labels of a restore differ', () => {
  const widget = (restore: string): JsonObject => ({ metadata: { labels: { 'velero.io/restore-name': restore } } });

  const [prepared, live] = [widget('two'), widget('one')];

  expect(updatePatch(WIDGETS, { prepared, livePrepared: live, live })).toBeUndefined();
});

it('sets keys that an object inherits elsewhere', () => {
  const prepared = parseExact('{"spec":{"__proto__":{"a":1},"constructor":"x"}}');

  const patch = updatePatch(WIDGETS, { prepared, livePrepared: { spec: {} }, live: { spec: {} } });

  expect(JSON.stringify(patch)).toBe('{"spec":{"__proto__":{"a":1},"constructor":"x"}}');
});

function holdsNull(value: unknown): boolean {
  return JSON.stringify(value).includes('null');
}

/** As it comes out of JSON text, which knows no minus zero. */
function asParsed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
