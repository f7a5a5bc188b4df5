import type { ScopedFilter } from './selection.ts';

/** Types that Velero leaves out of every backup since 1.17: snapshots are made anew by their own machinery. */
export const NEVER_BACKED_UP = {
  namespaced: 'volumesnapshots.snapshot.storage.k8s.io',
  clusterScoped: 'volumesnapshotcontents.snapshot.storage.k8s.io',
} as const;

/** The newer generation of Velero's resource filters, which its server refuses beside the older one. */
export const SCOPED_FIELDS = [
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
] as const;

/** What Velero's server says of lists of both generations. */
export const MIXED_GENERATIONS =
  'include-resources, exclude-resources and include-cluster-resources are old filter parameters. include-cluster-scoped-resources, exclude-cluster-scoped-resources, include-namespace-scoped-resources and exclude-namespace-scoped-resources are new filter parameters. They cannot be used together';

/** The newer generation's lists as Velero's server stores them: undefined where one would be empty. */
export type ScopedFields = Readonly<Record<(typeof SCOPED_FIELDS)[number], readonly string[] | undefined>>;

/** Completes the scoped lists as Velero's server does: the two snapshot types are excluded, each in its scope. */
export function scopedFields(filter: Omit<ScopedFilter, 'style'>): ScopedFields {
  const clusterScoped = [...new Set([...filter.excludedClusterScoped, NEVER_BACKED_UP.clusterScoped])];
  const namespaced = [...new Set([...filter.excludedNamespaceScoped, NEVER_BACKED_UP.namespaced])];
  return {
    includedClusterScopedResources: without(filter.includedClusterScoped, clusterScoped),
    excludedClusterScopedResources: clusterScoped,
    includedNamespaceScopedResources: without(filter.includedNamespaceScoped, namespaced),
    excludedNamespaceScopedResources: namespaced,
  };
}

function without(included: readonly string[], excluded: readonly string[]): readonly string[] | undefined {
  const rest = included.filter((entry) => !excluded.includes(entry));
  return rest.length === 0 ? undefined : rest;
}

/** The older generation's lists as Velero's server stores them. */
export interface UnscopedFields {
  /** Undefined where it would be empty, which means everything. */
  readonly includedResources: readonly string[] | undefined;
  readonly excludedResources: readonly string[];
}

/**
 * Completes the older lists as Velero's server does (`prepareBackupRequest`): the two snapshot types are excluded, and
 * nothing is included that is also excluded.
 */
export function unscopedFields(included: readonly string[], excluded: readonly string[]): UnscopedFields {
  const excludedResources = [...new Set([...excluded, ...Object.values(NEVER_BACKED_UP)])];
  const includedResources = included.filter((entry) => !excludedResources.includes(entry));
  return { includedResources: includedResources.length === 0 ? undefined : includedResources, excludedResources };
}
