import type { ItemRef } from '../domain/item.ts';
import { isJsonObject, type JsonObject, textAt } from '../domain/json/exact-json.ts';
import { applies } from '../domain/restore/modifiers/applies.ts';
import type { Modified } from '../domain/restore/modifiers/modified.ts';
import type { ModifierPatch, ResourceModifiers } from '../domain/restore/modifiers/modifiers.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { PatchFailure, TestFailure } from './patch-failure.ts';
import { applyStrategicMergePatch } from './strategic/strategic-merge-patch.ts';

/**
 * Does to an object what the rules say that are about it, one after the other; which those are is decided on the object
 * as it is given. A rule whose `test` fails changes nothing, and is named. Pure: the given object stays as it is.
 */
export function modify(object: JsonObject, ref: ItemRef, { rules }: ResourceModifiers): Modified {
  const modified = { object, applied: [] as string[], failedTests: [] as string[], failures: [] as string[] };
  for (const rule of rules.filter(({ conditions }) => applies(conditions, ref, object))) {
    try {
      modified.object = patched(modified.object, rule.patch);
      modified.applied.push(rule.name);
    } catch (error) {
      if (!(error instanceof PatchFailure)) throw error;
      const list = error instanceof TestFailure ? modified.failedTests : modified.failures;
      list.push(`${rule.name}: ${error.message}`);
    }
  }
  return { ...modified, failures: [...modified.failures, ...nameless(object, modified.object)] };
}

function patched(object: JsonObject, patch: ModifierPatch): JsonObject {
  switch (patch.kind) {
    case 'json':
      return applyJsonPatch(object, patch.operations);
    case 'merge':
      return patch.patches.reduce(applyMergePatch, object);
    case 'strategic':
      return patch.patches.reduce(applyStrategicMergePatch, object);
  }
}

/** An object without a name can go nowhere. */
function nameless(before: JsonObject, after: JsonObject): string[] {
  const isSound = isJsonObject(after['metadata']) && (textAt(after, 'metadata', 'name') ?? '') !== '';
  return isSound || before === after ? [] : ['the patches leave no metadata.name'];
}
