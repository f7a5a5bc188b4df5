import { isJsonObject, type JsonObject } from './exact-json.ts';

/**
 * The object with what stands at the path replaced by what `change` makes of it; undefined takes the field away. Where
 * the path leads nowhere or nothing changes, the very same object. The given object is never changed.
 */
export function changeAt(object: JsonObject, path: readonly string[], change: (value: unknown) => unknown): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(object, key)) return object;
  const value = object[key];
  const changed = rest.length === 0 ? change(value) : changeInside(value, rest, change);
  if (changed === value) return object;
  return changed === undefined ? without(object, [key]) : { ...object, [key]: changed };
}

/** The object without some of its own fields. */
export function without(object: JsonObject, keys: readonly string[]): JsonObject {
  if (!keys.some((key) => Object.hasOwn(object, key))) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The object without some fields of the object at the path; that one goes too when it has none left. */
export function withoutAt(object: JsonObject, path: readonly string[], keys: readonly string[]): JsonObject {
  return changeAt(object, path, (value) => {
    if (!isJsonObject(value)) return value;
    const left = without(value, keys);
    return left !== value && Object.keys(left).length === 0 ? undefined : left;
  });
}

/** The object with every element of the list at the path changed; undefined drops it, and the list when it is empty. */
export function changeEach(
  object: JsonObject,
  path: readonly string[],
  change: (element: unknown) => unknown,
): JsonObject {
  return changeAt(object, path, (list) => {
    if (!Array.isArray(list)) return list;
    const changed = list.map(change).filter((element) => element !== undefined);
    if (changed.length === list.length && changed.every((element, i) => element === list[i])) return list;
    return changed.length === 0 ? undefined : changed;
  });
}

function changeInside(value: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown {
  return isJsonObject(value) ? changeAt(value, path, change) : value;
}
