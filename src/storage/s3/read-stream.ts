import type { Readable } from 'node:stream';
import { branchOf } from '../../base/abort.ts';

/**
 * The bytes of an answer as they arrive. Throws when fewer than `size` come, and the signal's reason when it aborts; the
 * connection is given back, or cut, when the loop over it ends.
 */
export function readStream(signal: AbortSignal, stream: Readable, size: number | undefined): AsyncIterable<Uint8Array> {
  const branch = branchOf(signal);
  const cut = () => stream.destroy();
  if (branch.signal.aborted) cut();
  branch.signal.addEventListener('abort', cut, { once: true });
  stream.once('close', () => branch[Symbol.dispose]());
  stream.on('error', () => undefined); // told to the reader when it comes to it, not to the process
  return read(signal, stream, size);
}

async function* read(signal: AbortSignal, stream: Readable, size: number | undefined): AsyncGenerator<Uint8Array> {
  let received = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      received += chunk.length;
      yield chunk;
    }
  } finally {
    stream.destroy();
  }
  signal.throwIfAborted();
  if (size !== undefined && received !== size) throw new Error(`the answer ends after ${received} of ${size} bytes`);
}
