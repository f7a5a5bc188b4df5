import { RunError } from '../../domain/problem.ts';
import { BlockBuffer } from './block-buffer.ts';
import { parseHeader, type TarHeader } from './parse-header.ts';
import { decodeText, parsePax } from './pax.ts';
import { BLOCK, padded } from './tar-headers.ts';

/** A regular file or, from foreign packers, a folder. */
export interface TarEntry {
  readonly type: 'file' | 'directory';
  readonly name: string;
  readonly body: Buffer;
}

/** What an archive may ask a reader to hold in memory. */
export interface TarLimits {
  /** Largest body of an entry. */
  readonly entryBytes: number;
  /** Largest PAX header or long name. */
  readonly headerBytes: number;
}

/** What a PAX header or a long name says about the next entry. */
interface Extension {
  readonly name: string | undefined;
  readonly size: string | undefined;
}

const ZEROS = Buffer.alloc(BLOCK);

/**
 * Walks through tar, strictly: any two readers must see the same entries in it, or it is refused with
 * `archive-unreadable`. Readers differ in what follows the end marker, in PAX sizes that contradict the header, in
 * global names, links and sparse files; none of these occurs in a backup. Needs no package, runs at the speed of
 * gunzip, and holds one entry at a time.
 */
export class TarWalker {
  readonly #limits: TarLimits;
  readonly #input = new BlockBuffer();
  /** The header whose body comes next; undefined where a header comes next. */
  #header: TarHeader | undefined;
  #extension: Extension | undefined;
  #zeroBlocks = 0;

  constructor(limits: TarLimits) {
    this.#limits = limits;
  }

  /** The entries that are complete with this chunk. Use up the iterator before the next call. */
  *feed(chunk: Buffer): Generator<TarEntry, void, void> {
    this.#input.feed(chunk);
    for (;;) {
      const piece = this.#input.take(this.#header === undefined ? BLOCK : padded(this.#header.size));
      if (piece === undefined) return;
      const entry = this.#header === undefined ? this.#takeHeader(piece) : this.#takeBody(this.#header, piece);
      if (entry !== undefined) yield entry;
    }
  }

  /** Call after the last chunk: the archive must have ended with its end marker. */
  end(): void {
    if (this.#zeroBlocks < 2 || this.#input.left > 0) throw malformed('it ends before its end marker');
  }

  #takeHeader(block: Buffer): TarEntry | undefined {
    if (block.equals(ZEROS)) {
      if (this.#extension !== undefined) throw malformed('an extended header belongs to no entry');
      this.#zeroBlocks++;
      return undefined;
    }
    if (this.#zeroBlocks > 0) throw malformed('something follows its end marker');
    const header = parseHeader(block);
    const isEntry = header.type === 'file' || header.type === 'directory';
    const limit = isEntry ? this.#limits.entryBytes : this.#limits.headerBytes;
    if (header.size > limit) throw malformed(`an entry of ${header.size} bytes exceeds the limit of ${limit}`);
    if (header.size > 0) {
      this.#header = header;
      return undefined;
    }
    return this.#takeBody(header, ZEROS);
  }

  #takeBody(header: TarHeader, piece: Buffer): TarEntry | undefined {
    this.#header = undefined;
    const body = piece.subarray(0, header.size);
    switch (header.type) {
      case 'pax-global':
        refuseMeaning(parsePax(body), 'path', 'linkpath', 'size');
        return undefined;
      case 'pax':
        this.#extend(extensionOf(parsePax(body)));
        return undefined;
      case 'gnu-long-name':
        this.#extend({ name: decodeText(body.at(-1) === 0 ? body.subarray(0, -1) : body), size: undefined });
        return undefined;
      case 'file':
      case 'directory':
        return { type: header.type, name: this.#nameOf(header), body };
    }
  }

  #extend(extension: Extension): void {
    if (this.#extension !== undefined) throw malformed('two extended headers precede one entry');
    this.#extension = extension;
  }

  #nameOf({ name, size }: TarHeader): string {
    const extension = this.#extension;
    this.#extension = undefined;
    if (extension?.size !== undefined && extension.size !== String(size)) {
      throw malformed('a PAX header and the header after it disagree about a size');
    }
    return extension?.name ?? name;
  }
}

function extensionOf(records: ReadonlyMap<string, string>): Extension {
  refuseMeaning(records, 'linkpath');
  return { name: records.get('path'), size: records.get('size') };
}

function refuseMeaning(records: ReadonlyMap<string, string>, ...keys: readonly string[]): void {
  const refused = [...records.keys()].find((key) => keys.includes(key) || key.startsWith('GNU.sparse.'));
  if (refused !== undefined) throw malformed(`a PAX header sets ${JSON.stringify(refused)}, which no backup needs`);
}

function malformed(reason: string): RunError {
  return new RunError('archive-unreadable', `Cannot read the archive: ${reason}`);
}
