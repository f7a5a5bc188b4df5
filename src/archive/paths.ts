import type { ItemRef } from '../domain/item.ts';
import { formatGroupResource, parseGroupResource } from '../domain/resource.ts';

/** First entry of an archive. */
export const VERSION_PATH = 'metadata/version';

/** Marks the folder of the version that the cluster preferred; its copy and the one without version are the same. */
const PREFERRED = '-preferredversion';

const RESOURCES = 'resources/';

/** What a path inside an archive means. */
export type EntryPath =
  | { readonly kind: 'item'; readonly ref: ItemRef; readonly version: ItemVersion | undefined }
  /** `metadata/version`, or another file there that a newer writer may add. */
  | { readonly kind: 'metadata'; readonly name: string };

/** Set for the copies in a version's folder, which Velero reads only under its feature `EnableAPIGroupVersions`. */
export interface ItemVersion {
  readonly version: string;
  readonly isPreferred: boolean;
}

/** The path of an item's main copy: `resources/deployments.apps/namespaces/shop/web.json`. */
export function itemPath(ref: ItemRef): string {
  return `${RESOURCES}${formatGroupResource(ref)}/${scopeOf(ref)}/${ref.name}.json`;
}

/** The path of the same item's copy in the folder of its version. */
export function versionedPath(ref: ItemRef, { version, isPreferred }: ItemVersion): string {
  const folder = isPreferred ? `${version}${PREFERRED}` : version;
  return `${RESOURCES}${formatGroupResource(ref)}/${folder}/${scopeOf(ref)}/${ref.name}.json`;
}

/** Whether `path` is the preferred version's copy of the item at `main`; parses neither. */
export function isPreferredCopy(path: string, main: string): boolean {
  const typeEnd = main.indexOf('/', RESOURCES.length);
  if (!path.endsWith(main.slice(typeEnd)) || !path.startsWith(main.slice(0, typeEnd + 1))) return false;
  const folder = path.slice(typeEnd + 1, path.length - (main.length - typeEnd));
  return folder.endsWith(PREFERRED) && !folder.includes('/');
}

/**
 * Whether an item's name can be part of a path: the API server's own rule for path segments. The bare minimum, on
 * purpose: names of RBAC objects may hold spaces, colons, even control characters.
 */
export function isArchivableName(name: string): boolean {
  return name !== '' && !name.includes('/') && !name.includes('\0');
}

/** Whether a namespace's name can be part of a path: a DNS label, as the API server demands of all of them. */
export function isArchivableNamespace(namespace: string): boolean {
  return LABEL.test(namespace);
}

/** `deployments.apps`: a plural and a group, in the grammar that the API server enforces for both. */
const TYPE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const METADATA_NAME = /^[A-Za-z0-9][-.\w]*$/;

/**
 * The meaning of a path, or undefined for one that no backup contains: the grammar is an allow-list. Only an item's
 * name is free, within its segment; nothing of a path is ever used as a path on a disk.
 */
export function parseEntryPath(path: string): EntryPath | undefined {
  const [top, type = '', ...rest] = path.split('/');
  if (top === 'metadata') {
    return rest.length === 0 && METADATA_NAME.test(type) ? { kind: 'metadata', name: type } : undefined;
  }
  if (top !== 'resources' || !TYPE.test(type)) return undefined;
  const hasVersion = rest[0] !== 'cluster' && rest[0] !== 'namespaces';
  const version = hasVersion ? parseVersion(rest.shift() ?? '') : undefined;
  const scope = parseScope(rest);
  if (scope === undefined || (hasVersion && version === undefined)) return undefined;
  return { kind: 'item', ref: { ...parseGroupResource(type), ...scope }, version };
}

/** A folder that a foreign packer may list, and that leads to entries the grammar allows. */
export function isFolderPath(path: string): boolean {
  const [top, type, ...rest] = path.replace(/\/$/, '').split('/');
  if (type === undefined) return top === 'metadata' || top === 'resources' || top === '.';
  return top === 'resources' && TYPE.test(type) && rest.length <= 3 && rest.every((segment) => LABEL.test(segment));
}

function scopeOf({ namespace }: ItemRef): string {
  return namespace === undefined ? 'cluster' : `namespaces/${namespace}`;
}

function parseVersion(folder: string): ItemVersion | undefined {
  const isPreferred = folder.endsWith(PREFERRED);
  const version = isPreferred ? folder.slice(0, -PREFERRED.length) : folder;
  return LABEL.test(version) ? { version, isPreferred } : undefined;
}

/** `cluster/<name>.json` or `namespaces/<namespace>/<name>.json`. */
function parseScope(segments: readonly string[]): Pick<ItemRef, 'namespace' | 'name'> | undefined {
  const file = segments.at(-1) ?? '';
  const name = file.endsWith('.json') ? file.slice(0, -'.json'.length) : '';
  if (!isArchivableName(name)) return undefined;
  const [scope, namespace = ''] = segments;
  if (scope === 'cluster') return segments.length === 2 ? { namespace: undefined, name } : undefined;
  const isNamespaced = scope === 'namespaces' && segments.length === 3 && isArchivableNamespace(namespace);
  return isNamespaced ? { namespace, name } : undefined;
}
