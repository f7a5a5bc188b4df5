import { formatItemRef } from '../../domain/item.ts';
import type { Entry } from '../../domain/entry.ts';
import { describeTogether, protectedPlaceOf } from '../../domain/result/protected-together.ts';
import type { RestoredItem } from '../../domain/result/result.ts';
import { isTold, type ReasonCode } from '../../domain/restore/reason.ts';

/** The items of a restore by what people have to know of them; each item is in one group, in the plan's order. */
export interface ItemGroups {
  /** They failed, or cannot be restored. */
  readonly failed: readonly RestoredItem[];
  /** A rule leaves them out, and something is missing for it. */
  readonly skipped: readonly RestoredItem[];
  /** They exist and are changed. */
  readonly changed: readonly RestoredItem[];
  /** They exist, are deleted, and created anew. */
  readonly recreated: readonly RestoredItem[];
  /** Only the real run can tell. */
  readonly undecided: readonly RestoredItem[];
  /** Left out, and nothing is missing for it: they had ended, or the cluster makes them itself. */
  readonly needless: readonly RestoredItem[];
  /** They are, or were, created or found as they should be. */
  readonly plain: readonly RestoredItem[];
}

/** Sorts the items of a plan, or of what was applied, into groups. */
export function groupItems(items: readonly RestoredItem[]): ItemGroups {
  const groups = Map.groupBy(items, groupOf);
  const of = (group: keyof ItemGroups): readonly RestoredItem[] => groups.get(group) ?? [];
  return {
    failed: of('failed'),
    skipped: of('skipped'),
    changed: of('changed'),
    recreated: of('recreated'),
    undecided: of('undecided'),
    needless: of('needless'),
    plain: of('plain'),
  };
}

function groupOf({ action, end, reason }: RestoredItem): keyof ItemGroups {
  if (end === 'failed' || (end === undefined && action === 'fail')) return 'failed';
  if (end === 'skipped' || (end === undefined && action === 'skip')) {
    return reason !== undefined && !isTold(reason as ReasonCode) ? 'needless' : 'skipped';
  }
  if (end === 'updated' || (end === undefined && action === 'update')) return 'changed';
  if (end === 'recreated' || (end === undefined && action === 'recreate')) return 'recreated';
  return end === undefined && action === 'unknown' ? 'undecided' : 'plain';
}

/** Items of one type, and the namespaces that they go to. */
export interface TypeGroup {
  /** `deployments.apps`. */
  readonly type: string;
  readonly count: number;
  /** Each once, in the plan's order; empty for cluster-scoped types. */
  readonly namespaces: readonly string[];
}

/** Counts items by type, in the order in which the types first come. */
export function groupByType(items: readonly RestoredItem[]): TypeGroup[] {
  const parsed = items.map(({ item, target }) => {
    const [type = '', ...rest] = item.split('/');
    return { type, namespace: target ?? (rest.length > 1 ? rest[0] : undefined) };
  });
  return [...Map.groupBy(parsed, ({ type }) => type)].map(([type, of]) => ({
    type,
    count: of.length,
    namespaces: [...new Set(of.flatMap(({ namespace }) => namespace ?? []))],
  }));
}

/** Items that are one thing to know: a line of a view. */
export interface ItemLine {
  readonly name: string;
  /** At least one; the first says why for all of them. */
  readonly items: readonly [RestoredItem, ...RestoredItem[]];
}

/** A line for each item, but one for all that a protected namespace leaves out; in the order of their first ones. */
export function groupToLines(items: readonly RestoredItem[]): ItemLine[] {
  const namespaceOf = (item: RestoredItem): string | undefined => {
    const place = protectedPlaceOf(item);
    return place !== undefined && 'namespace' in place ? place.namespace : undefined;
  };
  return [...Map.groupBy(items, (item, i) => namespaceOf(item) ?? i).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const namespace = namespaceOf(first);
    const all = [first, ...others] as const;
    const what = others.length === 0 || namespace === undefined ? first.item : describeTogether({ namespace }, all);
    return { name: withTarget(what, first), items: all };
  });
}

/** `deployments.apps/shop/web -> shop-copy`: an item, or several, and where it goes. */
export function withTarget(what: string, { target }: RestoredItem): string {
  return target === undefined ? what : `${what} -> ${target}`;
}

/** The entries that say more than the items do: of everything else the items tell already. */
export function entriesBeside(entries: readonly Entry[], items: readonly RestoredItem[]): Entry[] {
  const told = new Set(items.map(({ item, reason }) => `${reason} ${item}`));
  return entries.filter(({ code, item }) => item === undefined || !told.has(`${code} ${formatItemRef(item)}`));
}

/** As `entriesBeside`, for warnings: they may be about all that a protection leaves out, which the items tell too. */
export function warningsBeside(warnings: readonly Entry[], items: readonly RestoredItem[]): Entry[] {
  const told = new Set(
    items.flatMap((item) => {
      const place = protectedPlaceOf(item);
      return place === undefined ? [] : [`${item.reason} ${'namespace' in place ? place.namespace : place.resource}`];
    }),
  );
  return entriesBeside(warnings, items).filter(
    ({ code, item, namespace, resource }) => item !== undefined || !told.has(`${code} ${namespace ?? resource}`),
  );
}
