import { badRequest } from '../api/status-error.ts';
import type { ApiType } from '../types/api-type.ts';
import { type ApiObject, withContent, withMetadata } from './api-object.ts';
import { objectAt, objectsAt, textAt, textsAt } from './fields.ts';
import { isJsonObject, type Json, type JsonObject, withFields } from './json.ts';

/** What a status is before any controller has looked at the object. */
const FIRST_STATUS: Readonly<Record<string, JsonObject>> = {
  ingresses: { loadBalancer: {} },
  namespaces: { phase: 'Active' },
  persistentvolumeclaims: { phase: 'Pending' },
  persistentvolumes: { phase: 'Pending' },
  pods: { phase: 'Pending', qosClass: 'BestEffort' },
  services: { loadBalancer: {} },
};

const PROTECTION: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

/** Fields whose times must have exactly six digits after the point (Go's MicroTime). */
const MICRO_TIMES: Readonly<Record<string, readonly (readonly [string, string?])[]>> = {
  events: [['eventTime'], ['series', 'lastObservedTime']],
  leases: [
    ['spec', 'acquireTime'],
    ['spec', 'renewTime'],
  ],
};

/** What decoding alone refuses or rewrites: malformed times, and `stringData` of Secrets. Throws 400. */
export function decodeContent(type: ApiType, object: ApiObject): ApiObject {
  for (const [parent, child] of MICRO_TIMES[type.resource] ?? []) {
    const outer = object[parent];
    checkMicroTime(type, child === undefined ? outer : isJsonObject(outer) ? outer[child] : undefined);
  }
  return type.name === 'secrets' ? decodeSecret(type, object) : object;
}

/** Fields that Go writes even when they are null. */
const NULLABLE = new Set(['endpoints', 'eventTime', 'firstTimestamp', 'lastTimestamp', 'ports', 'rules']);

/** An object as a client sent it, without the nulls that decoding into Go's types loses. */
export function withoutNulls(type: ApiType, object: ApiObject): ApiObject {
  if (type.isCustom) return object;
  const filled = Object.entries(object).filter(([key, value]) => value !== null || NULLABLE.has(key));
  return Object.fromEntries(filled) as ApiObject;
}

function checkMicroTime(type: ApiType, value: Json | undefined): void {
  if (typeof value !== 'string') return;
  const rest = value.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/, '');
  if (/^\.\d{6}(Z|[-+]\d\d:\d\d)$/.test(rest)) return;
  const why = `parsing time "${value}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${rest}" as ".000000"`;
  throw undecodable(type, why);
}

function decodeSecret(type: ApiType, secret: ApiObject): ApiObject {
  const { data, stringData } = secret;
  for (const value of Object.values(isJsonObject(data) ? data : {})) {
    const bad = typeof value === 'string' ? value.search(/[^A-Za-z0-9+/=\r\n]/) : -1;
    if (bad >= 0) throw undecodable(type, `illegal base64 data at input byte ${bad}`);
  }
  if (!isJsonObject(stringData)) return secret;
  const texts = Object.keys(stringData).map((key) => [key, textAt(stringData, key)] as const);
  const encoded = Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
  const merged = withFields(isJsonObject(data) ? data : {}, encoded);
  return withContent(secret, { data: merged, stringData: undefined });
}

function undecodable(type: ApiType, why: string) {
  return badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${why}`);
}

/** A new object with what the server itself fills in before it stores it. */
export function completeNew(type: ApiType, object: ApiObject): ApiObject {
  const completed = completeContent(type, object);
  if (type.name === 'customresourcedefinitions.apiextensions.k8s.io' || !type.subresources.includes('status')) {
    return completed;
  }
  return withContent(completed, { status: type.isCustom ? undefined : (FIRST_STATUS[type.resource] ?? {}) });
}

function completeContent(type: ApiType, object: ApiObject): ApiObject {
  switch (type.name) {
    case 'customresourcedefinitions.apiextensions.k8s.io':
      return completeDefinition(object);
    case 'namespaces':
      return completeNamespace(object);
    case 'persistentvolumeclaims':
    case 'persistentvolumes':
      return withMetadata(object, { finalizers: withValue(object.metadata.finalizers, PROTECTION[type.name] ?? '') });
    case 'secrets':
      return withContent(object, { type: object['type'] ?? 'Opaque' });
    default:
      return object;
  }
}

/** An object marked for deletion, as its type shows that. */
export function completeDeleted(type: ApiType, object: ApiObject): ApiObject {
  if (type.name !== 'namespaces') return object;
  const marked = withMetadata(object, { deletionGracePeriodSeconds: undefined });
  return withContent(marked, { status: { phase: 'Terminating' } });
}

/** The finalizer that keeps volumes and claims while they are in use. */
export function protectionOf(type: ApiType): string | undefined {
  return PROTECTION[type.name];
}

/** Every namespace names itself in a label and is kept until its content is gone. */
export function completeNamespace(namespace: ApiObject): ApiObject {
  const { labels, name = '' } = namespace.metadata;
  const spec = objectAt(namespace, 'spec');
  const finalizers = withValue(textsAt(spec, 'finalizers'), 'kubernetes');
  const named = withMetadata(namespace, { labels: { ...labels, 'kubernetes.io/metadata.name': name } });
  return withContent(named, { spec: { ...spec, finalizers } });
}

function completeDefinition(definition: ApiObject): ApiObject {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(spec, 'names');
  const kind = textAt(names, 'kind');
  const stored = objectsAt(spec, 'versions').filter((version) => version['storage'] === true);
  const [singular, listKind] = [
    textAt(names, 'singular') || kind.toLowerCase(),
    textAt(names, 'listKind') || `${kind}List`,
  ];
  return withContent(definition, {
    spec: {
      ...spec,
      names: { ...names, singular, listKind },
      conversion: spec['conversion'] ?? { strategy: 'None' },
    },
    status: {
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: stored.map((version) => textAt(version, 'name')),
    },
  });
}

function withValue(values: readonly string[] | undefined, value: string): readonly string[] {
  return values?.includes(value) === true ? values : [...(values ?? []), value];
}
