import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { formatItemRef } from '../../../domain/item.ts';
import { reasonOfRefusal } from '../../../domain/restore/conflict/write-outcome.ts';
import { WAVES } from '../../../domain/restore/order.ts';
import type { PlannedItem, RestorePlan } from '../../../domain/restore/plan.ts';
import { isClaim } from '../../../domain/restore/replace/replace.ts';
import { ApiError } from '../../../kube/cluster.ts';
import type { Journal } from '../../journal.ts';
import { pathOf } from '../apply/apply-item.ts';
import { whatHolds } from '../apply/recreate.ts';
import { enterRestoreStep } from '../enter-restore-step.ts';
import type { Planning } from '../planning.ts';
import type { Ending, RestoreTally } from '../restore-tally.ts';

/** Deletions under way at once. */
const DELETIONS_AT_ONCE = 16;

/** What a deletion works with. */
export interface Deleting {
  readonly planning: Pick<Planning, 'target'>;
  readonly journal: Journal;
  readonly tally: RestoreTally;
}

/**
 * Deletes what a plan replaces, in the order opposite to that of writing, so that what starts Pods goes before what they
 * use; claims last. Waits until all of it is gone. What cannot be deleted has failed: returns the plan without it.
 */
export async function deleteReplaced(ctx: RunContext, work: Deleting, plan: RestorePlan): Promise<RestorePlan> {
  const replaced = plan.items.filter(({ isReplaced }) => isReplaced === true);
  const failed = new Set<PlannedItem>();
  const claims = replaced.filter(({ ref }) => isClaim(ref));
  const others = replaced.filter(({ ref }) => !isClaim(ref));
  if (others.length > 0) await enterRestoreStep(ctx, work.journal, 'DELETING_OBJECTS');
  for (const wave of WAVES.toReversed()) {
    const items = others.filter((item) => item.wave === wave);
    if (items.length > 0) await deleteAll(ctx, work, { items, failed });
  }
  if (claims.length > 0) await enterRestoreStep(ctx, work.journal, 'DELETING_OBJECTS_PVC');
  await deleteAll(ctx, work, { items: claims, failed });
  return failed.size === 0 ? plan : { ...plan, items: plan.items.filter((item) => !failed.has(item)) };
}

async function deleteAll(
  ctx: RunContext,
  { planning, journal, tally }: Deleting,
  { items, failed }: { readonly items: readonly PlannedItem[]; readonly failed: Set<PlannedItem> },
): Promise<void> {
  if (items.length > 0) journal.progress({ step: 'deleting what is replaced' });
  await mapConcurrent(items, DELETIONS_AT_ONCE, async (planned) => {
    const ending = await deleteOne(ctx, planning, planned);
    if (ending !== undefined) {
      failed.add(planned);
      tally.ended(planned, ending);
    }
    await ctx.reached(`deleted:${formatItemRef(planned.ref)}`);
  });
}

/** Deletes the very object that is there; undefined once it is gone. */
async function deleteOne(
  ctx: RunContext,
  { target: { cluster } }: Deleting['planning'],
  planned: PlannedItem,
): Promise<Ending | undefined> {
  const path = pathOf(planned);
  const { name } = planned.ref;
  try {
    const uid = (await cluster.read(ctx, path, name))?.metadata.uid;
    if (uid === undefined) return undefined;
    await cluster.delete(ctx, path, name, { uid });
    const holder = await whatHolds(ctx, cluster, { path, name, uid });
    return holder === undefined ? undefined : { end: 'failed', reason: 'object-terminating', detail: holder };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { end: 'failed', ...reasonOfRefusal(error) };
  }
}
