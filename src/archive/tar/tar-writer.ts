import { giveBack } from '../../base/give-back.ts';
import { BLOCK, padded, TarHeaders } from './tar-headers.ts';

/** Takes whole chunks of tar; a promise is back-pressure. Chunks are given back through `TarWriter.release`. */
export type ChunkSink = (chunk: Buffer) => Promise<void> | undefined;

/** Size of a full chunk in bytes: large enough that handing chunks to other threads costs next to nothing in time or size (docs/benchmarks.md). */
export const TAR_CHUNK_BYTES = 4_194_304;

/**
 * Packs files into tar and hands it on in chunks of 4 MiB: compressors must not be fed by the entry. `add` does all of
 * an entry at once, so entries of several callers cannot interleave. Chunks are used again once released, and given back
 * at the end: while an archive is stored and read back, nobody needs 16 MiB of them.
 */
export class TarWriter {
  readonly #headers: TarHeaders;
  readonly #sink: ChunkSink;
  readonly #spare: Buffer[] = [];
  #chunk: Buffer = Buffer.allocUnsafeSlow(TAR_CHUNK_BYTES);
  /** Always a multiple of a block, so that a header never spans two chunks. */
  #used = 0;
  #handedOn = 0;
  #hasEnded = false;

  constructor(sink: ChunkSink, mtime: Date) {
    this.#headers = new TarHeaders(mtime);
    this.#sink = sink;
  }

  /** Bytes of tar so far. */
  get bytes(): number {
    return this.#handedOn + this.#used;
  }

  /** Adds a file. The bytes are copied before it returns; a promise means: wait before the next one. */
  add(name: string, body: Uint8Array): Promise<void> | undefined {
    let pressure = this.#header(name, body.length);
    for (let at = 0; at < body.length;) {
      const length = Math.min(body.length - at, TAR_CHUNK_BYTES - this.#used);
      this.#chunk.set(length === body.length ? body : body.subarray(at, at + length), this.#used);
      this.#used += length;
      at += length;
      if (at < body.length) pressure = this.#handOn() ?? pressure;
    }
    const end = padded(this.#used);
    this.#chunk.fill(0, this.#used, end);
    this.#used = end;
    return this.#used === TAR_CHUNK_BYTES ? (this.#handOn() ?? pressure) : pressure;
  }

  /** Writes the end marker, two blocks of zeros, hands on what is left, and gives the memory of all chunks back. */
  end(): Promise<void> | undefined {
    const first = this.#blocks(Buffer.alloc(BLOCK));
    const second = this.#blocks(Buffer.alloc(BLOCK));
    const last = this.#used > 0 ? this.#handOn() : undefined;
    this.#hasEnded = true;
    for (const chunk of [...this.#spare.splice(0), this.#chunk]) giveBack(chunk);
    return last ?? second ?? first;
  }

  /** Gives a chunk back whose bytes nobody reads any more. */
  release(chunk: Uint8Array): void {
    if (chunk.byteOffset !== 0 || chunk.buffer.byteLength !== TAR_CHUNK_BYTES) return;
    if (this.#hasEnded) giveBack(chunk);
    else this.#spare.push(Buffer.from(chunk.buffer));
  }

  #header(name: string, size: number): Promise<void> | undefined {
    if (!this.#headers.write(this.#chunk, this.#used, name, size)) return this.#blocks(this.#headers.long(name, size));
    this.#used += BLOCK;
    return this.#used === TAR_CHUNK_BYTES ? this.#handOn() : undefined;
  }

  /** Appends whole blocks, however many. */
  #blocks(blocks: Buffer): Promise<void> | undefined {
    let pressure: Promise<void> | undefined;
    for (let at = 0; at < blocks.length; at += BLOCK) {
      this.#chunk.set(blocks.subarray(at, at + BLOCK), this.#used);
      this.#used += BLOCK;
      if (this.#used === TAR_CHUNK_BYTES) pressure = this.#handOn() ?? pressure;
    }
    return pressure;
  }

  #handOn(): Promise<void> | undefined {
    const chunk = this.#chunk.subarray(0, this.#used);
    this.#handedOn += this.#used;
    this.#chunk = this.#spare.pop() ?? Buffer.allocUnsafeSlow(TAR_CHUNK_BYTES);
    this.#used = 0;
    return this.#sink(chunk);
  }
}
