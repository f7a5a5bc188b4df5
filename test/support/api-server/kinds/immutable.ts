import type { FieldProblem } from '../api/status-error.ts';
import type { ApiObject } from '../objects/api-object.ts';
import { encodeJson, isJsonObject, type Json, type JsonObject, sameJson } from '../objects/json.ts';
import type { ApiType } from '../types/api-type.ts';

const UNCHANGEABLE = 'field is immutable';
const ROLE_REF = 'cannot change roleRef';

/** Fields that may not change, by type, with the server's reason. Not all there are: those that restores meet. */
const FIELDS: Readonly<Record<string, readonly (readonly [field: string, why: string])[]>> = {
  'clusterrolebindings.rbac.authorization.k8s.io': [['roleRef', ROLE_REF]],
  'daemonsets.apps': [['spec.selector', UNCHANGEABLE]],
  'deployments.apps': [['spec.selector', UNCHANGEABLE]],
  'jobs.batch': [
    ['spec.selector', UNCHANGEABLE],
    ['spec.template', UNCHANGEABLE],
  ],
  'replicasets.apps': [['spec.selector', UNCHANGEABLE]],
  'rolebindings.rbac.authorization.k8s.io': [['roleRef', ROLE_REF]],
};

/** What a change may not touch. */
export function immutableProblems(type: ApiType, before: ApiObject, after: ApiObject): FieldProblem[] {
  const changed = (FIELDS[type.name] ?? []).filter(
    ([field]) => !sameJson(valueAt(before, field), valueAt(after, field)),
  );
  return changed.map(([field, why]) => {
    const value = encodeJson(shown(field, valueAt(after, field) ?? null), 'given');
    return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}` };
  });
}

/** The reference to a role appears with the names that its fields have in Go. */
function shown(field: string, value: Json): Json {
  if (field !== 'roleRef' || !isJsonObject(value)) return value;
  return { APIGroup: value['apiGroup'], Kind: value['kind'], Name: value['name'] };
}

function valueAt(object: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = object;
  for (const key of path.split('.')) value = isJsonObject(value) ? value[key] : undefined;
  return value;
}
