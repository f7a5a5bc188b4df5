import { changeAt, changeEach, withoutAt } from '../../../json/edit.ts';
import { isJsonObject, textAt, valueAt, type JsonObject } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/** Where v1 and v1beta1 name the namespace of the Service that converts. */
const CONVERTERS: readonly (readonly string[])[] = [
  ['spec', 'conversion', 'webhook', 'clientConfig', 'service', 'namespace'],
  ['spec', 'conversion', 'webhookClientConfig', 'service', 'namespace'],
];

/**
 * Says in the words of v1 that a custom resource keeps unknown fields; v1 refuses those of v1beta1, which it still
 * shows (Velero, `pkg/restore/actions/crd_v1_preserve_unknown_fields_action.go`). A webhook that converts is called where
 * its Service is restored to, which Velero does not see to.
 */
export function resetDefinition(archived: JsonObject, { mapping }: PrepareFacts): JsonObject {
  const definition = CONVERTERS.reduce(
    (moved, path) => changeAt(moved, path, (name) => mapping.get(name as string) ?? name),
    archived,
  );
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
