import { isJsonObject, type JsonObject } from '../domain/json/exact-json.ts';
import { PatchFailure } from './patch-failure.ts';

/**
 * Applies a JSON merge patch (RFC 7386): objects are merged, null removes, everything else replaces, lists as a whole.
 * Neither argument is changed, and numbers keep their text. The counterpart that makes such patches is
 * `domain/json/merge-patch.ts`. Throws `PatchFailure` for a key `__proto__`.
 */
export function applyMergePatch(object: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(object));
  for (const [key, value] of Object.entries(patch)) {
    if (key === '__proto__') throw new PatchFailure('a patch cannot have a key __proto__');
    if (value === null) merged.delete(key);
    else merged.set(key, mergedValue(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function mergedValue(before: unknown, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return applyMergePatch(isJsonObject(before) ? before : {}, value);
}
