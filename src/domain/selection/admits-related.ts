import { formatGroupResource, type ResourceType } from '../resource.ts';
import { isListed, matchesGlob } from './glob.ts';
import type { Selection } from './selection.ts';
import { NEVER_BACKED_UP } from './velero-filter.ts';
import { selectsType } from './selects.ts';

const NEVER: ReadonlySet<string> = new Set(Object.values(NEVER_BACKED_UP));

/** Definitions come with the custom resources that need them, even where a list of types does not name them. */
const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/**
 * Whether objects of a type may come along because selected ones need them, by Velero's rules for additional items: a
 * namespaced type must itself be selected; a cluster-scoped one must not be excluded, not be ruled out by
 * `includeClusterResources: false`, and, under the older filters with that field unset, be in the list of types where
 * there is one. Entries of the filter must be spelled as discovery does.
 */
export function admitsRelated(selection: Selection, type: ResourceType): boolean {
  const name = formatGroupResource(type);
  if (NEVER.has(name)) return false;
  if (type.namespaced) return selectsType(selection, type);
  const { resources: filter } = selection;
  if (filter.style === 'scoped') return !filter.excludedClusterScoped.some((entry) => matchesGlob(entry, name));
  if (filter.includeClusterResources === false) return false;
  const isNamed = filter.includeClusterResources === undefined && name !== DEFINITIONS;
  return isListed(name, isNamed ? filter.included : [], filter.excluded);
}
