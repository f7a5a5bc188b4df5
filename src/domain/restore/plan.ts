import type { ItemRef } from '../item.ts';
import type { WaveName } from './order.ts';
import type { ReasonCode } from './reason.ts';

/** What is to be done about one item of an archive. */
export type PlannedAction =
  /** There is no such object. */
  | 'create'
  /** There is one that differs, and the policy says `update`. */
  | 'update'
  /** There is one that differs, and the policy says to delete it and create it anew. */
  | 'recreate'
  /** There is one that is alike in everything that a restore would write. */
  | 'unchanged'
  /** Left out by a rule; the reason names it. */
  | 'skip'
  /** Cannot be restored; the reason says why. */
  | 'fail'
  /** Only the real run can tell: a dry run needs something that an earlier wave makes. */
  | 'unknown';

/** One selected item of an archive, and what is to be done about it. */
export interface PlannedItem {
  /** As archived. */
  readonly ref: ItemRef;
  /** The namespace it goes to: another one than archived where mapped; undefined for cluster-scoped items. */
  readonly target: string | undefined;
  /** For a Namespace that is mapped: the name that it gets. */
  readonly renamed?: string;
  /** The version it is read from in the archive and submitted in: one that the cluster serves. */
  readonly version: string;
  readonly wave: WaveName;
  readonly action: PlannedAction;
  readonly reason?: ReasonCode;
  /** For a claim: whether it is to be bound to the volume it had, or gets a new one. */
  readonly volume?: 'rebind' | 'provision';
  /** Whether a status is written beside the object. */
  readonly hasStatus?: true;
  /** Whether it had owners that it is to have again. */
  readonly hasOwners?: true;
  /** With `recreate`: deleted before anything is written, because the policy says `replace`. */
  readonly isReplaced?: true;
  /** One sentence behind the reason: which field, which owner, what the server said. Holds no secret value. */
  readonly detail?: string;
}

/** What a restore will do, as data: the same archive, policy and cluster give the same plan and digest. */
export interface RestorePlan {
  readonly backup: string;
  /** Every selected item, waves in order, items in the archive's order. */
  readonly items: readonly PlannedItem[];
  /** SHA-256 (hex) over archive, policy and every item's line. */
  readonly digest: string;
}

/** Whether applying the plan writes the item, or tries to. */
export function isWritten({ action }: Pick<PlannedItem, 'action'>): boolean {
  return action === 'create' || action === 'update' || action === 'recreate' || action === 'unknown';
}

/** How many items a plan or a restore has of each kind of end. */
export type ActionCounts = Readonly<Partial<Record<PlannedAction, number>>>;

/** Counts the items of a plan by action. */
export function countActions(items: readonly PlannedItem[]): ActionCounts {
  const counts: Partial<Record<PlannedAction, number>> = {};
  for (const { action } of items) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
