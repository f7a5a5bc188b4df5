import { isExactNumber, isJsonObject } from './exact-json.ts';

/** The value as JSON with keys sorted at every level: equal texts are the same JSON, numbers compared as written. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
  return `{${fields.join(',')}}`;
}

/** Whether two values are the same JSON, whatever the order of keys; numbers are compared as they are written. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isExactNumber(a) || isExactNumber(b)) return JSON.stringify(a) === JSON.stringify(b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSameJson(item, b[i]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  );
}
