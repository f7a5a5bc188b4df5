import type { ItemRef } from '../item.ts';
import { isJsonObject, type JsonObject, parseExact } from '../json/exact-json.ts';
import { formatGroupResource } from '../resource.ts';
import { comparable } from '../restore/comparable.ts';
import { type Difference, differences } from '../restore/conflict/differing-paths.ts';
import { makerOf } from '../restore/planning/made-by-cluster.ts';
import { cleaned } from './clean.ts';

/** What became of an object between two states of a cluster. */
export interface ItemDifference {
  readonly ref: ItemRef;
  readonly change: 'added' | 'removed' | 'changed';
  /** What differs of a changed object; empty where only that it differs is known. */
  readonly fields: readonly Difference[];
}

/** Types whose objects tell of a moment and are never the same twice. */
const MOMENTARY: ReadonlySet<string> = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);

/**
 * What two states of an object are compared by, as canonical JSON: what a restore would write, without what the API
 * server and controllers fill in (`docs/velero.md`).
 */
export function comparableText(object: JsonObject, ref: ItemRef): string {
  return comparable(cleaned(object, ref));
}

/** Whether an object is kept by the cluster itself, out of another object or of the moment; nobody restores those. */
export function isDerived(object: JsonObject, ref: ItemRef): boolean {
  if (MOMENTARY.has(formatGroupResource(ref)) || makerOf(ref, object) !== undefined) return true;
  const { ownerReferences } = (isJsonObject(object['metadata']) ? object['metadata'] : {}) as {
    readonly ownerReferences?: unknown;
  };
  return (
    Array.isArray(ownerReferences) &&
    ownerReferences.some((owner) => isJsonObject(owner) && owner['controller'] === true)
  );
}

/** What differs between two comparable texts of one object. Values of Secrets are hidden unless they are asked for. */
export function fieldsOf(ref: ItemRef, before: string, after: string, showSecrets: boolean): readonly Difference[] {
  const fields = differences(parseExact(before), parseExact(after));
  if (showSecrets || formatGroupResource(ref) !== 'secrets') return fields;
  const hidden = (value: unknown) => (value === undefined ? undefined : '(hidden)');
  return fields.map(({ path, from, to }) => ({ path, from: hidden(from), to: hidden(to) }));
}
