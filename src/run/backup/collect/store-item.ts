import type { RunContext } from '../../../base/context.ts';
import type { ListedItem } from '../../../kube/cluster.ts';
import type { Collecting } from './collecting.ts';

/**
 * Puts one item into the draft and counts it, once however often it is met. A promise means: wait before the next one.
 * Every item of a backup comes through here.
 */
export function storeItem({ draft, tally }: Collecting, item: ListedItem): Promise<void> | undefined {
  const backPressure = draft.add(item);
  if (backPressure === false) return undefined;
  tally.stored(item);
  return backPressure;
}

/** Stores the items that were set aside, one after the other, with what is done around each. */
export async function storeAttended(ctx: RunContext, work: Collecting, items: readonly ListedItem[]): Promise<void> {
  for (const item of items) {
    ctx.signal.throwIfAborted();
    await work.attendant?.attend(ctx, item, async () => storeItem(work, item));
  }
}
