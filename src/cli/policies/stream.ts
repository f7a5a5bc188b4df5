import type { FoundFiles } from '../policy-sources.ts';
import { decodeFile, readCapped, sortFiles } from './policy-file.ts';

/** Reads policies from standard input. */
export async function readStream(stdin: AsyncIterable<Uint8Array>): Promise<FoundFiles> {
  return { source: 'stdin', ignored: [], ...sortFiles([decodeFile('-', await readCapped(stdin))]) };
}
