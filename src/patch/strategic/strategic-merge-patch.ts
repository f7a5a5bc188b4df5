import { isJsonObject, type JsonObject, textAt } from '../../domain/json/exact-json.ts';
import { PatchFailure } from '../patch-failure.ts';
import { type Directives, hasPatchDirective, plain, readDirectives } from './directives.ts';
import { isSameElement, mergeElements, mergeValues, ordered, withoutValues } from './merge-lists.ts';
import { fieldOf, type PatchField, type PatchShape, shapeInside, shapeOfKind } from './patch-shapes.ts';

/**
 * Applies a strategic merge patch as an API server does (`StrategicMergeMapPatch` in `k8s.io/apimachinery`): objects are
 * merged, null removes, lists are merged by the key that their type declares, or replaced where it declares none; the
 * directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…` and `$setElementOrder/…` count. Neither argument is
 * changed, and numbers keep their text. Throws `PatchFailure` where the patch does not apply, and for every kind that
 * Velero's server has no type for: it refuses those, too.
 */
export function applyStrategicMergePatch(object: JsonObject, patch: JsonObject): JsonObject {
  const [apiVersion = '', kind = ''] = [textAt(object, 'apiVersion'), textAt(object, 'kind')];
  const shape = shapeOfKind(apiVersion, kind);
  if (shape === undefined) {
    throw new PatchFailure(
      `no strategic merge patch is known for ${kind} of ${apiVersion}: use mergePatches, which replace lists as a whole`,
    );
  }
  return mergeMap(object, patch, shape);
}

function mergeMap(map: JsonObject, patch: JsonObject, shape: PatchShape): JsonObject {
  const directives = readDirectives(patch);
  if (directives.patch === 'delete') return {};
  if (directives.patch === 'replace') return plain(Object.fromEntries(directives.fields)) as JsonObject;
  const { retainKeys } = directives;
  const kept = Object.entries(map).filter(([key]) => retainKeys === undefined || retainKeys.includes(key));
  const merged = new Map<string, unknown>(kept);
  for (const [key, deleted] of directives.deletions) {
    const list = merged.get(key);
    if (Array.isArray(list)) merged.set(key, withoutValues(list, deleted));
  }
  for (const [key, value] of directives.fields) mergeField(merged, { key, value, field: fieldOf(shape, key) });
  for (const [key, wanted] of directives.orders)
    orderField(merged, { key, wanted, before: map[key], shape, directives });
  return Object.fromEntries(merged);
}

interface PatchedField {
  readonly key: string;
  readonly value: unknown;
  readonly field: PatchField;
}

function mergeField(merged: Map<string, unknown>, { key, value, field }: PatchedField): void {
  const before = merged.get(key);
  if (value === null) merged.delete(key);
  else if (isJsonObject(before) && isJsonObject(value)) merged.set(key, mergeMap(before, value, shapeInside(field)));
  else if (Array.isArray(before) && Array.isArray(value)) merged.set(key, mergeList(before, value, field));
  else if (!hasPatchDirective(value)) merged.set(key, plain(value));
  else merged.delete(key);
}

function mergeList(list: readonly unknown[], patch: readonly unknown[], field: PatchField): readonly unknown[] {
  const { mergeKey } = field;
  if (mergeKey === undefined) return patch;
  if (mergeKey === '') return mergeValues(list, patch);
  return mergeElements(list, patch, mergeKey, (element, change) => mergeMap(element, change, shapeInside(field)));
}

interface OrderedField {
  readonly key: string;
  readonly wanted: readonly unknown[];
  /** The field before the patch. */
  readonly before: unknown;
  readonly shape: PatchShape;
  readonly directives: Directives;
}

function orderField(merged: Map<string, unknown>, { key, wanted, before, shape, directives }: OrderedField): void {
  const { mergeKey } = fieldOf(shape, key);
  if (mergeKey === undefined) throw new PatchFailure(`$setElementOrder/${key}: that list is replaced as a whole`);
  const list = merged.get(key);
  if (!Array.isArray(list)) return;
  const patched = directives.fields.get(key);
  const old = Array.isArray(before) ? before : [];
  if (Array.isArray(patched)) refuseUnordered(key, patched, wanted, mergeKey);
  merged.set(key, ordered(list, { wanted, before: old, key: mergeKey }));
}

/** What a patch adds or changes must be in the order that it asks for. */
function refuseUnordered(key: string, patched: readonly unknown[], wanted: readonly unknown[], mergeKey: string): void {
  const added = patched.filter((element) => !hasPatchDirective(element));
  if (added.every((element) => wanted.some((one) => isSameElement(one, element, mergeKey)))) return;
  throw new PatchFailure(`$setElementOrder/${key} does not name everything that the patch sets there`);
}
