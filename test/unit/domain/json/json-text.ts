import { fc } from '../../../support/property.ts';

/** Keys that ordinary objects have too, so that two objects meet, and those that break careless code. */
const KEYS = ['a', 'b', 'c', 'name', '__proto__', 'constructor', 'toString', '0', ''];

const number = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt(0n, 10n ** 25n), fc.constantFrom('', '.0', '.50', 'e3', 'E-2', '.1e+7'))
  .map(([sign, digits, rest]) => `${sign}${digits}${rest}`);

/** Texts of JSON objects with numbers that no double holds and keys that break careless code; keys in JavaScript's order. */
export function objectText(options: { readonly withNull: boolean }): fc.Arbitrary<string> {
  const words = ['true', 'false', '0', '1', '""', '{}', '[]', ...(options.withNull ? ['null'] : [])];
  const { object } = fc.letrec<{ value: string; object: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...words),
      number,
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
    ),
    object: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4, selector: ([key]) => key })
      .map((fields) => `{${inOrder(fields).join(',')}}`),
  }));
  return object;
}

/** JavaScript puts keys that are numbers first. */
function inOrder(fields: readonly (readonly [string, string])[]): string[] {
  const sorted = fields.toSorted(([a], [b]) => Number(b === '0') - Number(a === '0'));
  return sorted.map(([key, value]) => `${JSON.stringify(key)}:${value}`);
}
