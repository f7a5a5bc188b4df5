import { formatGroupResource, type GroupResource } from '../../../src/domain/resource.ts';
import type { KubeObject, ObjectPath } from '../../../src/kube/cluster.ts';

/** The key of an object: its type, its namespace, its name. */
export function keyOf(path: ObjectPath, name: string): string {
  return `${prefixOf(path)}${path.namespace ?? ''}/${name}`;
}

function prefixOf(type: GroupResource): string {
  return `${formatGroupResource(type)}/`;
}

/** Whether the object of a key is one of a collection, or of that of all namespaces. */
export function isUnder(path: ObjectPath, key: string, { metadata }: KubeObject): boolean {
  return key.startsWith(prefixOf(path)) && [undefined, metadata.namespace].includes(path.namespace);
}
