import type { ListStep } from '../../../domain/backup/plan.ts';
import { formatItemRef, type ItemRef } from '../../../domain/item.ts';
import { formatGroupResource } from '../../../domain/resource.ts';

/**
 * Remembers which objects were stored, of the types that are stored in several versions: an object that came between two
 * lists would else be stored in one that Velero and readers of archives do not look for by itself.
 */
export class MainCopies {
  readonly #types: ReadonlySet<string>;
  readonly #stored = new Set<string>();

  constructor(versionSteps: readonly ListStep[]) {
    this.#types = new Set(versionSteps.map(({ type }) => formatGroupResource(type)));
  }

  /** Notes that an object was stored in the version that its group prefers. */
  note(ref: ItemRef): void {
    if (this.#types.size > 0 && this.#types.has(formatGroupResource(ref))) this.#stored.add(formatItemRef(ref));
  }

  /** Whether an object was stored. */
  has(ref: ItemRef): boolean {
    return this.#stored.has(formatItemRef(ref));
  }
}
