import { createHash } from 'node:crypto';
import type { PolicyFile, UnreadableFile } from '../policy-sources.ts';

/** The most that one source file may hold: what a ConfigMap can hold. The parser has a tighter cap for each policy. */
export const MAX_FILE_BYTES = 1024 * 1024;

const POLICY_NAME = /\.(ya?ml|json)$/i;

/** Whether a file in a folder, or a key of a ConfigMap, is taken for policies. */
export function isPolicyName(name: string): boolean {
  return POLICY_NAME.test(name);
}

/** The text of a file, or why it has none: too large, or not UTF-8. */
export function decodeFile(name: string, bytes: Uint8Array): PolicyFile | UnreadableFile {
  if (bytes.byteLength > MAX_FILE_BYTES) return tooLarge(name, bytes.byteLength);
  if (bytes.includes(0)) return { name, code: 'syntax', message: 'The file is not text: it holds a NUL byte' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { name, text, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch {
    return { name, code: 'syntax', message: 'The file is not UTF-8 text' };
  }
}

/**
 * The bytes of a stream, and no more of them than show that it is too large. Ends with the signal's reason: whoever
 * types at a terminal, or writes into a pipe, may never come to an end.
 */
export async function readCapped(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of untilAborted(stream, signal)) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > MAX_FILE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** The stream's own iterator would wait for its next chunk before it hears of the end. */
async function* untilAborted(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined); // heard by the race below, and by nobody when the stream ends first
  const stop = () => reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await Promise.race([chunks.next(), aborted]);
      if (done === true) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    if (!signal.aborted) await chunks.return?.();
  }
}

/** Why a file of this size is not read. */
export function tooLarge(name: string, size: number): UnreadableFile {
  return { name, code: 'too-large', message: `The file holds ${size} bytes; at most ${MAX_FILE_BYTES} are read` };
}

/** Parts what was read from what could not be. */
export function sortFiles(files: readonly (PolicyFile | UnreadableFile)[]): {
  readonly files: readonly PolicyFile[];
  readonly unreadable: readonly UnreadableFile[];
} {
  return {
    files: files.filter((file) => 'text' in file),
    unreadable: files.filter((file) => 'message' in file),
  };
}
