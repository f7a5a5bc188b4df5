import type { Entry, EntryCode } from '../../domain/entry.ts';
import { formatItemRef, type ItemRef } from '../../domain/item.ts';
import { RunError } from '../../domain/problem.ts';
import { formatGroupResource, type GroupResource } from '../../domain/resource.ts';
import type { ArchivedType } from '../../domain/restore/contents.ts';
import type { EntryPath } from '../paths.ts';
import type { ArchiveEntry } from '../read/archive-reader.ts';
import { CopyChoice } from './copy-choice.ts';
import { copyKey } from './copy-pass.ts';
import { TypeIndex } from './type-index.ts';

/** Warnings of one kind that name their items; of the rest only the number is told. */
const MOST_NAMED = 100;

/** Doubles are remembered one by one; an archive with more of them is nobody's backup. */
const MOST_DOUBLES = 10_000;

/** What is known of an archive that was read to its end. */
export interface IndexedContents {
  /** In the order of their first item. */
  readonly types: readonly ArchivedType[];
  readonly warnings: readonly Entry[];
  readonly choice: CopyChoice;
}

/** A main or preferred copy whose twin comes next, as it does wherever both were written together. */
interface Pending {
  readonly type: TypeIndex;
  readonly slot: number;
  readonly ref: ItemRef;
  readonly body: Uint8Array;
}

/**
 * Learns what an archive holds while it is read: names, versions, what is there twice and what differs from its twin.
 * Keeps no bodies, and about 200 bytes an item. A body is looked at only where its twin does not follow at once.
 */
export class ContentsIndex {
  readonly #types = new Map<string, TypeIndex>();
  readonly #doubles = new Set<string>();
  readonly #warnings: Entry[] = [];
  readonly #warned = new Map<EntryCode, number>();
  #last: TypeIndex | undefined;
  #pending: Pending | undefined;

  /** Different items. */
  get items(): number {
    return this.#types.values().reduce((sum, { size }) => sum + size, 0);
  }

  /** Notes an entry. Throws `archive-unreadable` for an archive that holds more doubles or versions than any backup. */
  take({ meaning, body }: ArchiveEntry): void {
    if (meaning.kind !== 'item') return;
    const { ref, version } = meaning;
    const type = this.#typeOf(ref);
    const slot = type.slotOf(ref.namespace, ref.name);
    const copy = type.versions.note(version);
    if (!type.note(slot, copy)) this.#noteDouble(meaning, copyKey(formatItemRef(ref), copy));
    else if (version?.isPreferred !== false) this.#compare({ type, slot, ref, body });
  }

  /** Items as their writer counted them: an object once for every version in which it is there. */
  get stored(): number {
    return this.#types.values().reduce((sum, { stored }) => sum + stored, 0);
  }

  /** Whether there is a copy of an item: the main one, or that of a version. */
  holds(ref: ItemRef, version: string | undefined): boolean {
    return this.#types.get(formatGroupResource(ref))?.holds(ref.namespace, ref.name, version) === true;
  }

  /** Has the item come from the copy of its version in later passes, never from its main one. */
  forgetMain(ref: ItemRef): void {
    this.#types.get(formatGroupResource(ref))?.forgetMain(ref.namespace, ref.name);
  }

  /** Ends the index: what there is, what is doubtful of it, and how later passes choose among copies. */
  finish(): IndexedContents {
    this.#settle();
    const unnamed = [...this.#warned].filter(([, count]) => count > MOST_NAMED);
    const more = unnamed.map(([code, count]): Entry => ({ code, message: `${count - MOST_NAMED} more of this kind` }));
    return {
      types: [...this.#types.values()].map((type) => type.toType()),
      warnings: [...this.#warnings, ...more],
      choice: new CopyChoice(this.#types.values(), this.#doubles),
    };
  }

  #typeOf(ref: GroupResource): TypeIndex {
    if (this.#last?.resource === ref.resource && this.#last.group === ref.group) return this.#last;
    const key = formatGroupResource(ref);
    const type = this.#types.get(key) ?? new TypeIndex(ref);
    this.#types.set(key, type);
    this.#last = type;
    return type;
  }

  #noteDouble({ ref, version }: Extract<EntryPath, { kind: 'item' }>, key: string): void {
    const which = version === undefined ? '' : ` in version ${version.version}`;
    this.#warn(
      'duplicate-entry',
      ref,
      `The archive holds ${formatItemRef(ref)}${which} more than once; the first is used`,
    );
    this.#doubles.add(key);
    if (this.#doubles.size > MOST_DOUBLES) {
      throw new RunError(
        'archive-unreadable',
        `Cannot read the archive: more than ${MOST_DOUBLES} items are in it twice`,
      );
    }
  }

  /** Compares the two copies of an item that ought to be the same bytes. */
  #compare(copy: Pending): void {
    const pending = this.#pending;
    if (pending?.type !== copy.type || pending.slot !== copy.slot) {
      this.#settle();
      this.#pending = copy;
      return;
    }
    this.#pending = undefined;
    if (Buffer.compare(pending.body, copy.body) !== 0) this.#tellDifference(copy);
  }

  #settle(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined && !pending.type.isAlike(pending.slot, pending.body)) this.#tellDifference(pending);
  }

  /** Claims may differ: Velero changes the one it restores from, when a snapshot is finished after the other was stored. */
  #tellDifference({ ref }: Pending): void {
    if (ref.group === '' && ref.resource === 'persistentvolumeclaims') return;
    const message = `The two copies of ${formatItemRef(ref)} in the archive differ; the one without a version is used`;
    this.#warn('copies-differ', ref, message);
  }

  #warn(code: EntryCode, item: ItemRef, message: string): void {
    const count = (this.#warned.get(code) ?? 0) + 1;
    this.#warned.set(code, count);
    if (count <= MOST_NAMED) this.#warnings.push({ code, item, message });
  }
}
