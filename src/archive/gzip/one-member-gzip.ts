import { constants, crc32, deflateRaw } from 'node:zlib';
import { giveBack } from '../../base/give-back.ts';

/** Takes compressed bytes in order; resolves when they are taken care of, upon which their memory is given back. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/** How `OneMemberGzip` compresses. */
export interface GzipOptions {
  /** 1 to 9, as for `gzip`. */
  readonly level: number;
  /** Chunks that may be under way before a caller is asked to wait. */
  readonly width: number;
  /** Told when a chunk's memory is no longer read, so that the caller may fill it again. */
  readonly release?: (chunk: Uint8Array) => void;
}

/** One chunk in the file: whole blocks of deflate, none of them the last, that refer to nothing before them. */
export interface GzipPiece {
  readonly compressedBytes: number;
  readonly bytes: number;
}

/** As Go's writer, and so Velero, begins a file: no name, no time, unknown system. */
export const GZIP_HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** A last block without content: every chunk before it ended with a sync flush. */
export const FINAL_BLOCK: Uint8Array = Uint8Array.of(0x03, 0x00);

/**
 * Compresses into a single gzip member (RFC 1952), chunks in parallel on libuv's pool. Each chunk ends with a sync
 * flush, so that the pieces concatenate, and refers to nothing before it, so that `PieceReader` unpacks them in parallel
 * too. One member and not several, because a file of several members that is cut at a boundary is a valid shorter file.
 *
 * One promise chain is the only writer to the sink: output is in the order of `write`, whatever finishes first. After
 * a failure nothing more reaches the sink, and every promise that was handed out and `end` reject with it.
 */
export class OneMemberGzip {
  readonly #sink: ByteSink;
  readonly #options: GzipOptions;
  /** What has been handed out as back-pressure next, oldest first. */
  readonly #underWay: Promise<void>[] = [];
  readonly #pieces: GzipPiece[] = [];
  #written: Promise<void>;
  #crc = 0;
  #size = 0;

  constructor(sink: ByteSink, options: GzipOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#written = observed(sink(GZIP_HEADER));
  }

  /** The chunks in their order, as they lie between header and end; complete after `end`. */
  get pieces(): readonly GzipPiece[] {
    return this.#pieces;
  }

  /**
   * Takes a chunk, 1 MiB or more for good compression; its memory must stay as it is until `release`. A promise means
   * that enough is under way: wait for it before the next chunk.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#crc = crc32(chunk, this.#crc);
    this.#size = (this.#size + chunk.length) % 0x1_0000_0000;
    const { length } = chunk;
    const deflated = observed(this.#deflate(chunk));
    this.#written = observed(this.#written.then(async () => this.#append(await deflated, length)));
    this.#underWay.push(this.#written);
    return this.#underWay.length >= this.#options.width ? this.#underWay.shift() : undefined;
  }

  /** Writes the trailer once everything before it is written. */
  async end(): Promise<void> {
    await this.#written;
    await this.#sink(gzipEnd(this.#crc, this.#size));
  }

  async #append(deflated: Uint8Array, bytes: number): Promise<void> {
    this.#pieces.push({ compressedBytes: deflated.length, bytes });
    await this.#sink(deflated);
    giveBack(deflated);
  }

  #deflate(chunk: Uint8Array): Promise<Uint8Array> {
    const { level, release } = this.#options;
    const { Z_FILTERED: strategy, Z_SYNC_FLUSH: finishFlush } = constants;
    const options = { level, strategy, memLevel: 9, chunkSize: outputSize(chunk), finishFlush };
    return new Promise((resolve, reject) => {
      deflateRaw(chunk, options, (error, deflated) => {
        release?.(chunk);
        if (error) reject(error);
        else resolve(deflated);
      });
    });
  }
}

/** The last block and the trailer: CRC-32 and size modulo 2^32 of everything that was compressed. */
export function gzipEnd(crc: number, size: number): Buffer {
  const end = Buffer.alloc(FINAL_BLOCK.length + 8);
  end.set(FINAL_BLOCK);
  end.writeUInt32LE(crc, FINAL_BLOCK.length);
  end.writeUInt32LE(size % 0x1_0000_0000, FINAL_BLOCK.length + 4);
  return end;
}

/** Room for what objects of Kubernetes pack to, so that zlib's output is one buffer; what packs worse takes several. */
function outputSize(chunk: Uint8Array): number {
  return Math.max(chunk.length >> 2, 65_536);
}

/** Marks a promise as looked after: it rejects where it is awaited, not as unhandled before anybody came to wait. */
function observed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
