/** A source that yields the bytes in pieces of the given lengths, in turn, and then the rest. */
export async function* inPieces(bytes: Uint8Array, ...lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const pieces = lengths.length === 0 ? [bytes.length] : lengths;
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = Math.max(pieces[n % pieces.length] ?? 1, 1);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** A source that fails after the bytes. */
export async function* failingAfter(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw error;
}

/** Everything a source yields, copied into one. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Bytes that repeat themselves like lists of Kubernetes objects do, different ones for each seed. */
export function someBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    if (i % 7 < 2) state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    bytes[i] = i % 7 < 2 ? state >> 16 : 97 + (i % 7);
  }
  return bytes;
}
