import type { ApiType } from '../types/api-type.ts';
import type { ApiObject } from './api-object.ts';
import type { Json } from './json.ts';

/** How `events.k8s.io/v1` calls the fields of `v1` Events. */
const EVENT_FIELDS: readonly (readonly [core: string, group: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

/**
 * A stored object as a version shows it. Events are stored as `v1` and renamed for their own group; every other type
 * looks the same in all its versions here (a real server also converts `autoscaling/v1`).
 */
export function toVersion(type: ApiType, object: ApiObject): ApiObject {
  return type.group === 'events.k8s.io' ? rename(object, new Map(EVENT_FIELDS)) : object;
}

/** The inverse: an object of the wire as it is stored. */
export function fromVersion(type: ApiType, object: ApiObject): ApiObject {
  const names = new Map(EVENT_FIELDS.map(([core, group]) => [group, core] as const));
  return type.group === 'events.k8s.io' ? rename(object, names) : object;
}

function rename(object: ApiObject, names: ReadonlyMap<string, string>): ApiObject {
  const entries = Object.entries(object).map(([key, value]): [string, Json | undefined] => [
    names.get(key) ?? key,
    value,
  ]);
  return Object.fromEntries(entries) as ApiObject;
}
