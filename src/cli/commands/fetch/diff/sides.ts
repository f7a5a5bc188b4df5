import type { OpenArchive } from '../../../../archive/backup-store.ts';
import type { RunContext } from '../../../../base/context.ts';
import type { ItemRef } from '../../../../domain/item.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatGroupResource } from '../../../../domain/resource.ts';
import { ApiError, type Cluster } from '../../../../kube/cluster.ts';
import { readItems } from '../archived-items.ts';

/** An object of one side, unparsed. */
export interface SideItem {
  readonly ref: ItemRef;
  readonly bytes: Uint8Array;
}

/** One of the two states that are compared; may be read several times. */
export interface Side {
  /** For people: a backup's name, or the cluster's address. */
  readonly name: string;
  items(ctx: RunContext): AsyncIterable<SideItem>;
}

/** The items of a backup. */
export function archiveSide(name: string, archive: OpenArchive, refs: readonly ItemRef[]): Side {
  return { name, items: (ctx) => readItems(ctx, archive, refs) };
}

/**
 * What a cluster has in the places of some items: objects of their types, in their namespaces. Throws `permission-denied`
 * where it may not be read: what cannot be seen is not gone.
 */
export function clusterSide(cluster: Cluster, refs: readonly ItemRef[]): Side {
  return { name: cluster.server, items: (ctx) => liveItems(ctx, cluster, refs) };
}

async function* liveItems(ctx: RunContext, cluster: Cluster, refs: readonly ItemRef[]): AsyncGenerator<SideItem> {
  const { types } = await cluster.discover(ctx);
  const namespaces = Map.groupBy(refs, formatGroupResource);
  for (const type of types) {
    const places = new Set(namespaces.get(formatGroupResource(type))?.map(({ namespace }) => namespace));
    for (const namespace of places) {
      try {
        for await (const batch of cluster.list(ctx, { type, namespace, labelSelector: '', fieldSelector: '' }))
          yield* batch;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) continue;
        throw error instanceof ApiError ? unreadable(error, formatGroupResource(type), namespace) : error;
      }
    }
  }
}

function unreadable({ message }: ApiError, type: string, namespace: string | undefined): RunError {
  const where = namespace === undefined ? '' : ` of namespace ${namespace}`;
  return new RunError('permission-denied', `Cannot list ${type}${where} to compare: ${message}`, {
    hint: 'Compare less, with --include, or as somebody who may list them',
  });
}
