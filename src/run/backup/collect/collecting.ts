import type { BackupDraft } from '../../../archive/backup-store.ts';
import type { RunContext } from '../../../base/context.ts';
import type { BackupPlan } from '../../../domain/backup/plan.ts';
import type { Cluster, ListedItem } from '../../../kube/cluster.ts';
import type { Journal } from '../../journal.ts';
import { MainCopies } from './main-copies.ts';
import { NeededItems } from './needed-items.ts';
import type { Tally } from './tally.ts';

/** What collecting works with. */
export interface Collecting {
  readonly cluster: Cluster;
  readonly draft: BackupDraft;
  readonly plan: BackupPlan;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly needed: NeededItems;
  readonly mainCopies: MainCopies;
  /** Why items are taken now: the selection has them, or what it has needs them. */
  readonly reason: 'selected' | 'related';
  /** What is done around single items; undefined where nothing is. */
  readonly attendant?: Attendant | undefined;
}

/**
 * Does something before and after single items are stored. They are set aside while their list is read, lest its pages
 * expire meanwhile, and stored when it has ended.
 */
export interface Attendant {
  /** Whether an item is attended. Asked for every item that is stored: must be cheap for those that are not. */
  attends(item: ListedItem): boolean;
  /** Does what comes before, calls `store` unless the item is to stay out, and does what comes after. */
  attend(ctx: RunContext, item: ListedItem, store: () => Promise<void>): Promise<void>;
}

/** What collecting begins with. */
export function collecting(
  given: Pick<Collecting, 'cluster' | 'draft' | 'plan' | 'journal' | 'tally' | 'attendant'>,
): Collecting {
  const needed = new NeededItems(given.plan);
  return { ...given, needed, mainCopies: new MainCopies(given.plan.versionSteps), reason: 'selected' };
}
