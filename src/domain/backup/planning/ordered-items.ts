import type { Entry } from '../../entry.ts';
import { formatItemRef, type ItemRef } from '../../item.ts';
import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';

/** An object that is to be stored before the others of its type. */
export interface OrderedItem {
  readonly type: ResourceType;
  readonly ref: ItemRef;
}

/** Objects in the order asked for, with what no type answers to. */
export interface OrderedItems {
  readonly items: readonly OrderedItem[];
  readonly warnings: readonly Entry[];
}

/**
 * The objects of a policy's `orderedResources`: by any name of their type, where Velero takes the plural alone; written
 * `namespace/name`, or `name` for those of the cluster.
 */
export function orderedItems(
  ordered: ReadonlyMap<string, readonly string[]>,
  types: readonly ResourceType[],
): OrderedItems {
  const items: OrderedItem[] = [];
  const warnings: Entry[] = [];
  for (const [written, names] of ordered) {
    const { entries, unknown } = resolveResourceNames([written], types);
    warnings.push(...unknown.map(unknownType));
    const named = types.filter((type) => entries.includes(formatGroupResource(type)));
    for (const type of named) items.push(...names.map((name) => ({ type, ref: refOf(type, name) })));
  }
  return { items, warnings };
}

/** The warning for an object that is to come first and is not there, as Velero has one. */
export function orderedItemMissing(ref: ItemRef): Entry {
  const message = `Cannot find ${formatItemRef(ref)}, which orderedResources puts first; it is not in this backup`;
  return { code: 'ordered-item-missing', item: ref, message };
}

function refOf({ group, resource }: ResourceType, written: string): ItemRef {
  const slash = written.indexOf('/');
  const namespace = slash < 0 ? undefined : written.slice(0, slash);
  return { group, resource, namespace, name: written.slice(slash + 1) };
}

function unknownType(name: string): Entry {
  const message = `The cluster has no resource type ${name}, of which orderedResources names objects`;
  return { code: 'resource-not-found', resource: name, message };
}
