import type { RunContext } from '../../../base/context.ts';
import type { BackupPlan, ListStep } from '../../../domain/backup/plan.ts';
import { formatGroupResource } from '../../../domain/resource.ts';
import type { ListedItem, ListFacts, ListRequest } from '../../../kube/cluster.ts';
import type { Collecting } from './collecting.ts';
import { recordListFailure, rediscover } from './list-failure.ts';
import { storeAttended, storeItem } from './store-item.ts';

/** Lists under way at once: enough to hide the server's latency, few enough to be a polite guest (performance finding). */
export const LISTS_AT_ONCE = 4;

/** Whether an item of a list belongs to the backup. */
export type Keeps = (item: ListedItem) => boolean;

/** What becomes of a step's items, and of its failure. */
export interface StepRules {
  readonly keeps: Keeps;
  /** Records why the step failed, or throws what concerns more than this step; unset: `recordListFailure`. */
  readonly failed?: (step: ListStep, error: unknown) => Promise<void>;
}

/** Objects of namespaces that do not belong are dropped; so is what an earlier selector of the step has shown. */
export function keepsOf(step: ListStep, plan: BackupPlan): Keeps {
  const belongs: Keeps = ({ ref }) => ref.namespace === undefined || plan.keepsNamespace(ref.namespace);
  if (step.labelSelectors.length < 2) return belongs;
  const seen = new Set<string>();
  return (item) => belongs(item) && !seen.has(item.uid) && seen.add(item.uid) !== undefined;
}

/**
 * One step, in the version that discovery named or, where that is gone before the first item, in the one served
 * instead: after it, the items of another version would stand beside their own earlier copies.
 */
export async function takeStep(ctx: RunContext, work: Collecting, step: ListStep, rules: StepRules): Promise<void> {
  let hasKept = false;
  const aside = new Map<string, ListedItem>();
  const notes: Keeps = (item) => rules.keeps(item) && (hasKept = true);
  const failed = rules.failed ?? (async (_: ListStep, error: unknown) => recordListFailure(ctx, work, step, error));
  const takeAll = async ({ type, namespace, fieldSelector }: ListStep) => {
    for (const labelSelector of step.labelSelectors) {
      const request = { type, namespace, labelSelector, fieldSelector };
      finishList(
        ctx,
        work,
        request,
        await takeList(ctx, work, request, { keeps: notes, aside, isPreferred: step.isPreferred !== false }),
      );
    }
  };
  try {
    await takeAll(step);
  } catch (error) {
    const type = hasKept ? undefined : await rediscover(ctx, work.cluster, step.type, error);
    if (type === undefined) await failed(step, error);
    else await takeAll({ ...step, type }).catch(async (again: unknown) => failed(step, again));
  }
  await storeAttended(ctx, work, [...aside.values()]);
  work.journal.progress({ listsDone: work.journal.result.progress.listsDone + 1 });
}

/** What becomes of the items of a list. */
interface Sorting {
  readonly keeps: Keeps;
  /** Takes those that are stored when the list has ended, by UID. */
  readonly aside: Map<string, ListedItem>;
  /** Whether this is the version that the group prefers. */
  readonly isPreferred: boolean;
}

async function takeList(
  ctx: RunContext,
  work: Collecting,
  request: ListRequest,
  { keeps, aside, isPreferred }: Sorting,
): Promise<ListFacts> {
  const { draft, tally, journal, attendant } = work;
  const pages = work.cluster.list(ctx, request);
  for (;;) {
    const batch = await pages.next();
    if (batch.done === true) return batch.value;
    for (const item of batch.value) {
      if (!keeps(item)) continue;
      if (item.isTerminating) {
        tally.terminating(item);
        continue;
      }
      if (isPreferred && attendant?.attends(item) === true) {
        // A copy of its own: the item's bytes are a part of its page, which is not to be kept for it.
        aside.set(item.uid, { ...item, bytes: item.bytes.slice() });
        continue;
      }
      const backPressure = storeItem(work, isPreferred ? item : { ...item, isPreferred });
      if (backPressure !== undefined) await backPressure;
    }
    journal.progress({ items: draft.progress.items, bytes: draft.progress.bytes });
    await ctx.reached(`batch:${formatGroupResource(request.type)}`);
  }
}

function finishList(ctx: RunContext, work: Collecting, { type }: ListRequest, facts: ListFacts): void {
  const { journal, tally } = work;
  const resource = formatGroupResource(type);
  tally.listed(type, facts);
  for (const { ref, reason } of facts.refused) {
    const message = `An object of ${resource} is not in this backup: ${reason}`;
    journal.error(
      ctx,
      ref === undefined
        ? { code: 'item-too-large', resource, message }
        : { code: 'item-too-large', item: ref, message },
    );
  }
  if (!facts.isRelaxed) return;
  const message = `The list of ${resource} expired while it was read; its later pages show a newer state than its first`;
  journal.warn(ctx, { code: 'consistency-relaxed', resource, message });
}
