import { changeEach, without, withoutAt } from '../../json/edit.ts';
import { isJsonObject, textAt, type JsonObject } from '../../json/exact-json.ts';
import { NAME_LABEL } from './kinds/namespaces.ts';

/** Keys below which a text is the name of a namespace: `namespace`, `targetNamespace`, `namespaces`, `matchNames`. */
const NAMING_KEY = /namespaces?$|^matchNames$/i;

/** A ServiceAccount or all of a namespace, as users and groups are called. */
const ACCOUNT = /^system:serviceaccounts?:([^:]+)/;

/** The name by which Pods reach a Service of a namespace. */
const SERVICE_HOST = /\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.svc(?![-\w])/g;

/**
 * Where an object speaks of namespaces that a mapping moves, as paths (`spec.service.namespace`). Like Velero we move
 * `metadata.namespace`, the subjects of bindings and the claims of volumes, and nothing else: whoever restores a copy
 * beside its original is told what still leads to the original. Finds what is written in plain words only; texts of
 * Secrets are not looked at. Holds no value.
 */
export function unmappedReferences(object: JsonObject, mapping: ReadonlyMap<string, string>): string[] {
  const paths: string[] = [];
  if (mapping.size > 0) collect(withoutMapped(object), { key: '', path: '' }, mapping, paths);
  return paths;
}

interface Place {
  /** The nearest key above; elements of a list have that of the list. */
  readonly key: string;
  readonly path: string;
}

function withoutMapped(object: JsonObject): JsonObject {
  const body = without(object, ['apiVersion', 'kind', 'metadata', 'status']);
  switch (object['kind']) {
    case 'Secret':
      return {};
    case 'PersistentVolume':
      return withoutAt(body, ['spec', 'claimRef'], ['namespace']);
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return changeEach(body, ['subjects'], (it) => (isJsonObject(it) ? without(it, ['namespace']) : it));
    default:
      return body;
  }
}

function collect(value: unknown, { key, path }: Place, mapping: ReadonlyMap<string, string>, paths: string[]): void {
  if (typeof value === 'string') {
    if (namespacesIn(value, key).some((name) => mapping.has(name))) paths.push(path);
  } else if (Array.isArray(value)) {
    for (const [i, element] of value.entries()) collect(element, { key, path: `${path}[${i}]` }, mapping, paths);
  } else if (isJsonObject(value)) {
    const isByName = textAt(value, 'key') === NAME_LABEL;
    for (const [name, member] of Object.entries(value)) {
      const place = { key: isByName && name === 'values' ? NAME_LABEL : name, path: step(path, name) };
      collect(member, place, mapping, paths);
    }
  }
}

/** The namespaces that a text speaks of, at a place of that key. */
function namespacesIn(text: string, key: string): string[] {
  if (key === NAME_LABEL || NAMING_KEY.test(key)) return [text];
  const account = ACCOUNT.exec(text)?.[1];
  const hosts = [...text.matchAll(SERVICE_HOST)].map(([, namespace = '']) => namespace);
  return account === undefined ? hosts : [account, ...hosts];
}

function step(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
