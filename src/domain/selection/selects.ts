import { formatGroupResource, type ResourceType } from '../resource.ts';
import { isEverything, isListed, matchesGlob } from './glob.ts';
import type { ScopedFilter, Selection, UnscopedFilter } from './selection.ts';
import { NEVER_BACKED_UP } from './velero-filter.ts';

const NEVER_SELECTED: ReadonlySet<string> = new Set(Object.values(NEVER_BACKED_UP));

/** Whether the selection takes in all namespaces, those that come later included. */
export function selectsAllNamespaces(selection: Selection): boolean {
  return isEverything(selection.includedNamespaces, selection.excludedNamespaces);
}

/** Whether objects of a namespace belong to the selection, by its name alone. */
export function selectsNamespace(selection: Selection, name: string): boolean {
  return isListed(name, selection.includedNamespaces, selection.excludedNamespaces);
}

/**
 * Whether objects of a type are collected. Entries of the filter must already be spelled as discovery does
 * (`resolveResourceNames`). Follows Velero's resource-filtering page: a policy without any filter takes in every
 * cluster-scoped type.
 */
export function selectsType(selection: Selection, type: ResourceType): boolean {
  const name = formatGroupResource(type);
  if (NEVER_SELECTED.has(name)) return false;
  const { resources } = selection;
  return resources.style === 'unscoped'
    ? selectsUnscoped(resources, type, name, selectsAllNamespaces(selection))
    : selectsScoped(resources, type, name, selectsAllNamespaces(selection));
}

function selectsUnscoped(filter: UnscopedFilter, type: ResourceType, name: string, allNamespaces: boolean): boolean {
  const isNamed = isListed(name, filter.included, filter.excluded);
  if (type.namespaced) return isNamed;
  switch (filter.includeClusterResources) {
    case true:
      return isNamed;
    case false:
      return false;
    case undefined:
      return isNamed && (allNamespaces || name === 'namespaces');
  }
}

function selectsScoped(filter: ScopedFilter, type: ResourceType, name: string, allNamespaces: boolean): boolean {
  if (type.namespaced) return isListed(name, filter.includedNamespaceScoped, filter.excludedNamespaceScoped);
  if (filter.excludedClusterScoped.some((entry) => matchesGlob(entry, name))) return false;
  if (name === 'namespaces') return true;
  const isUnfiltered =
    filter.includedClusterScoped.length === 0 &&
    filter.excludedClusterScoped.length === 0 &&
    isEverything(filter.includedNamespaceScoped, filter.excludedNamespaceScoped);
  return (isUnfiltered && allNamespaces) || filter.includedClusterScoped.some((entry) => matchesGlob(entry, name));
}
