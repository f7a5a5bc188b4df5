import { hash } from 'node:crypto';
import { RunError } from '../../domain/problem.ts';
import { GzipReader } from '../gzip/gzip-reader.ts';
import { isPreferredCopy, VERSION_PATH } from '../paths.ts';
import { TarWalker, type TarEntry } from '../tar/tar-walker.ts';
import { advancePathsCrc, type ItemLedger } from '../write/item-ledger.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';

/** What a stored archive of ours must turn out to be. */
export interface ExpectedArchive {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** What was noted while it was written. */
  readonly ledger: ItemLedger;
}

/**
 * Proves that a stored archive is the one that was written, by reading all of it: SHA-256 and size of the file, one
 * gzip member that ends with its checksum, tar to the end marker, and in it exactly the items that were noted, in their
 * order, each with the SHA-256 it had when it was added and a second copy right behind it. The file's hash alone would
 * prove the transport; the walk proves that what was written is an archive. Throws `archive-unreadable`.
 */
export async function verifyArchive(source: AsyncIterable<Uint8Array>, expected: ExpectedArchive): Promise<void> {
  const limits = { ...ARCHIVE_LIMITS, entryBytes: Math.max(expected.ledger.largest, 512) };
  const walker = new TarWalker(limits);
  const proof = new ItemProof(expected.ledger);
  const unpacked = new GzipReader(source, { ...limits, ratio: Number.POSITIVE_INFINITY });
  for await (const chunk of unpacked) {
    for (const entry of walker.feed(chunk)) proof.take(entry);
  }
  walker.end();
  proof.end();
  const { sha256, compressedBytes, isOneMember } = unpacked.facts;
  if (compressedBytes !== expected.size) throw differs(`it has ${compressedBytes} bytes instead of ${expected.size}`);
  if (sha256 !== expected.sha256) throw differs('its SHA-256 is another');
  if (!isOneMember) throw differs('it has several gzip members');
}

/** Compares entries with what was noted of them, as they come. */
class ItemProof {
  readonly #ledger: ItemLedger;
  #hasVersion = false;
  /** The main copy whose second copy comes next. */
  #main: TarEntry | undefined;
  #items = 0;
  #pathsCrc = 0;

  constructor(ledger: ItemLedger) {
    this.#ledger = ledger;
  }

  take(entry: TarEntry): void {
    if (!this.#hasVersion) {
      if (entry.name !== VERSION_PATH) throw differs('it does not begin with its version');
      this.#hasVersion = true;
    } else if (this.#main === undefined) {
      this.#takeMain(entry);
    } else {
      this.#takeCopy(this.#main, entry);
    }
  }

  end(): void {
    if (!this.#hasVersion || this.#main !== undefined) throw differs('it ends in the middle of an item');
    if (this.#items !== this.#ledger.items)
      throw differs(`it has ${this.#items} items instead of ${this.#ledger.items}`);
    if (this.#pathsCrc !== this.#ledger.pathsCrc) throw differs('its items have other names');
  }

  #takeMain(entry: TarEntry): void {
    const sha256 = hash('sha256', entry.body, 'buffer');
    if (!this.#ledger.has(this.#items, sha256)) throw differs(`item ${this.#items + 1} is not the one that was added`);
    this.#pathsCrc = advancePathsCrc(this.#pathsCrc, entry.name);
    this.#items++;
    this.#main = entry;
  }

  #takeCopy(main: TarEntry, copy: TarEntry): void {
    if (!isPreferredCopy(copy.name, main.name) || !main.body.equals(copy.body)) {
      throw differs(`the second copy of item ${this.#items} is not like the first`);
    }
    this.#main = undefined;
  }
}

function differs(reason: string): RunError {
  return new RunError('archive-unreadable', `The stored archive is not the one that was written: ${reason}`);
}
