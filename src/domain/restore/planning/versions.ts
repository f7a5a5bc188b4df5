/**
 * The version in which items of a type are read and submitted, as Velero chooses it: the archive's preferred one where
 * the cluster serves it, else the first that the cluster serves, by its own preference, of those that are archived.
 * Both lists have the preferred version first. Undefined where no archived version is served.
 */
export function chooseVersion(archived: readonly string[], served: readonly string[]): string | undefined {
  const [preferred] = archived;
  if (preferred !== undefined && served.includes(preferred)) return preferred;
  return served.find((version) => archived.includes(version));
}
