import { type GroupResource, parseGroupResource, type ResourceType } from '../../resource.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';

/** The type that a condition means, among those that the cluster serves; undefined for none. */
export function servedType(resource: string, types: readonly ResourceType[]): ResourceType | undefined {
  const { group, resource: plural } = namedType(resource, types);
  return types.find((type) => type.group === group && type.resource === plural);
}

/** What a name says by itself where the cluster serves no such type: `gadgets.example.com`. */
export function namedType(resource: string, types: readonly ResourceType[]): GroupResource {
  const [named = resource] = resolveResourceNames([resource], types).entries;
  return parseGroupResource(named);
}
