import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { RunError } from '../domain/problem.ts';
import type { ObjectBody } from './object-store.ts';

const READ_BYTES = 1024 * 1024;

/** How many bytes a body has. */
export function sizeOf(body: ObjectBody): number {
  return body instanceof Uint8Array ? body.byteLength : body.size;
}

/**
 * A body's bytes, piece by piece. Ends with the signal's reason when it aborts, and with `internal` when its file cannot
 * be read or does not hold as many bytes as it was said to.
 */
export async function* readBody(signal: AbortSignal, body: ObjectBody): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  if (body instanceof Uint8Array) {
    yield body;
    return;
  }
  let size = 0;
  try {
    for await (const chunk of createReadStream(body.file, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new RunError('internal', `Cannot read ${body.file}, which was to be stored`, { cause: error });
  }
  if (size !== body.size) {
    throw new RunError('internal', `Cannot store ${body.file}: it has ${size} bytes instead of ${body.size}`);
  }
}

/** SHA-256 of a body, in lower-case hexadecimal. */
export async function hashBody(signal: AbortSignal, body: ObjectBody): Promise<string> {
  return hashChunks(readBody(signal, body));
}

/** SHA-256 of bytes as they come, in lower-case hexadecimal. */
export async function hashChunks(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** All bytes of a body; for small ones. */
export async function collectBody(signal: AbortSignal, body: ObjectBody): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBody(signal, body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
