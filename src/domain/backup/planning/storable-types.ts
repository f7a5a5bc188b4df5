import { formatGroupResource, type ResourceType } from '../../resource.ts';

/** Velero lists these first, so that what mounts and binds is seen close together (item_collector.go). */
const CORE_FIRST = ['pods', 'persistentvolumeclaims', 'persistentvolumes'];

/** The same objects, served by two groups; the first group that is served wins (Velero's cohabitating resources). */
const COHABITING: Readonly<Record<string, readonly string[]>> = {
  deployments: ['extensions', 'apps'],
  daemonsets: ['extensions', 'apps'],
  replicasets: ['extensions', 'apps'],
  networkpolicies: ['extensions', 'networking.k8s.io'],
  ingresses: ['extensions', 'networking.k8s.io'],
  events: ['', 'events.k8s.io'],
};

/** What a type must allow for its objects to be worth storing: to be listed now, and created again later. */
const NEEDED_VERBS = ['list', 'create', 'get', 'delete'];

/** What of a cluster's types can be stored. */
export interface StorableTypes {
  /** Each object once, in Velero's order: core group, other groups, `extensions` last. */
  readonly types: readonly ResourceType[];
  /** Types that are other names of the same objects, each with the one that is stored. */
  readonly doubles: ReadonlyMap<ResourceType, ResourceType>;
}

/** Sorts out the types that can be backed up. */
export function storableTypes(offered: readonly ResourceType[]): StorableTypes {
  const types = new Map<string, ResourceType>();
  const doubles = new Map<ResourceType, ResourceType>();
  const storable = offered.filter((type) => NEEDED_VERBS.every((verb) => type.verbs.includes(verb)));
  for (const type of storable.toSorted((a, b) => rank(a) - rank(b))) {
    const key = COHABITING[type.resource]?.includes(type.group) === true ? type.resource : formatGroupResource(type);
    const kept = types.get(key);
    if (kept === undefined) types.set(key, type);
    else doubles.set(type, kept);
  }
  return { types: [...types.values()], doubles };
}

function rank(type: ResourceType): number {
  if (type.group === 'extensions') return 1_000;
  if (type.group !== '') return 100;
  const first = CORE_FIRST.indexOf(type.resource);
  return first < 0 ? CORE_FIRST.length : first;
}
