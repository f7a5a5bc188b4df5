import { matchesGlob } from './glob.ts';
import type { ResourceFilter, ScopedFilter, Selection } from './selection.ts';

/** The four scoped lists alone: what a resource policy adds. */
export type ScopedLists = Omit<ScopedFilter, 'style'>;

/**
 * The selection with what a resource policy adds to it, at lower priority, as Velero's `CombineWithPolicy`: an entry
 * counts only where neither list of its scope matches it already, excludes before includes. All entries must be spelled
 * as discovery does. The older filters do not go with such a policy (Velero refuses both together): where one is set,
 * the selection stays as it is.
 */
export function combineWithPolicy(selection: Selection, added: ScopedLists): Selection {
  const filter = scopedForm(selection.resources);
  if (filter === undefined) return selection;
  const namespaced = combine(
    { included: filter.includedNamespaceScoped, excluded: filter.excludedNamespaceScoped },
    { included: added.includedNamespaceScoped, excluded: added.excludedNamespaceScoped },
  );
  const clusterScoped = combine(
    { included: filter.includedClusterScoped, excluded: filter.excludedClusterScoped },
    { included: added.includedClusterScoped, excluded: added.excludedClusterScoped },
  );
  const resources: ScopedFilter = {
    style: 'scoped',
    includedClusterScoped: clusterScoped.included,
    excludedClusterScoped: clusterScoped.excluded,
    includedNamespaceScoped: namespaced.included,
    excludedNamespaceScoped: namespaced.excluded,
  };
  return { ...selection, resources };
}

/** A policy that sets no filter at all has neither generation of them. */
function scopedForm(filter: ResourceFilter): ScopedFilter | undefined {
  if (filter.style === 'scoped') return filter;
  const isSet =
    filter.included.length > 0 || filter.excluded.length > 0 || filter.includeClusterResources !== undefined;
  if (isSet) return undefined;
  return {
    style: 'scoped',
    includedClusterScoped: [],
    excludedClusterScoped: [],
    includedNamespaceScoped: [],
    excludedNamespaceScoped: [],
  };
}

interface Lists {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

function combine(own: Lists, added: Lists): Lists {
  const [included, excluded] = [[...own.included], [...own.excluded]];
  const isKnown = (name: string) => [...included, ...excluded].some((entry) => matchesGlob(entry, name));
  for (const entry of added.excluded) if (!isKnown(entry)) excluded.push(entry);
  for (const entry of added.included) if (!isKnown(entry)) included.push(entry);
  return { included, excluded };
}
