import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../base/context.ts';
import { retry } from '../../base/retry.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { SpoolFile, type SpooledFile } from '../write/spool-file.ts';
import { makeWorkFolder } from '../write/work-folder.ts';

/** Bytes read from the spool at a time: gunzip is then what a pass waits for. */
const READ_BYTES = 1_048_576;

/** An archive as it was fetched, nothing of it proven, in a folder that is its own. */
export interface SpooledArchive extends SpooledFile {
  readonly folder: string;
}

/**
 * Streams an object into the work directory once, readable by this user alone, and hashes and counts it on the way; a
 * stream that breaks off is asked for again from its start. Undefined where there is no such object. Where it throws,
 * nothing stays in the work directory.
 */
export async function spoolArchive(
  ctx: RunContext,
  store: ObjectStore,
  key: string,
  workDirectory: string,
): Promise<SpooledArchive | undefined> {
  const folder = await makeWorkFolder(workDirectory);
  try {
    const fetch = () => fetchInto(ctx, store, key, join(folder, 'archive.tar.gz'));
    const spooled = await retry(ctx, fetch, (error) => ({
      retry: error instanceof RunError && error.code === 'storage-unavailable',
    }));
    if (spooled !== undefined) return { ...spooled, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  await rm(folder, { recursive: true, force: true });
  return undefined;
}

/** The spooled bytes, again. Throws `internal` where somebody else removed the file. */
export async function* readSpool({ file }: SpooledFile): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new RunError('internal', `Cannot read ${file} again: ${String(error)}`, { cause: error });
  }
}

async function fetchInto(
  ctx: RunContext,
  store: ObjectStore,
  key: string,
  path: string,
): Promise<SpooledFile | undefined> {
  const source = await store.get(ctx, key);
  if (source === undefined) return undefined;
  const spool = await SpoolFile.create(path);
  try {
    for await (const chunk of source) {
      ctx.signal.throwIfAborted();
      await spool.write(chunk);
    }
    return await spool.finish();
  } finally {
    await spool.close();
  }
}
