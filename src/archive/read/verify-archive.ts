import { hash } from 'node:crypto';
import { RunError } from '../../domain/problem.ts';
import type { GzipPiece } from '../gzip/one-member-gzip.ts';
import { PieceReader } from '../gzip/piece-reader.ts';
import { poolWidth } from '../gzip/pool-width.ts';
import { isPreferredCopy, VERSION_PATH } from '../paths.ts';
import { TarWalker, type TarEntry } from '../tar/tar-walker.ts';
import { advancePathsCrc, type ItemLedger } from '../write/item-ledger.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';

/** What a stored archive of ours must turn out to be. */
export interface ExpectedArchive {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Where the pieces of its gzip lie. */
  readonly pieces: readonly GzipPiece[];
  /** What was noted of its items while they were written. */
  readonly ledger: ItemLedger;
}

/**
 * Proves that a stored archive is the one that was written, by reading all of it: SHA-256 and size of the file, one
 * gzip member that ends with its checksum, tar to the end marker, and in it exactly the items that were noted, in their
 * order, each with the SHA-256 it had when it was added and a second copy right behind it: the same bytes, but where the
 * first is a document of its own, which has its own SHA-256. An item of a version that is not preferred is there once.
 * The file's hash alone would prove the transport; the walk proves that what was written is an archive. Throws
 * `archive-unreadable`.
 */
export async function verifyArchive(source: AsyncIterable<Uint8Array>, expected: ExpectedArchive): Promise<void> {
  const { totalBytes, headerBytes } = ARCHIVE_LIMITS;
  const bytes = expected.pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  if (bytes > totalBytes) throw differs(`it unpacks to more than ${totalBytes} bytes, which no restore reads`);
  const walker = new TarWalker({ headerBytes, entryBytes: Math.max(expected.ledger.largest, 512) });
  const proof = new ItemProof(expected.ledger);
  const unpacked = new PieceReader(source, expected.pieces, poolWidth());
  for await (const chunk of unpacked) {
    for (const entry of walker.feed(chunk)) proof.take(entry);
    proof.keep();
  }
  walker.end();
  proof.end();
  const { sha256, compressedBytes } = unpacked.facts;
  if (compressedBytes !== expected.size) throw differs(`it has ${compressedBytes} bytes instead of ${expected.size}`);
  if (sha256 !== expected.sha256) throw differs('its SHA-256 is another');
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
      this.#takeFirst(entry);
    } else {
      this.#takeCopy(this.#main, entry);
    }
  }

  /** Copies what is still held of a chunk whose memory is about to be given back. */
  keep(): void {
    if (this.#main !== undefined) this.#main = { ...this.#main, body: Buffer.from(this.#main.body) };
  }

  end(): void {
    if (!this.#hasVersion || this.#main !== undefined) throw differs('it ends in the middle of an item');
    if (this.#items !== this.#ledger.items)
      throw differs(`it has ${this.#items} items instead of ${this.#ledger.items}`);
    if (this.#pathsCrc !== this.#ledger.pathsCrc) throw differs('its items have other names');
  }

  #takeFirst(entry: TarEntry): void {
    const sha256 = hash('sha256', entry.body, 'buffer');
    const { isAlone, mainSha256 } = this.#ledger.formOf(this.#items);
    const isAdded = mainSha256 === undefined ? this.#ledger.has(this.#items, sha256) : sha256.equals(mainSha256);
    if (!isAdded) throw differs(`item ${this.#items + 1} is not the one that was added`);
    this.#pathsCrc = advancePathsCrc(this.#pathsCrc, entry.name);
    this.#items++;
    this.#main = isAlone === true ? undefined : entry;
  }

  #takeCopy(main: TarEntry, copy: TarEntry): void {
    if (!isPreferredCopy(copy.name, main.name) || !this.#isSecond(main, copy)) {
      throw differs(`the second copy of item ${this.#items} is not like the first`);
    }
    this.#main = undefined;
  }

  #isSecond(main: TarEntry, copy: TarEntry): boolean {
    const index = this.#items - 1;
    if (this.#ledger.formOf(index).mainSha256 === undefined) return main.body.equals(copy.body);
    return this.#ledger.has(index, hash('sha256', copy.body, 'buffer'));
  }
}

function differs(reason: string): RunError {
  return new RunError('archive-unreadable', `The stored archive is not the one that was written: ${reason}`);
}
