import { isSameJson } from './canonical.ts';
import { isJsonObject, type JsonObject } from './exact-json.ts';

/**
 * The JSON merge patch (RFC 7386) that makes `from` into `to`; undefined where nothing is to be changed. Lists are
 * replaced as a whole, fields that `to` lacks are removed. What such a patch cannot say, it does not say: a field that
 * becomes null is removed, which to an API server is the same.
 */
export function mergePatch(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  const changes: [string, unknown][] = removed.map((key) => [key, null]);
  for (const [key, value] of Object.entries(to)) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined;
    if (isJsonObject(before) && isJsonObject(value)) {
      const inside = mergePatch(before, value);
      if (inside !== undefined) changes.push([key, inside]);
    } else if (!isSameJson(before, value)) changes.push([key, value]);
  }
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}
