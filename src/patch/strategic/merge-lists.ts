import { isSameJson } from '../../domain/json/canonical.ts';
import { isJsonObject, type JsonObject } from '../../domain/json/exact-json.ts';
import { PatchFailure } from '../patch-failure.ts';
import { hasPatchDirective, plain, readDirectives } from './directives.ts';

type List = readonly unknown[];

/** Merges an element of a patch into the one it is about. */
export type MergeElement = (element: JsonObject, patch: JsonObject) => unknown;

/** A list of plain values with those of the patch added, each once, the patch's in the patch's order. */
export function mergeValues(list: List, patch: List): List {
  const merged = [...list, ...patch].filter((value, i, all) => all.findIndex((one) => isSameJson(one, value)) === i);
  return ordered(merged, { wanted: patch, before: list, key: '' });
}

/** A list of plain values without some of them. */
export function withoutValues(list: List, deleted: List): List {
  return list.filter((value) => !deleted.some((one) => isSameJson(one, value)));
}

/**
 * A list of objects with those of the patch merged into the ones with the same key, or added. Elements of the patch may
 * say `$patch: delete` or, for the list as a whole, `$patch: replace`. Throws `PatchFailure` where one has no key.
 */
export function mergeElements(list: List, patch: List, key: string, merge: MergeElement): List {
  const { deleted, isReplaced, rest } = sortElements(patch, key);
  if (isReplaced) return rest.map(plain);
  const kept = list.filter((element) => !deleted.some((one) => isSameElement(element, one, key)));
  const merged = [...kept];
  for (const element of rest) {
    const at = merged.findIndex((one) => isSameElement(one, element, key));
    if (at < 0) merged.push(plain(element));
    else merged[at] = merge(merged[at] as JsonObject, element);
  }
  return ordered(merged, { wanted: rest, before: kept, key });
}

/** What is wanted of a list's order. */
export interface WantedOrder {
  /** Elements of the patch, in its order. */
  readonly wanted: List;
  /** The list before. */
  readonly before: List;
  /** The merge key; empty for plain values. */
  readonly key: string;
}

/**
 * The list with what the patch names in the patch's order, and the rest where it was before it, as far as both can be
 * (`normalizeElementOrder` in Kubernetes' `strategicpatch`).
 */
export function ordered(list: List, { wanted, before, key }: WantedOrder): List {
  const rank = (order: List, element: unknown) => order.findIndex((one) => isSameElement(one, element, key));
  const named = list.filter((element) => rank(wanted, element) >= 0);
  const others = list.filter((element) => rank(wanted, element) < 0);
  named.sort((a, b) => rank(wanted, a) - rank(wanted, b));
  const result: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [other, mine] = [rank(before, others[0]), rank(before, named[0])];
    const isOtherFirst = other >= 0 && mine >= 0 && other < mine;
    result.push((isOtherFirst ? others : named).shift());
  }
  return [...result, ...named, ...others];
}

interface SortedElements {
  readonly deleted: readonly JsonObject[];
  readonly isReplaced: boolean;
  readonly rest: readonly JsonObject[];
}

function sortElements(patch: List, key: string): SortedElements {
  const maps = patch.map((element) => keyed(element, key));
  const says = (element: JsonObject) => (hasPatchDirective(element) ? readDirectives(element).patch : undefined);
  if (maps.some((element) => says(element) === 'merge'))
    throw new PatchFailure('$patch: merge has no meaning in a list');
  return {
    deleted: maps.filter((element) => says(element) === 'delete'),
    isReplaced: maps.some((element) => says(element) === 'replace'),
    rest: maps.filter((element) => says(element) === undefined),
  };
}

/** An element that can be found: `$patch: replace` speaks for its list, and needs no key. */
function keyed(element: unknown, key: string): JsonObject {
  if (!isJsonObject(element)) throw new PatchFailure(`an element of a list that is merged by ${key} is no map`);
  const isReplacing = hasPatchDirective(element) && readDirectives(element).patch === 'replace';
  if (isReplacing || (Object.hasOwn(element, key) && element[key] !== null)) return element;
  throw new PatchFailure(`an element of a list has no ${key}, by which its elements are told apart`);
}

/** Whether two elements are the same one: by the merge key, or for plain values (empty key) by what they are. */
export function isSameElement(a: unknown, b: unknown, key: string): boolean {
  if (key === '') return isSameJson(a, b);
  if (!isJsonObject(a) || !isJsonObject(b) || !Object.hasOwn(a, key) || !Object.hasOwn(b, key)) return false;
  return isSameJson(a[key], b[key]);
}
