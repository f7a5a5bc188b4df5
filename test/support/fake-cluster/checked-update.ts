import { ApiError, type KubeObject, type ObjectPath } from '../../../src/kube/cluster.ts';

/** The object as it may be stored in the place of another; throws as the API server refuses an update. */
export function checkedUpdate(path: ObjectPath, name: string, current: KubeObject, next: KubeObject): KubeObject {
  const { resourceVersion } = next.metadata;
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
    throw new ApiError(409, 'Conflict', `the object ${path.resource} "${name}" has been modified`);
  }
  if (current['immutable'] === true && !isSame(frozenPart(current), frozenPart(next))) {
    throw new ApiError(422, 'Invalid', `ConfigMap "${name}" is invalid: data: Forbidden: field is immutable`);
  }
  return next;
}

function frozenPart({ data, binaryData, immutable }: Readonly<Record<string, unknown>>): unknown {
  return { data, binaryData, immutable };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
