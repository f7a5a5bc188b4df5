import type { Entry } from '../../entry.ts';
import type { ItemRef } from '../../item.ts';
import { formatGroupResource, type GroupResource, type ResourceType } from '../../resource.ts';
import { isEverything, isListed, matchesGlob } from '../../selection/glob.ts';
import { matchesLabels } from '../../selection/label-selector.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';
import { knownTypes } from './archived-types.ts';
import type { ArchiveContents } from '../contents.ts';
import { DEFINITIONS } from '../planning/definitions.ts';
import { findUnmatched } from './unmatched.ts';
import { NON_RESTORABLE_RESOURCES, SNAPSHOT_RESOURCES } from './never-restored.ts';
import type { RestorePolicy } from '../policy.ts';

/**
 * How far an item is part of a restore by its name: selected (if its labels match), part of it only where a selected
 * item needs it (`Companions` finds out), or neither.
 */
export type Reach = 'selected' | 'companion' | 'none';

/** What of an archive belongs to a restore. Namespaces are the archive's; the mapping applies to what is selected. */
export interface Scope {
  /** Whether any item of this type may belong: what need not be read at all, it does not name. */
  readonly selectsType: (type: GroupResource) => boolean;
  readonly reachOf: (ref: ItemRef) => Reach;
  /** Whether an item's labels satisfy the policy's selectors; asked of selected items, never of companions. */
  readonly matchesLabels: (labels: Readonly<Record<string, string>>) => boolean;
  /** What the policy names and the archive does not have. */
  readonly errors: readonly Entry[];
  readonly warnings: readonly Entry[];
  /** What makes no sense for this archive, as sentences; any of them ends the run before it does anything. */
  readonly faults: readonly string[];
}

/** Types that come along with what needs them, also where a filter of types or namespaces does not name them. */
const NEEDED_BY_OTHERS: ReadonlySet<string> = new Set([
  'namespaces',
  formatGroupResource(DEFINITIONS),
  'persistentvolumes',
]);

/** Types that come along where the filter of types lets them in: what Velero's Pod action asks for. */
const NEEDED_BY_PODS: ReadonlySet<string> = new Set(['persistentvolumeclaims', 'priorityclasses.scheduling.k8s.io']);

/** Reads a policy's selection against an archive, with the spellings that the cluster's types allow. */
export function scopeOf(
  policy: Pick<RestorePolicy, 'selection' | 'namespaceMapping' | 'restorePVs'>,
  contents: ArchiveContents,
  types: readonly ResourceType[],
): Scope {
  const known = knownTypes(types, contents);
  const filter = spell(policy, known);
  const reachOf = (ref: ItemRef): Reach => reachIn(filter, ref);
  const isSelected = (ref: ItemRef) => reachOf(ref) === 'selected';
  return {
    selectsType: (type) => mayHold(filter, formatGroupResource(type)),
    reachOf,
    matchesLabels: (labels) =>
      filter.labelSelectors.length === 0 || filter.labelSelectors.some((one) => matchesLabels(one, labels)),
    ...findUnmatched(policy, contents, { types: known, isSelected }),
  };
}

type Spelt = ReturnType<typeof spell>;

function spell(
  { selection, restorePVs }: Pick<RestorePolicy, 'selection' | 'restorePVs'>,
  known: readonly ResourceType[],
) {
  const single = selection.items.map(({ resource, namespace, name }) => ({
    types: resolveResourceNames([resource], known).entries,
    namespace,
    name,
  }));
  const { includedNamespaces, excludedNamespaces } = selection;
  const included = resolveResourceNames(selection.includedResources, known).entries;
  const excluded = [
    ...resolveResourceNames(selection.excludedResources, known).entries,
    ...NON_RESTORABLE_RESOURCES,
    ...(restorePVs === false ? SNAPSHOT_RESOURCES : []),
  ];
  return {
    ...selection,
    isIncluded: remembered((type) => isListed(type, included, [])),
    isExcluded: remembered((type) => excluded.some((entry) => matchesGlob(entry, type))),
    selectsNamespace: remembered((name) => isListed(name, includedNamespaces, excludedNamespaces)),
    single,
    allNamespaces: isEverything(includedNamespaces, excludedNamespaces),
  };
}

/** Asked for every item; there are few types and namespaces. */
function remembered(decide: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const decided = known.get(name) ?? decide(name);
    known.set(name, decided);
    return decided;
  };
}

function mayHold(filter: Spelt, type: string): boolean {
  if (filter.isExcluded(type)) return false;
  if (NEEDED_BY_OTHERS.has(type) && (type === 'namespaces' || filter.includeClusterResources !== false)) return true;
  if (!filter.isIncluded(type)) return false;
  return filter.single.length === 0 || NEEDED_BY_PODS.has(type) || filter.single.some((item) => isOfType(item, type));
}

function reachIn(filter: Spelt, ref: ItemRef): Reach {
  const type = formatGroupResource(ref);
  if (filter.isExcluded(type)) return 'none';
  if (filter.isIncluded(type) && isNamed(filter, ref, type) && isInPlace(filter, ref, type)) return 'selected';
  return isCompanion(filter, ref, type) ? 'companion' : 'none';
}

/** Whether the item lies where the policy looks: in its namespaces, or at the cluster's scope where that is asked for. */
function isInPlace(filter: Spelt, ref: ItemRef, type: string): boolean {
  const { includeClusterResources } = filter;
  if (ref.namespace !== undefined) return filter.selectsNamespace(ref.namespace);
  if (type === 'namespaces') return includeClusterResources !== false && filter.selectsNamespace(ref.name);
  // Who names one item means it, wherever it lies.
  return includeClusterResources ?? (filter.allNamespaces || filter.single.length > 0);
}

function isCompanion(filter: Spelt, ref: ItemRef, type: string): boolean {
  // Velero makes the namespace of every item that it restores, even where cluster-scoped objects are left out.
  if (type === 'namespaces') return filter.selectsNamespace(ref.name);
  if (ref.namespace === undefined && filter.includeClusterResources === false) return false;
  if (ref.namespace !== undefined && !filter.selectsNamespace(ref.namespace)) return false;
  return NEEDED_BY_OTHERS.has(type) || (NEEDED_BY_PODS.has(type) && filter.isIncluded(type));
}

function isNamed({ single }: Spelt, { namespace, name }: ItemRef, type: string): boolean {
  if (single.length === 0) return true;
  return single.some((item) => item.name === name && item.namespace === namespace && isOfType(item, type));
}

function isOfType({ types }: Spelt['single'][number], type: string): boolean {
  return types.some((entry) => matchesGlob(entry, type));
}
