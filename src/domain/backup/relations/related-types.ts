import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { admitsRelated } from '../../selection/admits-related.ts';
import type { Selection } from '../../selection/selection.ts';
import { selectsType } from '../../selection/selects.ts';

/**
 * Types of which objects may be missing that selected ones need, by `deployments.apps`. Empty for a backup of
 * everything, which then looks for nothing.
 */
export type RelatedTypes = ReadonlyMap<string, ResourceType>;

const FOLLOWED: ReadonlySet<string> = new Set([
  'pods',
  'persistentvolumeclaims',
  'persistentvolumes',
  'priorityclasses.scheduling.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
]);

/**
 * The types to look for: those that relations lead to, that may come along, and that are not listed in full anyway. A
 * label selector filters what is selected and not what comes along, so that no list under one is full.
 */
export function relatedTypes(
  selection: Selection,
  types: readonly ResourceType[],
  { isFilteredByLabel }: { readonly isFilteredByLabel: boolean },
): RelatedTypes {
  const isListedInFull = (type: ResourceType) => !isFilteredByLabel && selectsType(selection, type);
  const sought = types.filter(
    (type) => FOLLOWED.has(formatGroupResource(type)) && admitsRelated(selection, type) && !isListedInFull(type),
  );
  return new Map(sought.map((type) => [formatGroupResource(type), type]));
}
