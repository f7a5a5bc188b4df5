import { RunError } from '../../domain/problem.ts';

/** All bytes of a source that holds no more than `limit`; `archive-unreadable` where it holds more. */
export async function readBytes(source: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > limit) throw new RunError('archive-unreadable', `Cannot read a file of more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
