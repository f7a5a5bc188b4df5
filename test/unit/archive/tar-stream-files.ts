import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { collect } from './byte-streams.ts';

/** A file as tar-stream sees it: the reference that our own tar is held to. */
export interface TarStreamFile {
  readonly name: string;
  readonly mtime: Date;
  readonly body: Buffer;
}

export async function tarStreamFiles(tar: Buffer): Promise<TarStreamFile[]> {
  const files: TarStreamFile[] = [];
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const { name, mtime } = entry.header;
    files.push({ name, mtime, body: await collect(entry as unknown as AsyncIterable<Uint8Array>) });
  }
  return files;
}
