import type { ItemRef } from '../../item.ts';
import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { nameSelector } from '../../selection/name-selector.ts';
import type { ListStep } from '../plan.ts';
import type { RelatedTypes } from './related-types.ts';

/** What is looked for at once, worked out from the needs of what was stored. */
export interface Wanted {
  readonly items: readonly ItemRef[];
  /** ServiceAccounts (`namespace/name`) whose bindings are looked for. */
  readonly accounts: ReadonlySet<string>;
  /** Names of claims whose running Pods are looked for, by namespace. */
  readonly claims: ReadonlyMap<string, ReadonlySet<string>>;
  /** Volume groups whose claims are looked for, as label selectors, by namespace. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/** One list that is read for what it may hold of what is wanted. */
export interface RelatedList {
  readonly step: ListStep;
  readonly wants:
    | { readonly kind: 'items'; readonly names: ReadonlySet<string> }
    | { readonly kind: 'bindings'; readonly accounts: ReadonlySet<string> }
    | { readonly kind: 'pods'; readonly claims: ReadonlySet<string> }
    | { readonly kind: 'group'; readonly selector: string };
}

/** Up to so many objects of one type and namespace are asked for one by one, beyond it the whole list is read. */
const FEW = 20;

/** Where lists are read for what is wanted. */
export interface RelatedPlaces {
  readonly types: RelatedTypes;
  /** The type of ClusterRoleBindings, which are read also where only the ClusterRoles may come along. */
  readonly bindings: ResourceType | undefined;
  /** What every list asks for, in the syntax of the `labelSelector` parameter. */
  readonly labelSelector: string;
  /** The label by which claims are one volume group; undefined for none. */
  readonly groupLabel: string | undefined;
}

/** The lists to read: `list` is a right that a backup has, `get` is not. */
export function relatedLists({ items, accounts, claims, groups }: Wanted, places: RelatedPlaces): RelatedList[] {
  const { types, bindings, labelSelector } = places;
  const step = (type: ResourceType, namespace: string | undefined, fieldSelector = ''): ListStep => ({
    type,
    namespace,
    labelSelectors: [labelSelector],
    fieldSelector,
  });
  const byPlace = Map.groupBy(items, (ref) => `${formatGroupResource(ref)} ${ref.namespace ?? ''}`);
  const named = [...byPlace.values()].flatMap((refs): RelatedList[] => {
    const { namespace } = refs[0]!;
    const type = types.get(formatGroupResource(refs[0]!));
    if (type === undefined) return [];
    const names = refs.map(({ name }) => name);
    if (names.length > FEW) return [{ step: step(type, namespace), wants: { kind: 'items', names: new Set(names) } }];
    return names.map((name) => ({
      step: step(type, namespace, nameSelector(name)),
      wants: { kind: 'items', names: new Set([name]) },
    }));
  });
  const pods = types.get('pods');
  const mounting = [...claims].flatMap(([namespace, names]): RelatedList[] =>
    pods === undefined ? [] : [{ step: step(pods, namespace), wants: { kind: 'pods', claims: names } }],
  );
  const bound: RelatedList[] =
    bindings === undefined || accounts.size === 0
      ? []
      : [{ step: step(bindings, undefined), wants: { kind: 'bindings', accounts } }];
  return [...named, ...bound, ...mounting, ...groupLists(groups, places)];
}

function groupLists(groups: Wanted['groups'], { types, labelSelector }: RelatedPlaces): RelatedList[] {
  const type = types.get('persistentvolumeclaims');
  if (type === undefined) return [];
  return [...groups].flatMap(([namespace, selectors]) =>
    [...selectors].map((selector): RelatedList => ({
      step: { type, namespace, labelSelectors: [`${selector},${labelSelector}`], fieldSelector: '' },
      wants: { kind: 'group', selector },
    })),
  );
}
