import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** The object at a key, or an empty one where there is something else or nothing. */
export function objectAt(parent: JsonObject | undefined, key: string): JsonObject {
  const value = parent?.[key];
  return isJsonObject(value) ? value : {};
}

/** The text at a key, else empty. */
export function textAt(parent: JsonObject | undefined, key: string): string {
  const value = parent?.[key];
  return typeof value === 'string' ? value : '';
}

/** The texts of the list at a key. */
export function textsAt(parent: JsonObject | undefined, key: string): string[] {
  return listAt(parent, key).filter((item) => typeof item === 'string');
}

/** The objects of the list at a key. */
export function objectsAt(parent: JsonObject | undefined, key: string): JsonObject[] {
  return listAt(parent, key).filter((item) => isJsonObject(item));
}

function listAt(parent: JsonObject | undefined, key: string): readonly Json[] {
  const value = parent?.[key];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
