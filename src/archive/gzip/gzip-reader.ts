import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RunError } from '../../domain/problem.ts';

/** What is known of a gzip file once it has been read to its end. */
export interface GzipFacts {
  readonly compressedBytes: number;
  /** SHA-256 of the compressed bytes, hex; undefined where it was not asked for. */
  readonly sha256: string | undefined;
  readonly bytes: number;
  /** Whether it is a single member: only then is every shorter version of the file broken. */
  readonly isOneMember: boolean;
}

/** Bounds against bombs: how much may come out, and how much more than went in. */
export interface GunzipLimits {
  readonly totalBytes: number;
  /** Largest ratio of bytes out to bytes in, judged once more than `ratioFromBytes` came out. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

/** 256 KiB of output at a time is three times as fast as zlib's default. */
const CHUNK_BYTES = 262_144;

/**
 * Unpacks a gzip file, once, to its very end: the checksum of every member is checked, and bytes that belong to no
 * member are refused, also the zeros that gzip itself tolerates. Iterating throws `archive-unreadable` for broken or
 * oversized input; what the source throws passes through. Leaving the loop early closes the source.
 */
export class GzipReader implements AsyncIterable<Buffer> {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #limits: GunzipLimits;
  readonly #hash: Hash | undefined;
  #compressedBytes = 0;
  /** The last four bytes of the file, so far. */
  #tail = Buffer.alloc(0);
  #facts: GzipFacts | undefined;

  /** `isHashed: false` spares the SHA-256 where it is known already. */
  constructor(source: AsyncIterable<Uint8Array>, limits: GunzipLimits, options: { readonly isHashed?: boolean } = {}) {
    this.#source = source;
    this.#limits = limits;
    this.#hash = options.isHashed === false ? undefined : createHash('sha256');
  }

  /** What is known after the last chunk. */
  get facts(): GzipFacts {
    if (this.#facts === undefined) throw new RunError('internal', 'Cannot tell of a gzip file before its end was read');
    return this.#facts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    const inflate = createGunzip({ chunkSize: CHUNK_BYTES });
    // The outcome of the pipeline is the outcome of reading `inflate`, which it destroys with the source's error.
    pipeline(this.#tapped(), inflate, () => undefined);
    let bytes = 0;
    try {
      for await (const chunk of inflate as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        refuseBomb(bytes, this.#compressedBytes, this.#limits);
        yield chunk;
      }
    } catch (error) {
      throw isZlibError(error) ? unreadable(`gzip: ${error.message}`, error) : error;
    }
    if (inflate.bytesWritten !== this.#compressedBytes)
      throw unreadable('there are bytes after the end of the gzip data');
    // The last trailer tells the size of the last member alone, modulo 2^32 (RFC 1952).
    const isOneMember = this.#tail.readUInt32LE() === bytes % 0x1_0000_0000;
    const sha256 = this.#hash?.digest('hex');
    this.#facts = { compressedBytes: this.#compressedBytes, sha256, bytes, isOneMember };
  }

  async *#tapped(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      this.#hash?.update(chunk);
      this.#compressedBytes += chunk.length;
      this.#tail = Buffer.concat([this.#tail, chunk.subarray(-4)]).subarray(-4);
      yield chunk;
    }
  }
}

function refuseBomb(bytes: number, compressedBytes: number, limits: GunzipLimits): void {
  if (bytes > limits.totalBytes) throw unreadable(`it unpacks to more than ${limits.totalBytes} bytes`);
  if (bytes > limits.ratioFromBytes && bytes > limits.ratio * compressedBytes) {
    throw unreadable(`it unpacks to more than ${limits.ratio} times its size`);
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function unreadable(reason: string, cause?: unknown): RunError {
  return new RunError('archive-unreadable', `Cannot read gzip data: ${reason}`, { cause });
}
