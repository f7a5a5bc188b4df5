import { crc32 } from 'node:zlib';

const HASH_BYTES = 32;
const FIRST_SLOTS = 1024;

/** How an item lies in the archive where it is not there twice, and alike. */
export interface ItemForm {
  /** SHA-256 of a main copy that is another document than the item. */
  readonly mainSha256?: Uint8Array;
  /** The item has no main copy: it lies below its version alone. */
  readonly isAlone?: boolean;
}

const TWICE: ItemForm = {};

/**
 * What was written, for the proof of what is read back: every item's SHA-256 in order, 32 bytes each, and one checksum
 * over all names. A megabyte and a half for 50 000 items, where hex strings would take ten times that.
 */
export class ItemLedger {
  #hashes = Buffer.allocUnsafeSlow(FIRST_SLOTS * HASH_BYTES);
  /** By index; few items have one. */
  readonly #forms = new Map<number, ItemForm>();
  #items = 0;
  #pathsCrc = 0;
  #largest = 0;

  /** Items noted so far. */
  get items(): number {
    return this.#items;
  }

  /** Bytes of the largest item. */
  get largest(): number {
    return this.#largest;
  }

  /** CRC-32 over the path of every item's first copy, each ended by a newline. */
  get pathsCrc(): number {
    return this.#pathsCrc;
  }

  /** Notes the next item: the path of its first copy, the size of its largest, its own SHA-256. */
  note(path: string, size: number, sha256: Uint8Array, form?: ItemForm): void {
    if (form !== undefined) this.#forms.set(this.#items, form);
    const at = this.#items * HASH_BYTES;
    if (at === this.#hashes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * at);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes.set(sha256, at);
    this.#pathsCrc = advancePathsCrc(this.#pathsCrc, path);
    this.#largest = Math.max(this.#largest, size);
    this.#items++;
  }

  /** How the item of this index lies in the archive. */
  formOf(index: number): ItemForm {
    return this.#forms.get(index) ?? TWICE;
  }

  /** Whether the item of this index has these 32 bytes of SHA-256; false beyond the last one. */
  has(index: number, sha256: Uint8Array): boolean {
    if (index >= this.#items) return false;
    const at = index * HASH_BYTES;
    return this.#hashes.compare(sha256, 0, HASH_BYTES, at, at + HASH_BYTES) === 0;
  }
}

/** `ItemLedger.pathsCrc` with one more path. */
export function advancePathsCrc(crc: number, path: string): number {
  return crc32(`${path}\n`, crc);
}
