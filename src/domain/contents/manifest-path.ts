import type { ItemRef } from '../item.ts';
import { formatGroupResource } from '../resource.ts';

/** The folder of what belongs to no namespace; no namespace can be called so. */
export const CLUSTER_FOLDER = '_cluster';

/** Longest part of a path that is made of a name: with its ending it fits into the 255 bytes of every filesystem. */
const SEGMENT = 200;

/** The folder of an object among exported ones: that of its namespace, where a Namespace itself is, too. */
export function manifestFolder({ group, resource, namespace, name }: ItemRef): string {
  if (namespace !== undefined) return namespace;
  return group === '' && resource === 'namespaces' ? segments(name).join('/') : CLUSTER_FOLDER;
}

/**
 * The file of an object below its folder: `deployments.apps/web.yaml`. Different objects have different files, also where
 * a filesystem does not tell capitals from small letters; whatever a name holds, the path stays below the folder.
 */
export function manifestFile(ref: ItemRef): string {
  return `${formatGroupResource(ref)}/${segments(ref.name).join('/')}.yaml`;
}

/**
 * A name in letters that every filesystem, archive and kustomize take as they are: all others, and a dot in front, become
 * `_` and the two hexadecimal digits of each byte. Long names become folders of parts, each but the last ending in `_`.
 */
function segments(name: string): string[] {
  const safe = name.replaceAll(/^\.|[^-a-z0-9.]/gu, hexadecimal);
  const parts = safe.match(new RegExp(`.{1,${SEGMENT}}`, 'gu')) ?? [safe];
  return parts.map((part, at) => {
    const undotted = part.startsWith('.') ? `_2e${part.slice(1)}` : part;
    return at < parts.length - 1 ? `${undotted}_` : undotted;
  });
}

function hexadecimal(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join('');
}
