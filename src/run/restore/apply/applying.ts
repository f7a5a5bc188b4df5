import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import type { NamespaceKeeper } from './namespace-keeper.ts';
import type { OwnerBook } from './owner-book.ts';
import type { Planning } from '../planning.ts';

/** What applying a plan works with. */
export interface Applying {
  readonly planning: Planning;
  readonly namespaces: NamespaceKeeper;
  readonly owners: OwnerBook;
  /** What the server warned of while it wrote an item. */
  warned(planned: PlannedItem, warnings: readonly string[]): void;
  /** An item was made, or made anew. */
  created(planned: PlannedItem, archived: ArchivedItem): void;
  /** An item has ended: the tally has moved. */
  moved(): void;
}
