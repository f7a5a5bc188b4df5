import { badRequest } from '../api/status-error.ts';
import type { ApiObject } from '../objects/api-object.ts';
import { isJsonObject, type Json } from '../objects/json.ts';
import type { ApiType } from '../types/api-type.ts';

/** What a `fieldSelector` parameter asks for. */
export interface FieldSelector {
  readonly matches: (object: ApiObject) => boolean;
  /** The one name it asks for: the server authorizes such a list as one of that name. */
  readonly name: string | undefined;
}

/** Fields beside name and namespace by which the server can select, for the types people ask about. */
const FURTHER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  events: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
  jobs: ['status.successful'],
  namespaces: ['status.phase'],
  pods: ['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'status.phase'],
  secrets: ['type'],
};

/** Reads the text of a `fieldSelector` parameter: `=`, `==` and `!=`, joined by commas. Throws 400 in the server's words. */
export function parseFieldSelector(type: ApiType, text: string): FieldSelector {
  const terms = text.split(',').filter((term) => term !== '');
  const requirements = terms.map((term) => {
    const [, field = '', operator = '', value = ''] = /^(.*?)(!=|==?)(.*)$/.exec(term) ?? [];
    if (operator === '') throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    if (!isKnown(type, field)) throw unknownField(type, field);
    return { field, value, isEqual: operator !== '!=' };
  });
  return {
    name: requirements.find(({ field, isEqual }) => field === 'metadata.name' && isEqual)?.value,
    matches: (object) =>
      requirements.every(({ field, value, isEqual }) => (readField(object, field) === value) === isEqual),
  };
}

function isKnown(type: ApiType, field: string): boolean {
  if (field === 'metadata.name' || (field === 'metadata.namespace' && type.namespaced)) return true;
  return FURTHER_FIELDS[type.resource]?.includes(field) ?? false;
}

function unknownField(type: ApiType, field: string) {
  if (type.isCustom) return badRequest(`field label not supported: ${field}`);
  return badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

function readField(object: ApiObject, path: string): string {
  let value: Json | undefined = object;
  for (const key of path.split('.')) value = isJsonObject(value) ? value[key] : undefined;
  return typeof value === 'string' ? value : '';
}
