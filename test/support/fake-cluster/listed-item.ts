import { apiVersionOf, type ResourceType } from '../../../src/domain/resource.ts';
import type { KubeObject, ListedItem } from '../../../src/kube/cluster.ts';

/** An object as a list of payload yields it. */
export function listedItem(type: ResourceType, object: KubeObject): ListedItem {
  const { name, namespace, uid = '', deletionTimestamp } = object.metadata;
  const document = { apiVersion: apiVersionOf(type), kind: type.kind, ...object };
  return {
    ref: { group: type.group, resource: type.resource, namespace, name },
    version: type.version,
    kind: type.kind,
    bytes: Buffer.from(JSON.stringify(document)),
    uid,
    isTerminating: deletionTimestamp !== undefined,
  };
}
