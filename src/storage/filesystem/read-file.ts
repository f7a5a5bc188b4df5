import type { FileHandle } from 'node:fs/promises';

const READ_BYTES = 256 * 1024;

/** An open file's bytes from `from` up to `size`; throws when there are fewer. Closes the file however the reading ends. */
export async function* readFile(
  signal: AbortSignal,
  handle: FileHandle,
  size: number,
  from = 0,
): AsyncGenerator<Uint8Array> {
  try {
    for (let position = from; position < size;) {
      signal.throwIfAborted();
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, size - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new Error(`the file ends after ${position} of ${size} bytes`);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
