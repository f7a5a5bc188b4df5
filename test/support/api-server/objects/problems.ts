import type { FieldProblem } from '../api/status-error.ts';

const QUALIFIED_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const BAD_QUALIFIED_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/** What is wrong with a key of labels or annotations, or with another name with an optional prefix. */
export function badKey(field: string, key: string): FieldProblem[] {
  const name = key.split('/').at(-1) ?? '';
  if (name.length > 63) return [badValue(field, key, 'name part must be no more than 63 bytes')];
  return QUALIFIED_PART.test(name) ? [] : [badValue(field, key, BAD_QUALIFIED_PART)];
}

/** A value that may not be. */
export function badValue(field: string, value: string, why: string): FieldProblem {
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

/** A field that holds too much. */
export function tooLong(field: string, largest: number): FieldProblem {
  return { field, reason: 'FieldValueTooLong', message: `Too long: may not be more than ${largest} bytes` };
}

/** What the keys and values of a map weigh together. */
export function byteSize(map: object): number {
  return Object.entries(map).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(`${value}`),
    0,
  );
}
