import { RunError } from '../../domain/problem.ts';
import { GzipReader, type GzipFacts } from '../gzip/gzip-reader.ts';
import { isFolderPath, VERSION_PATH, type EntryPath } from '../paths.ts';
import { TarWalker, type TarEntry } from '../tar/tar-walker.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { EntryPathParser } from './entry-path-parser.ts';

/** A file in an archive: a copy of an item, or one of `metadata/`. */
export interface ArchiveEntry {
  /** As in the archive, without a leading `./`. */
  readonly path: string;
  readonly meaning: EntryPath;
  /** Bytes of the body. */
  readonly size: number;
  readonly body: Uint8Array;
}

/** What is known of an archive that was read to its very end. */
export interface ArchiveFacts extends GzipFacts {
  readonly entries: number;
  /** Content of `metadata/version`; undefined where it is missing, as in archives of very old releases. */
  readonly formatVersion: string | undefined;
}

/** How strictly to read. */
export interface ReadOptions {
  readonly limits?: ArchiveLimits;
  /** What the file's SHA-256 (hex) must be; without one the file is not hashed. */
  readonly sha256?: string | undefined;
}

/**
 * Reads an archive of ours, of Velero, or one packed again by GNU tar, once: yields every file, whole, in order.
 * Nothing of it is proven before the loop is done, so act on nothing until then. Iterating throws `archive-unreadable`
 * for everything that is cut, damaged, oversized or not a backup's, with `sha256` also for everything that is not
 * exactly that file, and `archive-unsupported` for a format of a higher major version.
 */
export class ArchiveReader implements AsyncIterable<ArchiveEntry> {
  readonly #unpacked: GzipReader;
  readonly #limits: ArchiveLimits;
  readonly #sha256: string | undefined;
  readonly #paths = new EntryPathParser();
  #entries = 0;
  #formatVersion: string | undefined;

  constructor(source: AsyncIterable<Uint8Array>, options: ReadOptions = {}) {
    this.#limits = options.limits ?? ARCHIVE_LIMITS;
    this.#sha256 = options.sha256;
    this.#unpacked = new GzipReader(source, this.#limits, { isHashed: options.sha256 !== undefined });
  }

  /** What is known after the last entry. */
  get facts(): ArchiveFacts {
    return { ...this.#unpacked.facts, entries: this.#entries, formatVersion: this.#formatVersion };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ArchiveEntry, void, void> {
    for await (const batch of this.batches()) yield* batch;
  }

  /**
   * The same files, those of one chunk at a time: a wait for each of 100 000 files takes longer than reading them. Use up
   * each batch before the next.
   */
  async *batches(): AsyncGenerator<Iterable<ArchiveEntry>, void, void> {
    const walker = new TarWalker(this.#limits);
    for await (const chunk of this.#unpacked) yield this.#files(walker, chunk);
    walker.end();
    if (this.#sha256 !== undefined && this.#sha256 !== this.#unpacked.facts.sha256) {
      throw unreadable('its SHA-256 is not the expected one');
    }
  }

  *#files(walker: TarWalker, chunk: Buffer): Generator<ArchiveEntry, void, void> {
    for (const entry of walker.feed(chunk)) {
      const file = this.#fileOf(entry);
      if (file !== undefined) yield this.#counted(file);
    }
  }

  #counted(file: ArchiveEntry): ArchiveEntry {
    if (++this.#entries > this.#limits.entries) throw unreadable(`it has more than ${this.#limits.entries} entries`);
    if (file.path === VERSION_PATH) this.#formatVersion = versionOf(file.body);
    return file;
  }

  /** A file with its meaning; undefined for a folder. */
  #fileOf(entry: TarEntry): ArchiveEntry | undefined {
    const path = withoutDot(entry.name);
    if (entry.type === 'directory') {
      if (path !== '' && !isFolderPath(path)) throw stray(entry.name);
      return undefined;
    }
    const meaning = this.#paths.parse(path);
    if (meaning === undefined) throw stray(entry.name);
    return { path, meaning, size: entry.body.length, body: entry.body };
  }
}

/** An entry's name as the grammar knows it: GNU tar puts `./` before the names of a packed folder. */
export function withoutDot(name: string): string {
  return name.startsWith('./') ? name.slice(2) : name;
}

/** The format's version, whose first number tells whether we understand it. */
function versionOf(body: Uint8Array): string {
  const version = Buffer.from(body.subarray(0, 64)).toString().trim();
  const major = /^(\d+)(\.\d+)*$/.exec(version)?.[1];
  if (major === undefined) throw unreadable(`its version is ${JSON.stringify(version)}`);
  if (Number(major) > 1) {
    throw new RunError('archive-unsupported', `Cannot read the archive: its format is ${version}, newer than 1`, {
      hint: 'Use a newer release of Lifeboat',
    });
  }
  return version;
}

function stray(name: string): RunError {
  return unreadable(`${JSON.stringify(name)} is not a path that a backup contains`);
}

function unreadable(reason: string): RunError {
  return new RunError('archive-unreadable', `Cannot read the archive: ${reason}`);
}
