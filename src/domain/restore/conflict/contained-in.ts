import { isSameJson } from '../../json/canonical.ts';
import { isJsonObject, valueAt } from '../../json/exact-json.ts';

/** Whether `live` has everything that `wanted` says; what it has beside that, at any depth, are defaults. */
export function isContainedIn(live: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (isJsonObject(live) && isJsonObject(wanted)) {
    return Object.keys(wanted).every((key) => isContainedIn(valueAt(live, key), wanted[key]));
  }
  if (Array.isArray(live) && Array.isArray(wanted)) {
    return live.length === wanted.length && wanted.every((element, i) => isContainedIn(live[i], element));
  }
  return isSameJson(live, wanted);
}
