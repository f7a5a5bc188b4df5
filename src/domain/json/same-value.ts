import { canonicalText } from './canonical.ts';
import { isExactNumber, isJsonObject } from './exact-json.ts';

/**
 * Whether two values are the same JSON, numbers compared by what they are worth: 1 is 1.0. Beyond what a double tells
 * apart, whole numbers are compared digit by digit.
 */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (isNumeric(a) && isNumeric(b)) return isSameNumber(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((element, i) => isSameValue(element, b[i]));
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key], b[key]))
  );
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || isExactNumber(value);
}

function isSameNumber(a: unknown, b: unknown): boolean {
  const [one, other] = [canonicalText(a), canonicalText(b)];
  if (one === other) return true;
  const isLarge = Number.isInteger(Number(one)) && !Number.isSafeInteger(Number(one));
  return !isLarge && Number(one) === Number(other);
}
