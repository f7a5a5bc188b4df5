import { formatItemRef } from '../../domain/item.ts';
import type { PlannedItem } from '../../domain/restore/plan.ts';
import { describeReason, isTold, type ReasonCode, severityOf, type ToldReason } from '../../domain/restore/reason.ts';
import type { EndCounts, ItemEnd, RestoredItem } from '../../domain/result/result.ts';
import type { Entry } from '../../domain/entry.ts';

/** How one item of a restore ended. */
export interface Ending {
  readonly end: ItemEnd;
  readonly reason?: ReasonCode;
  readonly detail?: string;
}

/** Who ended how: the one place that counts. */
export class RestoreTally {
  readonly #counts: Partial<Record<ItemEnd, number>> = {};
  readonly #ended: { readonly planned: PlannedItem; readonly ending: Ending }[] = [];

  /** Notes how an item ended; once for each. */
  ended(planned: PlannedItem, ending: Ending): void {
    this.#counts[ending.end] = (this.#counts[ending.end] ?? 0) + 1;
    this.#ended.push({ planned, ending });
  }

  get counts(): EndCounts {
    return { ...this.#counts };
  }

  /** Items that have ended. */
  get total(): number {
    return this.#ended.length;
  }

  /** Every item with its end. */
  get all(): readonly { readonly planned: PlannedItem; readonly ending: Ending }[] {
    return this.#ended;
  }

  /** What people ask about: everything that did not simply end as created or unchanged. */
  notable(): RestoredItem[] {
    return this.#ended.flatMap(({ planned, ending }) => {
      const isPlain = ending.end === 'created' || ending.end === 'unchanged';
      return isPlain && ending.reason === undefined ? [] : [restoredItem(planned, ending)];
    });
  }

  /** What is missing, and what is worth a warning, as a result's entries. */
  entries(): { readonly errors: readonly Entry[]; readonly warnings: readonly Entry[] } {
    const errors: Entry[] = [];
    const warnings: Entry[] = [];
    for (const { planned, ending } of this.#ended) {
      const { reason } = ending;
      if (reason === undefined || !isTold(reason)) continue;
      (severityOf(reason) === 'error' ? errors : warnings).push(entryOf(planned, { ...ending, reason }));
    }
    return { errors, warnings };
  }
}

/** An item as results tell of it. */
export function restoredItem(planned: PlannedItem, ending?: Ending): RestoredItem {
  const { ref, wave, action } = planned;
  const target = destinationOf(planned);
  const reason = ending?.reason ?? planned.reason;
  const detail = ending?.detail ?? planned.detail;
  return {
    item: formatItemRef(ref),
    ...(target !== undefined && { target }),
    wave,
    action,
    ...(ending && { end: ending.end }),
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
  };
}

/** The namespace that an item goes to or becomes, where the mapping says another one. */
function destinationOf({ ref, target, renamed }: PlannedItem): string | undefined {
  return target === ref.namespace ? renamed : target;
}

/** The entry about an item that was left out, or that a plan says will be. */
function entryOf(planned: PlannedItem, { reason, detail }: { reason: ToldReason; detail?: string }): Entry {
  const { ref } = planned;
  const destination = destinationOf(planned);
  const what = `${formatItemRef(ref)}${destination === undefined ? '' : ` (mapped to ${destination})`}`;
  const why = detail === undefined ? '' : `: ${detail}`;
  return { code: reason, item: ref, message: `${what} ${describeReason(reason)}${why}` };
}
