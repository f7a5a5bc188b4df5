/**
 * Cuts a stream into the pieces a parser asks for. A piece that lies within one chunk is a view of it, only one that
 * spans several is copied: memory is bounded by the largest piece. Views stay valid, since chunks are never reused.
 */
export class BlockBuffer {
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #partial: Buffer | undefined;
  #partialUsed = 0;

  /** Bytes that were fed and not yet taken. */
  get left(): number {
    return this.#chunk.length - this.#at + this.#partialUsed;
  }

  /** Adds a chunk, after `take` has used up the one before. */
  feed(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next `length` bytes, or undefined where another chunk is needed first; ask for the same length again then. */
  take(length: number): Buffer | undefined {
    if (this.#partial === undefined && this.#chunk.length - this.#at >= length) {
      this.#at += length;
      return this.#chunk.subarray(this.#at - length, this.#at);
    }
    return this.#collect(length);
  }

  #collect(length: number): Buffer | undefined {
    this.#partial ??= Buffer.allocUnsafeSlow(length);
    const copied = this.#chunk.copy(this.#partial, this.#partialUsed, this.#at, this.#at + length - this.#partialUsed);
    this.#at += copied;
    this.#partialUsed += copied;
    if (this.#partialUsed < length) return undefined;
    const piece = this.#partial;
    this.#partial = undefined;
    this.#partialUsed = 0;
    return piece;
  }
}
