import { array, bigInt, constantFrom, letrec, oneof, string, tuple, uniqueArray, type Arbitrary } from 'fast-check';

/** Keys that ordinary objects have too, so that two objects meet, and those that break careless code. */
const KEYS = ['a', 'b', 'c', 'name', '__proto__', 'constructor', 'toString', '0', ''];

const number = tuple(
  constantFrom('', '-'),
  bigInt(0n, 10n ** 25n),
  constantFrom('', '.0', '.50', 'e3', 'E-2', '.1e+7'),
).map(([sign, digits, rest]) => `${sign}${digits}${rest}`);

/** Texts of JSON objects with numbers that no double holds and keys that break careless code; keys in JavaScript's order. */
export function objectText(options: { readonly withNull: boolean }): Arbitrary<string> {
  const words = ['true', 'false', '0', '1', '""', '{}', '[]', ...(options.withNull ? ['null'] : [])];
  const { object } = letrec<{ value: string; object: string }>((tie) => ({
    value: oneof(
      { maxDepth: 4 },
      constantFrom(...words),
      number,
      string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      tie('object'),
      array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
    ),
    object: uniqueArray(tuple(constantFrom(...KEYS), tie('value')), { maxLength: 4, selector: ([key]) => key }).map(
      (fields) => `{${inOrder(fields).join(',')}}`,
    ),
  }));
  return object;
}

/** JavaScript puts keys that are numbers first. */
function inOrder(fields: readonly (readonly [string, string])[]): string[] {
  const sorted = fields.toSorted(([a], [b]) => Number(b === '0') - Number(a === '0'));
  return sorted.map(([key, value]) => `${JSON.stringify(key)}:${value}`);
}
