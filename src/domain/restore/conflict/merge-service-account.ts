import { withoutAt } from '../../json/edit.ts';
import { isJsonObject, type JsonObject, listAt, objectAt, textAt } from '../../json/exact-json.ts';
import { differingPaths } from './differing-paths.ts';
import { RESTORE_MARKS } from './restore-marks.ts';
import type { Views } from './update-patch.ts';

const LISTS = ['secrets', 'imagePullSecrets'] as const;
const MAPS = ['labels', 'annotations'] as const;

/** What merging an archived ServiceAccount into an existing one comes to. */
export interface MergedServiceAccount {
  /** What the existing one lacks, as a merge patch; undefined where it lacks nothing. */
  readonly patch: JsonObject | undefined;
  /** Paths where both say something, and not the same: the existing one stays as it is. */
  readonly differing: readonly string[];
}

/**
 * Adds to an existing ServiceAccount what the archived one has beside it: Secrets, image pull Secrets, labels and
 * annotations. Nothing is removed and nothing replaced, whatever the policy says (Velero's `merge_service_account.go`):
 * the cluster adds to ServiceAccounts by itself. Where anything is added, the labels of this restore are set too.
 */
export function mergeServiceAccount({ prepared, livePrepared, live }: Views): MergedServiceAccount {
  const [present, wanted] = [withoutMarks(livePrepared), withoutMarks(prepared)];
  const differing = differingPaths(overlap(present, wanted), overlap(wanted, present));
  // A merge patch replaces lists: they are those of the object as it was read, token Secrets included.
  const lists = LISTS.flatMap((field) => missingElements(live, wanted, field));
  const maps = MAPS.flatMap((field) => missingKeys(present, wanted, field));
  if (lists.length === 0 && maps.length === 0) return { patch: undefined, differing };
  const added = Object.fromEntries(maps);
  const labels = { ...objectAt(added, 'labels'), ...marksOf(prepared) };
  const metadata = { ...added, ...(Object.keys(labels).length > 0 && { labels }) };
  return {
    patch: { ...Object.fromEntries(lists), ...(Object.keys(metadata).length > 0 && { metadata }) },
    differing,
  };
}

function withoutMarks(account: JsonObject): JsonObject {
  return withoutAt(account, ['metadata', 'labels'], RESTORE_MARKS);
}

function marksOf(account: JsonObject): JsonObject {
  const labels = Object.entries(objectAt(account, 'metadata', 'labels') ?? {});
  return Object.fromEntries(labels.filter(([key]) => RESTORE_MARKS.includes(key)));
}

/** The whole list with what is missing at its end. */
function missingElements(live: JsonObject, wanted: JsonObject, field: string): [string, unknown][] {
  const present = listAt(live, field);
  const names = new Set(present.map((reference) => textAt(reference, 'name')));
  const missing = listAt(wanted, field).filter((reference) => !names.has(textAt(reference, 'name')));
  return missing.length === 0 ? [] : [[field, [...present, ...missing]]];
}

function missingKeys(live: JsonObject, wanted: JsonObject, field: string): [string, JsonObject][] {
  const present = objectAt(live, 'metadata', field) ?? {};
  const missing = Object.entries(objectAt(wanted, 'metadata', field) ?? {}).filter(
    ([key]) => !Object.hasOwn(present, key),
  );
  return missing.length === 0 ? [] : [[field, Object.fromEntries(missing)]];
}

/** What `one` says where the `other` says something too, without what is merged by name. */
function overlap(one: JsonObject, other: JsonObject): JsonObject {
  const shared = Object.entries(one).filter(([key]) => Object.hasOwn(other, key) && !isMerged(key));
  return Object.fromEntries(
    shared.map(([key, value]) => {
      const counterpart = other[key];
      return [key, isJsonObject(value) && isJsonObject(counterpart) ? overlap(value, counterpart) : value];
    }),
  );
}

function isMerged(key: string): boolean {
  return (LISTS as readonly string[]).includes(key);
}
