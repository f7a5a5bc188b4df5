import { formatGroupResource, type GroupResource } from './resource.ts';

/** Names one object; `namespace` is undefined for cluster-scoped ones. */
export interface ItemRef extends GroupResource {
  readonly namespace: string | undefined;
  readonly name: string;
}

/**
 * One Kubernetes object on its way into or out of an archive. `bytes` is the whole JSON document as the API server
 * sent it, with `apiVersion` and `kind`; it is never logged, never part of an error, and parsed only by decisions.
 */
export interface Item {
  readonly ref: ItemRef;
  /** API version without the group: `v1`. */
  readonly version: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** An item as an archive stores it, where that is not simply its bytes twice in the preferred version. */
export interface StoredItem extends Item {
  /** The main copy where it is another document than `bytes`, which stay in the copy of the version. */
  readonly mainCopy?: Uint8Array;
  /** False: the item is stored below its version alone, beside that of the preferred version. Unset: true. */
  readonly isPreferred?: boolean;
}

/** `deployments.apps/shop/web`, `nodes/worker-1`: how an item is named in results, logs and on the command line. */
export function formatItemRef(ref: ItemRef): string {
  const where = ref.namespace === undefined ? '' : `${ref.namespace}/`;
  return `${formatGroupResource(ref)}/${where}${ref.name}`;
}
