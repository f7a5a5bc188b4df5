import { createHash } from 'node:crypto';
import { crc32, inflateRaw } from 'node:zlib';
import { giveBack } from '../../base/give-back.ts';
import { RunError } from '../../domain/problem.ts';
import { FINAL_BLOCK, GZIP_HEADER, gzipEnd, type GzipPiece } from './one-member-gzip.ts';

/** What is known of the file once it has been read to its end. */
export interface PieceFacts {
  readonly compressedBytes: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
}

/** What `inflateRaw` answers with `info`. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * Unpacks a gzip file that `OneMemberGzip` wrote, its pieces in parallel on libuv's pool. Where they lie is what the
 * writer noted, and need not be believed: header, every piece without a last block of its own, the last block, and the
 * trailer with CRC-32 and size of all that came out must follow each other without a gap, which makes the file one
 * member that any gunzip unpacks to the same bytes. Whatever is not so throws `archive-unreadable`; what the source
 * throws passes through. Leaving the loop early closes the source.
 *
 * What it yields is given back when the next is asked for: whoever wants to keep some of it copies it.
 */
export class PieceReader implements AsyncIterable<Buffer> {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #pieces: readonly GzipPiece[];
  readonly #width: number;
  readonly #hash = createHash('sha256');
  #compressedBytes = 0;
  #facts: PieceFacts | undefined;

  /** Unpacks up to `width` pieces at a time and holds as many. */
  constructor(source: AsyncIterable<Uint8Array>, pieces: readonly GzipPiece[], width: number) {
    this.#source = source;
    this.#pieces = pieces;
    this.#width = width;
  }

  /** What is known after the last chunk. */
  get facts(): PieceFacts {
    if (this.#facts === undefined) throw new RunError('internal', 'Cannot tell of a gzip file before its end was read');
    return this.#facts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    const sections = this.#sections();
    try {
      if (!(await next(sections)).equals(GZIP_HEADER)) throw unreadable('the header is another');
      let crc = 0;
      let size = 0;
      for await (const bytes of this.#inflated(sections)) {
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
        giveBack(bytes);
      }
      if (!(await next(sections)).equals(gzipEnd(crc, size))) throw unreadable('incorrect data check');
      if ((await sections.next()).done !== true) throw unreadable('there are bytes after the end of the gzip data');
    } finally {
      await sections.return();
    }
    this.#facts = { compressedBytes: this.#compressedBytes, sha256: this.#hash.digest('hex') };
  }

  /** The pieces unpacked, in their order. */
  async *#inflated(sections: AsyncGenerator<Buffer, void, void>): AsyncGenerator<Buffer, void, void> {
    const underWay: Promise<Buffer>[] = [];
    for (const piece of this.#pieces) {
      underWay.push(inflate(await next(sections), piece.bytes));
      if (underWay.length >= this.#width) yield await underWay.shift()!;
    }
    for (const last of underWay) yield await last;
  }

  /** The file cut at its borders: header, pieces, end, and whatever follows it. */
  async *#sections(): AsyncGenerator<Buffer, void, void> {
    const lengths = [GZIP_HEADER.length, ...this.#pieces.map((piece) => piece.compressedBytes), gzipEnd(0, 0).length];
    let index = 0;
    let section: Buffer | undefined;
    let used = 0;
    for await (const chunk of this.#source) {
      this.#hash.update(chunk);
      this.#compressedBytes += chunk.length;
      for (let at = 0; at < chunk.length;) {
        section ??= Buffer.allocUnsafeSlow(lengths[index++] ?? chunk.length - at);
        const part = chunk.subarray(at, at + section.length - used);
        section.set(part, used);
        used += part.length;
        at += part.length;
        if (used < section.length) break;
        yield section;
        giveBack(section);
        section = undefined;
        used = 0;
      }
    }
    if (index < lengths.length || section !== undefined) throw unreadable('unexpected end of file');
  }
}

async function next(sections: AsyncGenerator<Buffer, void, void>): Promise<Buffer> {
  const { done, value } = await sections.next();
  if (done === true) throw unreadable('unexpected end of file');
  return value;
}

/** Unpacks one piece; the last block is put behind it to see that it has none of its own and ends where it should. */
function inflate(piece: Buffer, bytes: number): Promise<Buffer> {
  const input = Buffer.concat([piece, FINAL_BLOCK]);
  const { length } = input;
  const options = { info: true, chunkSize: bytes + 64, maxOutputLength: Math.max(bytes, 1) };
  const inflated = new Promise<Buffer>((resolve, reject) => {
    inflateRaw(input, options, (error, result) => {
      giveBack(input);
      if (error !== null) return reject(unreadable(error.message, error));
      const { buffer, engine } = result as unknown as Inflated;
      if (buffer.length === bytes && engine.bytesWritten === length) return resolve(buffer);
      reject(unreadable('a piece of it ends elsewhere'));
    });
  });
  inflated.catch(() => undefined); // it is awaited in its turn; until then it is nobody's
  return inflated;
}

function unreadable(reason: string, cause?: unknown): RunError {
  return new RunError('archive-unreadable', `Cannot read gzip data: ${reason}`, { cause });
}
