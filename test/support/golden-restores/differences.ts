import { isJsonObject, type Json, type JsonObject, sameJson } from '../api-server/objects/json.ts';
import type { ClusterObjects } from './cluster-objects.ts';

/** One place where two clusters differ. */
export interface Difference {
  /** `deployments.apps/alpha/web` */
  readonly object: string;
  /** `metadata.labels.app`; undefined where only one of them has the object. */
  readonly at: string | undefined;
  /** What either has there; undefined where it has nothing. */
  readonly ours: Json | undefined;
  readonly theirs: Json | undefined;
}

/** All places where two clusters differ, by object. */
export function differencesOf(ours: ClusterObjects, theirs: ClusterObjects): Difference[] {
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  return keys.flatMap((object) => {
    const [left, right] = [ours.get(object), theirs.get(object)];
    if (left === undefined || right === undefined) return [{ object, at: undefined, ours: left, theirs: right }];
    return fieldDifferences(left, right).map((field) => ({
      object,
      at: field.at,
      ours: field.ours,
      theirs: field.theirs,
    }));
  });
}

/** A difference in one line, for a person. */
export function describeDifference({ object, at, ours, theirs }: Difference): string {
  if (at === undefined) return `${object}: only ${ours === undefined ? 'theirs' : 'ours'}`;
  return `${object} ${at}: ours ${brief(ours)}, theirs ${brief(theirs)}`;
}

type FieldDifference = Omit<Difference, 'object'>;

function fieldDifferences(ours: Json | undefined, theirs: Json | undefined, at = ''): FieldDifference[] {
  if (sameJson(ours, theirs)) return [];
  if (isJsonObject(ours) && isJsonObject(theirs)) {
    const fields = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
    return fields.flatMap((field) => fieldDifferences(own(ours, field), own(theirs, field), step(at, field)));
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.flatMap((element: Json, index) => fieldDifferences(element, theirs[index] as Json, `${at}[${index}]`));
  }
  return [{ at, ours, theirs }];
}

function own(object: JsonObject, field: string): Json | undefined {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

function step(at: string, field: string): string {
  return at === '' ? field : `${at}.${field}`;
}

function brief(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner)).slice(
    0,
    200,
  );
}
