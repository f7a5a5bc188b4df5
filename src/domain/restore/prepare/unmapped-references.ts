import { changeEach, without, withoutAt } from '../../json/edit.ts';
import { isJsonObject, objectAt, textAt, type JsonObject } from '../../json/exact-json.ts';
import { NAME_LABEL } from './kinds/namespaces.ts';

/** Keys below which a text is the name of a namespace: `namespace`, `targetNamespace`, `namespaces`, `matchNames`. */
const NAMING_KEY = /namespaces?$|^matchNames$/i;

/** A ServiceAccount or all of a namespace, as users and groups are called. */
const ACCOUNT = /^system:serviceaccounts?:([^:]+)/;

/** The name by which Pods reach a Service of a namespace. */
const SERVICE_HOST = /\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.svc(?![-\w])/g;

/** The short name in a URL: `http://web.shop:8080`. */
const SHORT_HOST =
  /\/\/(?:[^@/\s]*@)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?=[:/\s"']|$)/g;

/** A setting in a text: `--namespace=shop`, `namespace: shop`, `"namespace": "shop"`. */
const SETTING = /namespaces?["']?\s*[=:]\s*["']?([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?![-.\w])/gi;

/** Annotations that name an object as `<namespace>/<name>`. */
const NAMING_OBJECT = /^cert-manager\.io\/inject-ca-from/;

/** What kubectl was given once: it holds everything a second time. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Where an object speaks of namespaces that a mapping moves, as paths (`spec.service.namespace`). What is moved with it is
 * `metadata.namespace`, the subjects of bindings, the claims of volumes and the Services of webhooks and aggregated APIs,
 * and nothing else: whoever restores a copy beside its original is told what still leads to the original. Finds what is
 * written in plain words only; texts of Secrets are not looked at. Holds no value.
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
  const annotations = without(objectAt(object, 'metadata', 'annotations') ?? {}, [LAST_APPLIED]);
  const body = {
    ...without(object, ['apiVersion', 'kind', 'metadata', 'status']),
    ...(Object.keys(annotations).length > 0 && { metadata: { annotations } }),
  };
  switch (object['kind']) {
    case 'Secret':
      return {};
    case 'PersistentVolume':
      return withoutAt(body, ['spec', 'claimRef'], ['namespace']);
    case 'APIService':
      return withoutAt(body, ['spec', 'service'], ['namespace']);
    case 'CustomResourceDefinition':
      return withoutAt(
        withoutAt(body, ['spec', 'conversion', 'webhook', 'clientConfig', 'service'], ['namespace']),
        ['spec', 'conversion', 'webhookClientConfig', 'service'],
        ['namespace'],
      );
    case 'MutatingWebhookConfiguration':
    case 'ValidatingWebhookConfiguration':
      return changeEach(body, ['webhooks'], (it) =>
        isJsonObject(it) ? withoutAt(it, ['clientConfig', 'service'], ['namespace']) : it,
      );
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
    for (const [name, member] of Object.entries(value)) {
      collect(member, { key: keyOf(value, name), path: step(path, name) }, mapping, paths);
    }
  }
}

/** A member's own key, but of an expression over names of namespaces, or of a variable that is called after one. */
function keyOf(object: JsonObject, member: string): string {
  if (member === 'values' && textAt(object, 'key') === NAME_LABEL) return NAME_LABEL;
  const called = textAt(object, 'name');
  return member === 'value' && called !== undefined && NAMING_KEY.test(called) ? called : member;
}

/** The namespaces that a text speaks of, at a place of that key. */
function namespacesIn(text: string, key: string): string[] {
  if (key === NAME_LABEL || NAMING_KEY.test(key)) return [text];
  if (NAMING_OBJECT.test(key)) return [text.split('/')[0]!];
  const account = ACCOUNT.exec(text)?.[1];
  const named = [SERVICE_HOST, SHORT_HOST, SETTING].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, namespace = '']) => namespace),
  );
  return account === undefined ? named : [account, ...named];
}

function step(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
