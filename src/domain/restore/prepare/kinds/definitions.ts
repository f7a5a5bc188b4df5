import { changeAt, changeEach, withoutAt } from '../../../json/edit.ts';
import { isJsonObject, textAt, valueAt, type JsonObject } from '../../../json/exact-json.ts';

/**
 * Says in the words of v1 that a custom resource keeps unknown fields; v1 refuses those of v1beta1, which it still
 * shows (Velero, `pkg/restore/actions/crd_v1_preserve_unknown_fields_action.go`).
 */
export function resetDefinition(definition: JsonObject): JsonObject {
  if (textAt(definition, 'apiVersion') !== 'apiextensions.k8s.io/v1') return definition;
  const isKeeping = valueAt(definition, 'spec', 'preserveUnknownFields') === true;
  const modern = withoutAt(definition, ['spec'], ['preserveUnknownFields']);
  return isKeeping ? changeEach(modern, ['spec', 'versions'], keepUnknownFields) : modern;
}

function keepUnknownFields(version: unknown): unknown {
  if (!isJsonObject(version)) return version;
  return changeAt(version, ['schema', 'openAPIV3Schema'], (schema) =>
    isJsonObject(schema) ? { ...schema, 'x-kubernetes-preserve-unknown-fields': true } : schema,
  );
}
