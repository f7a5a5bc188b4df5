import type { RunContext } from '../../../base/context.ts';
import { type OrderedItem, orderedItemMissing } from '../../../domain/backup/planning/ordered-items.ts';
import { formatItemRef } from '../../../domain/item.ts';
import { formatGroupResource } from '../../../domain/resource.ts';
import { nameSelector } from '../../../domain/selection/name-selector.ts';
import type { Collecting } from './collecting.ts';
import { type Keeps, keepsOf, takeStep } from './take-step.ts';

/** What was stored ahead of its list. */
export interface TakenAhead {
  /** What is left of the others, for a list that shows all of them. */
  readonly isNew: Keeps;
  /** What was not found; it may come along yet. */
  readonly missing: readonly OrderedItem[];
}

/**
 * Stores the objects that the policy puts first, one after the other. Only where their type and namespace are listed
 * at all: the order of what is not selected is nobody's concern.
 */
export async function takeOrdered(ctx: RunContext, work: Collecting): Promise<TakenAhead> {
  const taken = new Set<string>();
  const missing: OrderedItem[] = [];
  for (const item of work.plan.ordered) {
    if (taken.has(formatItemRef(item.ref))) continue;
    if (await takeFirst(ctx, work, item)) taken.add(formatItemRef(item.ref));
    else missing.push(item);
  }
  return { isNew: ({ ref }) => taken.size === 0 || !taken.has(formatItemRef(ref)), missing };
}

/** Warns of what was to come first and is not in the backup, of the types that are listed. */
export function warnOfMissing(ctx: RunContext, { plan, journal, needed }: Collecting, { missing }: TakenAhead): void {
  const listed = new Set(plan.steps.map(({ type }) => formatGroupResource(type)));
  const lacking = missing.filter(({ ref }) => listed.has(formatGroupResource(ref)) && !needed.has(ref));
  journal.warn(ctx, ...lacking.map(({ ref }) => orderedItemMissing(ref)));
}

async function takeFirst(ctx: RunContext, work: Collecting, { type, ref }: OrderedItem): Promise<boolean> {
  const { plan } = work;
  const name = formatGroupResource(type);
  const step = plan.steps.find(
    (it) => formatGroupResource(it.type) === name && (it.namespace === undefined || it.namespace === ref.namespace),
  );
  if (step === undefined || type.namespaced !== (ref.namespace !== undefined)) return false;
  let isFound = false;
  const own = { ...step, namespace: ref.namespace, fieldSelector: nameSelector(ref.name) };
  const belongs = keepsOf(own, plan);
  const keeps: Keeps = (item) => belongs(item) && (isFound = true);
  await takeStep(ctx, work, own, { keeps });
  return isFound;
}
