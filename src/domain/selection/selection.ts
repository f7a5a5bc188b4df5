import type { LabelSelector } from './label-selector.ts';

/**
 * What belongs to a backup, in Velero's terms (its resource-filtering page). Namespace and resource entries may be
 * globs; exclusion beats inclusion; empty include lists mean everything.
 */
export interface Selection {
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces: readonly string[];
  readonly resources: ResourceFilter;
  /** An item matches when it matches the only selector, or one of several; none means no filter. */
  readonly labelSelectors: readonly LabelSelector[];
}

/** Velero's two generations of resource filters; a policy uses one of them. */
export type ResourceFilter = UnscopedFilter | ScopedFilter;

/** `includedResources`, `excludedResources`, `includeClusterResources`. */
export interface UnscopedFilter {
  readonly style: 'unscoped';
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  /** true: all cluster-scoped objects; false: none; undefined: all when no namespace is filtered, else Namespaces only. */
  readonly includeClusterResources: boolean | undefined;
}

/** The four scoped lists. */
export interface ScopedFilter {
  readonly style: 'scoped';
  readonly includedClusterScoped: readonly string[];
  readonly excludedClusterScoped: readonly string[];
  readonly includedNamespaceScoped: readonly string[];
  readonly excludedNamespaceScoped: readonly string[];
}

/** Unfiltered: the whole cluster, cluster-scoped objects included, as Velero documents. */
export const EVERYTHING: Selection = {
  includedNamespaces: [],
  excludedNamespaces: [],
  resources: { style: 'unscoped', included: [], excluded: [], includeClusterResources: undefined },
  labelSelectors: [],
};
