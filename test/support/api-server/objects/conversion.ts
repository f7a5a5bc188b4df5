import type { ApiType } from '../types/api-type.ts';
import type { ApiObject } from './api-object.ts';
import { type Json, withFields } from './json.ts';

/** How `events.k8s.io/v1` calls the fields of `v1` Events, in the order in which it writes them. */
const EVENT_FIELDS: readonly (readonly [group: string, core: string])[] = [
  ['eventTime', 'eventTime'],
  ['series', 'series'],
  ['reportingController', 'reportingComponent'],
  ['reportingInstance', 'reportingInstance'],
  ['action', 'action'],
  ['reason', 'reason'],
  ['regarding', 'involvedObject'],
  ['related', 'related'],
  ['note', 'message'],
  ['type', 'type'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

/**
 * A stored object as a version shows it. Events are stored as `v1` and renamed for their own group; every other type
 * looks the same in all its versions here (a real server also converts `autoscaling/v1`).
 */
export function toVersion(type: ApiType, object: ApiObject): ApiObject {
  if (type.group !== 'events.k8s.io') return object;
  const fields = EVENT_FIELDS.map(([name, core]) => [name, object[core] === '' ? undefined : object[core]] as const);
  return { metadata: object.metadata, ...withFields({}, Object.fromEntries(fields)) };
}

/** The order in which `v1` writes the fields of Events, with what it writes where there is nothing. */
const CORE_FIELDS: readonly (readonly [core: string, empty?: Json])[] = [
  ['involvedObject', {}],
  ['reason'],
  ['message'],
  ['source', {}],
  ['firstTimestamp', null],
  ['lastTimestamp', null],
  ['count'],
  ['type'],
  ['eventTime', null],
  ['series'],
  ['action'],
  ['related'],
  ['reportingComponent', ''],
  ['reportingInstance', ''],
];

/** The inverse: an object of the wire as it is stored. */
export function fromVersion(type: ApiType, object: ApiObject): ApiObject {
  if (type.group !== 'events.k8s.io') return object;
  const names = new Map(EVENT_FIELDS.map(([name, core]) => [core, name] as const));
  const fields = CORE_FIELDS.map(([core, empty]) => [core, object[names.get(core) ?? ''] ?? empty] as const);
  return { metadata: object.metadata, ...withFields({}, Object.fromEntries(fields)) };
}
