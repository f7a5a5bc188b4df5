import { formatItemRef } from '../../domain/item.ts';
import type { PlannedItem } from '../../domain/restore/plan.ts';
import { describeReason, isTold, type ReasonCode, severityOf, type ToldReason } from '../../domain/restore/reason.ts';
import { describeTogether, type ProtectedPlace, protectedPlaceOf } from '../../domain/result/protected-together.ts';
import type { EndCounts, ItemEnd, RestoredItem } from '../../domain/result/result.ts';
import type { Entry } from '../../domain/entry.ts';

/** How one item of a restore ended. */
export interface Ending {
  readonly end: ItemEnd;
  readonly reason?: ReasonCode;
  readonly detail?: string;
  /** The reason, elsewhere an error, is a warning here. */
  readonly isOnlyWarning?: boolean;
  /** Trying again would be no better, and may do harm. */
  readonly isFinal?: boolean;
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

  /**
   * What is missing, and what is worth a warning, as a result's entries: one for each item, but one for all that a
   * protected namespace or type leaves out.
   */
  entries(): { readonly errors: readonly Entry[]; readonly warnings: readonly Entry[] } {
    const errors: Entry[] = [];
    const warnings: Entry[] = [];
    for (const [place, [first, ...others]] of this.#told()) {
      const { ending } = first;
      const isAlone = others.length === 0 || place === undefined;
      const entry = isAlone ? entryOf(first) : entryOfAll(place, [first, ...others]);
      const isError = !ending.isOnlyWarning && severityOf(ending.reason, ending.end === 'failed') === 'error';
      (isError ? errors : warnings).push(entry);
    }
    return { errors, warnings };
  }

  /** What is anybody's concern, in order; what one protection leaves out is together, with its place. */
  #told(): Iterable<readonly [ProtectedPlace | undefined, readonly [Told, ...Told[]]]> {
    const told = this.#ended.flatMap(({ planned, ending }): (Told & { readonly place?: ProtectedPlace })[] => {
      const { reason } = ending;
      if (reason === undefined || !isTold(reason)) return [];
      const place = protectedPlaceOf(restoredItem(planned, ending));
      return [{ planned, ending: { ...ending, reason }, ...(place && { place }) }];
    });
    const groups = Map.groupBy(told, ({ place }, i) => (place === undefined ? i : JSON.stringify(place)));
    return [...groups.values()].map((group) => [group[0]?.place, group as unknown as readonly [Told, ...Told[]]]);
  }
}

/** An item whose end is worth an entry. */
interface Told {
  readonly planned: PlannedItem;
  readonly ending: Ending & { readonly reason: ToldReason };
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
function entryOf({ planned, ending: { reason, detail } }: Told): Entry {
  const { ref } = planned;
  const what = `${formatItemRef(ref)}${mappedTo(planned)}`;
  return { code: reason, item: ref, message: `${what} ${describeReason(reason)}${because(detail)}` };
}

/** The entry about several items that one protection leaves out. */
function entryOfAll(place: ProtectedPlace, told: readonly [Told, ...Told[]]): Entry {
  const { planned, ending } = told[0];
  const items = told.map((it) => restoredItem(it.planned, it.ending));
  const what = `${describeTogether(place, items)}${'namespace' in place ? mappedTo(planned) : ''}`;
  return { code: ending.reason, ...place, message: `${what} are not restored${because(ending.detail)}` };
}

function mappedTo(planned: PlannedItem): string {
  const destination = destinationOf(planned);
  return destination === undefined ? '' : ` (mapped to ${destination})`;
}

function because(detail: string | undefined): string {
  return detail === undefined ? '' : `: ${detail}`;
}
