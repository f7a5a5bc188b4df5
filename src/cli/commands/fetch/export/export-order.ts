import type { OpenArchive } from '../../../../archive/backup-store.ts';
import type { RunContext } from '../../../../base/context.ts';
import type { ItemRef } from '../../../../domain/item.ts';
import type { ArchivedItem } from '../../../../domain/restore/contents.ts';
import { waveOf } from '../../../../domain/restore/order.ts';
import { readItems } from '../archived-items.ts';

/** What everything else needs comes first, what may refuse others comes last; in between, the archive's own order. */
function passOf(ref: ItemRef): number {
  const wave = waveOf(ref);
  if (wave === 'definitions' || wave === 'namespaces') return 0;
  return wave === 'gates' || wave === 'admission' ? 2 : 1;
}

/** Archived items in an order in which they can be applied one after the other. Reads the archive up to three times. */
export async function* inApplicableOrder(
  ctx: RunContext,
  archive: OpenArchive,
  refs: readonly ItemRef[],
): AsyncGenerator<ArchivedItem, void, void> {
  const passes = Map.groupBy(refs, passOf);
  for (const [, some] of [...passes].toSorted(([a], [b]) => a - b)) yield* readItems(ctx, archive, some);
}
