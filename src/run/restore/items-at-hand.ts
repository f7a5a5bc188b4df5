import { formatItemRef, type ItemRef } from '../../domain/item.ts';
import type { ArchivedItem } from '../../domain/restore/contents.ts';
import type { RestorePolicy } from '../../domain/restore/policy.ts';

/** As much as they may take together: the items of some thousand objects. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Items that were read for the plan, kept for being applied as long as there is room: who restores little out of much
 * does not read the archive again for every wave.
 */
export class ItemsAtHand {
  readonly #items = new Map<string, ArchivedItem>();
  #room: number;

  /** What is planned and not applied needs nothing twice. */
  constructor({ mode, planWith }: Pick<RestorePolicy, 'mode' | 'planWith'>) {
    this.#room = mode === 'Apply' || planWith === 'DryRun' ? MOST_BYTES : 0;
  }

  /** Keeps a copy of the item where there is room for it: its bytes are a view of a larger buffer. */
  keep({ ref, version, bytes }: ArchivedItem): void {
    if (bytes.length > this.#room) return;
    this.#room -= bytes.length;
    this.#items.set(formatItemRef(ref), { ref, version, bytes: new Uint8Array(bytes) });
  }

  /** The item, or undefined where it is to be read from the archive. */
  find(ref: ItemRef): ArchivedItem | undefined {
    return this.#items.get(formatItemRef(ref));
  }
}
