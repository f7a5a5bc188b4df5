import { type ApiObject, withMetadata } from './api-object.ts';
import { isJsonObject, type Json, type JsonObject, sameJson } from './json.ts';

/** Who wrote, with what, when: one entry of `managedFields`. */
export interface FieldWriter {
  /** The user agent up to its first slash, as the server shortens it. */
  readonly manager: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly subresource: string;
}

const NOT_MANAGED = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]);

/**
 * The object with an entry that names the fields a writer set. Simpler than the real server: lists are owned whole, and
 * a field is not taken from the entry of who wrote it before.
 */
export function withManagedFields(before: ApiObject | undefined, after: ApiObject, by: FieldWriter): ApiObject {
  const { manager, apiVersion, time, subresource } = by;
  const others = (before?.metadata.managedFields ?? []).filter(
    (entry) => entry['manager'] !== manager || (entry['subresource'] ?? '') !== subresource,
  );
  const own = (before?.metadata.managedFields ?? []).length > others.length;
  const fields = fieldsSet(own ? undefined : before, after);
  if (Object.keys(fields).length === 0) return withMetadata(after, { managedFields: before?.metadata.managedFields });
  const entry: JsonObject = {
    manager,
    operation: 'Update',
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    subresource: subresource === '' ? undefined : subresource,
  };
  return withMetadata(after, { managedFields: [...others, entry] });
}

/** Whether an update brings other entries along than those that are there. */
export function bringsManagedFields(before: ApiObject | undefined, after: ApiObject): boolean {
  const [old = [], given = []] = [before?.metadata.managedFields, after.metadata.managedFields];
  return before !== undefined && given.length > 0 && !sameJson(old, given);
}

function fieldsSet(before: ApiObject | undefined, after: ApiObject): JsonObject {
  const metadata = Object.entries(after.metadata).filter(([key]) => !NOT_MANAGED.has(key));
  const managed: JsonObject = { ...after, metadata: metadata.length === 0 ? undefined : Object.fromEntries(metadata) };
  return difference(before === undefined ? {} : before, managed);
}

function difference(before: Json | undefined, after: JsonObject): JsonObject {
  const old = isJsonObject(before) ? before : {};
  const changed = Object.entries(after).filter(([key, value]) => value !== undefined && !sameJson(old[key], value));
  return Object.fromEntries(
    changed.map(([key, value]) => [`f:${key}`, isJsonObject(value) ? difference(old[key], value) : {}]),
  );
}
