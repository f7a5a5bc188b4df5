import type { RunContext } from '../../../base/context.ts';
import { claimForVelero } from '../../../domain/backup/claim-for-velero.ts';
import type { StoredItem } from '../../../domain/item.ts';
import type { ListedItem } from '../../../kube/cluster.ts';
import type { Collecting } from './collecting.ts';

/**
 * Puts one item into the draft and counts it, once however often it is met. A promise means: wait before the next one.
 * Every item of a backup comes through here. Further versions of an object are not counted: it is one object.
 */
export function storeItem(work: Collecting, item: ListedItem & StoredItem): Promise<void> | undefined {
  const { draft, tally, needed, mainCopies, reason } = work;
  const backPressure = draft.add(withMainCopy(item));
  if (backPressure === false) return undefined;
  if (item.isPreferred === false) return backPressure;
  tally.stored(item, reason);
  needed.note(item);
  mainCopies.note(item.ref);
  return backPressure;
}

/** A claim with the copy that a Velero server restores; it is written for Velero alone. */
function withMainCopy(item: StoredItem): StoredItem {
  const { group, resource } = item.ref;
  const mainCopy = group === '' && resource === 'persistentvolumeclaims' ? claimForVelero(item.bytes) : undefined;
  return mainCopy === undefined ? item : { ...item, mainCopy };
}

/** Stores the items that were set aside, one after the other, with what is done around each. */
export async function storeAttended(ctx: RunContext, work: Collecting, items: readonly ListedItem[]): Promise<void> {
  for (const item of items) {
    ctx.signal.throwIfAborted();
    let isStored = false;
    await work.attendant?.attend(ctx, item, async () => {
      isStored = true;
      await storeItem(work, item);
    });
    // The claims of a Pod that its hooks leave out are wanted all the same, as with Velero.
    if (!isStored) work.needed.noteNeeds(item);
  }
}
