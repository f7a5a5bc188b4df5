import type { ItemRef } from '../../item.ts';
import { objectAt, type JsonObject } from '../../json/exact-json.ts';
import { valueAtPointer } from '../../json/pointer.ts';
import { isSameValue } from '../../json/same-value.ts';
import { formatGroupResource } from '../../resource.ts';
import { matchesLabels } from '../../selection/label-selector.ts';
import type { ModifierConditions } from './modifiers.ts';

/**
 * Whether a rule is about an object: `ref` as archived, `object` as it is before the first rule changes it. A place that
 * is not there matches nothing but null.
 */
export function applies(conditions: ModifierConditions, ref: ItemRef, object: JsonObject): boolean {
  const { isType, isNamespace, isName, labelSelector, matches } = conditions;
  if (ref.namespace !== undefined && !isNamespace(ref.namespace)) return false;
  if (!isType(formatGroupResource(ref)) || !isName(ref.name)) return false;
  if (labelSelector !== undefined && !matchesLabels(labelSelector, labelsOf(object))) return false;
  return matches.every(({ path, value }) => isSameValue(valueAtPointer(object, path) ?? null, value));
}

function labelsOf(object: JsonObject): Readonly<Record<string, string>> {
  const labels = Object.entries(objectAt(object, 'metadata', 'labels') ?? {});
  return Object.fromEntries(labels.filter((label): label is [string, string] => typeof label[1] === 'string'));
}
