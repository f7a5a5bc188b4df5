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
