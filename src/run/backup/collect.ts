import type { BackupDraft } from '../../archive/backup-store.ts';
import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import type { BackupPlan, ListStep } from '../../domain/backup/plan.ts';
import { RunError } from '../../domain/problem.ts';
import { formatGroupResource } from '../../domain/resource.ts';
import type { Cluster, ListedItem, ListFacts, ListRequest } from '../../kube/cluster.ts';
import type { Journal } from '../journal.ts';
import { recordListFailure, rediscover } from './list-failure.ts';
import type { Tally } from './tally.ts';

/** Lists under way at once: enough to hide the server's latency, few enough to be a polite guest (performance finding). */
const LISTS_AT_ONCE = 4;

/** What collecting works with. */
export interface Collecting {
  readonly cluster: Cluster;
  readonly draft: BackupDraft;
  readonly plan: BackupPlan;
  readonly journal: Journal;
  readonly tally: Tally;
}

type Keeps = (item: ListedItem) => boolean;

/** Takes every item of the plan into the draft. What cannot be read becomes an error of the result; the rest goes on. */
export async function collect(ctx: RunContext, work: Collecting): Promise<void> {
  const { plan, journal, tally } = work;
  journal.progress({ listsTotal: plan.steps.length + plan.namespaceSteps.length, listsDone: 0 });
  await mapConcurrent(plan.steps, LISTS_AT_ONCE, async (step) => takeStep(ctx, work, step, keepsOf(step, plan)));
  if (tally.finishedLists === 0 && tally.failedLists > 0) throw nothingListed(work);
  // Namespace objects come last: by now it is known in which namespaces something was stored.
  const holdsItems: Keeps = ({ ref }) => plan.namespaceObjects.has(ref.name) || tally.namespaces.has(ref.name);
  for (const step of plan.namespaceSteps) await takeStep(ctx, work, step, holdsItems);
  journal.warn(ctx, ...tally.terminatingWarnings(), ...tally.claimWarnings());
}

/** What fails for every list fails for all of them: a backup of a few Namespace objects would be a pretence. */
function nothingListed({ cluster, tally }: Collecting): RunError {
  const { code, reason } = tally.firstFailure ?? { code: 'list-failed', reason: '' };
  const problem = code === 'forbidden' ? 'permission-denied' : 'cluster-unavailable';
  return new RunError(problem, `Cannot list anything from ${cluster.server}: ${reason}`);
}

/** Objects of namespaces that do not belong are dropped; so is what an earlier selector of the step has shown. */
function keepsOf(step: ListStep, plan: BackupPlan): Keeps {
  const belongs: Keeps = ({ ref }) => ref.namespace === undefined || plan.keepsNamespace(ref.namespace);
  if (step.labelSelectors.length < 2) return belongs;
  const seen = new Set<string>();
  return (item) => belongs(item) && !seen.has(item.uid) && seen.add(item.uid) !== undefined;
}

/**
 * One step, in the version that discovery named or, where that is gone before the first item, in the one served
 * instead: after it, the items of another version would stand beside their own earlier copies.
 */
async function takeStep(ctx: RunContext, work: Collecting, step: ListStep, keeps: Keeps): Promise<void> {
  let hasStored = false;
  const notes: Keeps = (item) => keeps(item) && (hasStored = true);
  const takeAll = async ({ type, namespace, fieldSelector }: ListStep) => {
    for (const labelSelector of step.labelSelectors) {
      await takeList(ctx, work, { type, namespace, labelSelector, fieldSelector }, notes);
    }
  };
  try {
    await takeAll(step);
  } catch (error) {
    const type = hasStored ? undefined : await rediscover(ctx, work.cluster, step.type, error);
    if (type === undefined) await recordListFailure(ctx, work, step, error);
    else await takeAll({ ...step, type }).catch(async (again: unknown) => recordListFailure(ctx, work, step, again));
  }
  work.journal.progress({ listsDone: work.journal.result.progress.listsDone + 1 });
}

async function takeList(ctx: RunContext, work: Collecting, request: ListRequest, keeps: Keeps): Promise<void> {
  const { draft, tally, journal } = work;
  const pages = work.cluster.list(ctx, request);
  for (;;) {
    const batch = await pages.next();
    if (batch.done === true) return finishList(ctx, work, request, batch.value);
    for (const item of batch.value) {
      if (item.isTerminating) {
        tally.terminating(item);
        continue;
      }
      if (!keeps(item)) continue;
      const backPressure = draft.add(item);
      if (backPressure === false) continue;
      if (backPressure !== undefined) await backPressure;
      tally.stored(item);
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
