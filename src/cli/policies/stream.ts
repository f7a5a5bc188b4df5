import type { FoundFiles } from '../policy-sources.ts';
import { decodeFile, readCapped, sortFiles } from './policy-file.ts';

/** Reads policies from standard input, to its end or until the signal. */
export async function readStream(stdin: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<FoundFiles> {
  return { source: 'stdin', ignored: [], ...sortFiles([decodeFile('-', await readCapped(stdin, signal))]) };
}
