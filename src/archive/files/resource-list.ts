import { encodeJson, isRecord, parseJson } from './json.ts';

/** `apps/v1/Deployment` → `shop/web`, … or, cluster-scoped, `worker-1`, …: Velero's list of what a backup holds. */
export type ResourceList = ReadonlyMap<string, readonly string[]>;

/** `<b>-resource-list.json.gz`, unpacked; types and names sorted by the caller. */
export function encodeResourceList(list: Readonly<Record<string, readonly string[]>>): Buffer {
  return encodeJson(list);
}

/** Reads a resource list; empty where the file holds `null` or no object. */
export function parseResourceList(bytes: Uint8Array): ResourceList {
  const document = parseJson(bytes);
  const types = isRecord(document) ? Object.entries(document) : [];
  return new Map(types.map(([type, names]) => [type, Array.isArray(names) ? names.map(String) : []]));
}
