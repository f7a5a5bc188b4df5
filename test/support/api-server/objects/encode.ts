import type { ApiType } from '../types/api-type.ts';
import type { ApiObject } from './api-object.ts';
import { toVersion } from './conversion.ts';
import { encodeFields, encodeJson, isJsonObject, type JsonObject } from './json.ts';

/** The order in which the server writes the fields of built-in types' metadata. */
const METADATA_ORDER = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** Fields that are maps in Go, whose keys it sorts. */
const MAPS = new Set(['data', 'binaryData', 'stringData', 'parameters']);

/** What a list says of itself beside its items. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue: string;
  readonly remainingItemCount: number | undefined;
}

/** One object as a request for it is answered: built-in types begin with `kind` and `apiVersion`, custom ones are sorted. */
export function encodeObject(type: ApiType, object: ApiObject): string {
  const { kind, groupVersion: apiVersion } = type;
  if (type.isCustom) return encodeJson({ apiVersion, kind, ...object }, 'sorted');
  return `{${encodeFields({ kind, apiVersion }, 'given')},${encodeBuiltin(toVersion(type, object))}}`;
}

/**
 * A list as the server writes it. Built-in: metadata before items, items without `apiVersion` and `kind`.
 * Custom: keys sorted, so that metadata follows the items, which are complete, and `continue` is there even when empty.
 */
export function encodeList(type: ApiType, items: readonly ApiObject[], meta: ListMeta): string {
  const { listKind: kind, groupVersion: apiVersion } = type;
  if (type.isCustom) {
    const encoded = items.map((item) => cached(type, item, () => encodeObject(type, item))).join(',');
    const [version, name, facts] = [apiVersion, kind, { ...meta }].map((value) => encodeJson(value, 'sorted'));
    return `{"apiVersion":${version},"items":[${encoded}],"kind":${name},"metadata":${facts}}`;
  }
  const { resourceVersion, remainingItemCount } = meta;
  const metadata = { resourceVersion, continue: meta.continue || undefined, remainingItemCount };
  const head = encodeFields({ kind, apiVersion, metadata }, 'given');
  const encoded = items.map((item) => cached(type, item, () => `{${encodeBuiltin(toVersion(type, item))}}`));
  return `{${head},"items":[${encoded.join(',')}]}`;
}

/** What an object says of itself alone, as `PartialObjectMetadata`. */
export function encodeMetadata({ metadata }: ApiObject): string {
  const head = encodeFields({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }, 'given');
  return `{${head},${encodeBuiltin({ metadata })}}`;
}

function encodeBuiltin(object: ApiObject): string {
  const { metadata, ...content } = object;
  const known = METADATA_ORDER.map((key) => [key, sortedMap(metadata[key])] as const);
  const rest = Object.entries(metadata).filter(([key]) => !METADATA_ORDER.includes(key));
  const fields = Object.entries(content).map(([key, value]) => [key, MAPS.has(key) ? sortedMap(value) : value]);
  const ordered = { metadata: Object.fromEntries([...known, ...rest]), ...Object.fromEntries(fields) } as JsonObject;
  return encodeFields(ordered, 'given');
}

function sortedMap(value: JsonObject[string]): JsonObject[string] {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const encodings = new WeakMap<ApiObject, Map<string, string>>();

/** Stored objects never change, so the text of an item is made once per version. */
function cached(type: ApiType, object: ApiObject, encode: () => string): string {
  const versions = encodings.get(object) ?? new Map<string, string>();
  encodings.set(object, versions);
  const text = versions.get(type.groupVersion) ?? encode();
  versions.set(type.groupVersion, text);
  return text;
}
