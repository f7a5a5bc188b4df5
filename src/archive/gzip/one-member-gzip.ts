import { constants, crc32, deflateRaw } from 'node:zlib';

/** Takes compressed bytes in order; resolves when they are taken care of. */
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

/** As Go's writer, and so Velero, begins a file: no name, no time, unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** A last block without content: every chunk before it ended with a sync flush. */
const FINAL_BLOCK = [0x03, 0x00];
const WINDOW = 32_768;

/**
 * Compresses into a single gzip member (RFC 1952), chunks in parallel on libuv's pool: pigz's layout. Each chunk is
 * deflated with the 32 KiB before it as dictionary and ends with a sync flush, so that the pieces concatenate. One
 * member and not several, because a file of several members that is cut at a boundary is a valid shorter file.
 *
 * One promise chain is the only writer to the sink: output is in the order of `write`, whatever finishes first. After
 * a failure nothing more reaches the sink, and every promise that was handed out and `end` reject with it.
 */
export class OneMemberGzip {
  readonly #sink: ByteSink;
  readonly #options: GzipOptions;
  /** What has been handed out as back-pressure next, oldest first. */
  readonly #underWay: Promise<void>[] = [];
  readonly #window = Buffer.allocUnsafe(WINDOW);
  #windowUsed = 0;
  #written: Promise<void>;
  #crc = 0;
  #size = 0;

  constructor(sink: ByteSink, options: GzipOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#written = observed(sink(HEADER));
  }

  /**
   * Takes a chunk, 1 MiB or more for good compression; its memory must stay as it is until `release`. A promise means
   * that enough is under way: wait for it before the next chunk.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#crc = crc32(chunk, this.#crc);
    this.#size = (this.#size + chunk.length) % 0x1_0000_0000;
    const deflated = observed(this.#deflate(chunk));
    this.#remember(chunk);
    this.#written = observed(this.#written.then(async () => this.#sink(await deflated)));
    this.#underWay.push(this.#written);
    return this.#underWay.length >= this.#options.width ? this.#underWay.shift() : undefined;
  }

  /** Writes the trailer once everything before it is written. */
  async end(): Promise<void> {
    await this.#written;
    const trailer = Buffer.from([...FINAL_BLOCK, 0, 0, 0, 0, 0, 0, 0, 0]);
    trailer.writeUInt32LE(this.#crc, 2);
    trailer.writeUInt32LE(this.#size, 6);
    await this.#sink(trailer);
  }

  #deflate(chunk: Uint8Array): Promise<Uint8Array> {
    const { level, release } = this.#options;
    const dictionary = this.#windowUsed === 0 ? {} : { dictionary: this.#window.subarray(0, this.#windowUsed) };
    const options = { level, memLevel: 9, chunkSize: 262_144, finishFlush: constants.Z_SYNC_FLUSH, ...dictionary };
    return new Promise((resolve, reject) => {
      deflateRaw(chunk, options, (error, deflated) => {
        release?.(chunk);
        if (error) reject(error);
        else resolve(deflated);
      });
    });
  }

  /** Keeps the chunk's end as the next one's dictionary; zlib has copied the previous one by now. */
  #remember(chunk: Uint8Array): void {
    const tail = chunk.subarray(-WINDOW);
    this.#window.set(tail);
    this.#windowUsed = tail.length;
  }
}

/** Marks a promise as looked after: it rejects where it is awaited, not as unhandled before anybody came to wait. */
function observed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
