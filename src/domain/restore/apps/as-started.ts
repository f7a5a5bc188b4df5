import { isJsonObject, type JsonObject } from '../../json/exact-json.ts';
import { withoutAt } from '../../json/edit.ts';
import type { GroupResource } from '../../resource.ts';
import { markOf, STOPPED_ANNOTATION, STOPPED_LABEL } from './stop-mark.ts';
import { startPatch, stoppableKind } from './stoppable.ts';

/**
 * An archived object as it was before a restore stopped it, where it was backed up meanwhile: nobody would start it
 * again, for the run that its mark names is not the one that restores it. The very same object where there is no mark.
 */
export function asStarted(object: JsonObject, type: GroupResource): JsonObject {
  const kind = stoppableKind(type);
  const mark = markOf(object);
  if (kind === undefined || mark === undefined) return object;
  const started = merged(object, startPatch(kind, object, mark.was));
  const unlabelled = withoutAt(started, ['metadata', 'labels'], [STOPPED_LABEL]);
  return withoutAt(unlabelled, ['metadata', 'annotations'], [STOPPED_ANNOTATION]);
}

/** What a JSON merge patch (RFC 7386) makes of an object. */
function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const result = new Map(Object.entries(object));
  for (const [key, value] of Object.entries(patch)) {
    const before = result.get(key);
    if (value === null || value === undefined) result.delete(key);
    else result.set(key, isJsonObject(value) ? merged(isJsonObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(result);
}
