import type { JsonObject } from '../../domain/json/exact-json.ts';
import type { PlannedItem } from '../../domain/restore/plan.ts';
import type { Prepared } from '../../domain/restore/prepare/prepare.ts';
import type { ObjectPath } from '../../kube/cluster.ts';
import type { NamespaceKeeper } from './namespace-keeper.ts';
import type { Target } from './target.ts';

/** What applying a plan works with. */
export interface Applying {
  readonly target: Target;
  readonly namespaces: NamespaceKeeper;
  /** The restore's name, which everything it makes is labelled with. */
  readonly restore: string;
  readonly existing: 'none' | 'update';
  /** The object as it is to be written. */
  prepare(planned: PlannedItem, object: JsonObject): Prepared;
  /** Where an item's requests go, and as what kind. */
  whereTo(planned: PlannedItem): { readonly path: ObjectPath; readonly kind: string };
  /** Whether an earlier attempt of this very restore made the object. */
  isOurs(live: JsonObject): boolean;
  /** What the server warned of while it wrote an item. */
  warned(planned: PlannedItem, warnings: readonly string[]): void;
}
