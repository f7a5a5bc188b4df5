import type { RunContext } from '../../../base/context.ts';
import type { ItemRef } from '../../../domain/item.ts';
import { ApiError } from '../../../kube/cluster.ts';
import type { Target } from '../target.ts';

/**
 * The bytes of an object that a list has shown, in the version asked for; undefined where it is gone since. Whoever may
 * list it may know what is in it: without the right to `get`, the list is asked for this one name.
 */
export async function readLive(
  ctx: RunContext,
  target: Pick<Target, 'cluster' | 'typeOf'>,
  { group, resource, namespace, name }: ItemRef,
  version: string,
): Promise<Uint8Array | undefined> {
  const path = { group, resource, version, ...(namespace !== undefined && { namespace }) };
  try {
    return await target.cluster.readBytes(ctx, path, name);
  } catch (error) {
    const type = target.typeOf({ group, resource });
    if (type === undefined || !(error instanceof ApiError && error.status === 403)) throw error;
    const fieldSelector = `metadata.name=${name}`;
    const request = { type: { ...type, version }, namespace, labelSelector: '', fieldSelector };
    for await (const batch of target.cluster.list(ctx, request)) {
      for (const item of batch) return item.bytes;
    }
    return undefined;
  }
}
