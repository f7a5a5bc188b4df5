/** Where a row was found: in a storage location, among the result ConfigMaps of a cluster, or in both. */
export type Source = 'location' | 'cluster' | 'both';

/** The source of one thing that was found at two places. */
export function joinSources(a: Source, b: Source): Source {
  return a === b ? a : 'both';
}
