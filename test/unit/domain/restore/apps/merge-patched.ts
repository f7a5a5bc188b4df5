import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { mergePatch } from '../../../../support/fake-cluster/merge-patch.ts';

/** An object after a JSON merge patch. */
export function mergePatched(object: object, patch: JsonObject): JsonObject {
  return mergePatch(object, patch) as JsonObject;
}
