import { constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { resumedBytes } from '../../../../archive/export/resumed-bytes.ts';
import { proven } from '../../../../archive/export/stored-files.ts';
import { ARCHIVE_LIMITS, FILE_LIMITS } from '../../../../archive/read/archive-limits.ts';
import { GzipReader } from '../../../../archive/gzip/gzip-reader.ts';
import type { RunContext } from '../../../../base/context.ts';
import { sha256Hex } from '../../../../base/hash.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { ObjectStore, ObjectInfo } from '../../../../storage/object-store.ts';
import { makeFolder } from '../make-folder.ts';
import { type ByteTarget, openFile, orCannotWrite } from '../targets.ts';

/** An object to fetch. */
export interface Fetching {
  readonly store: ObjectStore;
  readonly object: ObjectInfo;
  /** SHA-256 (hex) on record of what is stored; undefined where none is. */
  readonly sha256: string | undefined;
  /** Whether to unpack what is stored as gzip. */
  readonly isUnpacked: boolean;
}

/** A small file of JSON may pack a thousandfold; only its size on the disk is bounded. */
const LIMITS = { ...ARCHIVE_LIMITS, ratio: FILE_LIMITS.ratio };

/** Only the owner reads what may hold Secrets. */
const FILE_MODE = 0o600;

/** A part has a name that others may guess, and may lie in a folder that others write into. */
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/** Bytes read back at a time. */
const READ_BYTES = 1_048_576;

/**
 * Fetches an object into a file, which appears under its name when all of it is there and proven. What arrived before a
 * failure stays beside it, and the next call goes on from there, as long as the object is the same.
 */
export async function fetchIntoFile(ctx: RunContext, fetching: Fetching, path: string): Promise<void> {
  const part = partOf(fetching, path);
  const { resumedFrom } = await fetchOrTell(ctx, fetching, part);
  try {
    await provePart(fetching, part, path);
  } catch (error) {
    if (!(error instanceof RunError) || error.code !== 'archive-unreadable') throw error;
    await rm(part, { force: true });
    if (resumedFrom > 0) {
      // What lay here may be what is wrong with it: the object is judged by its own bytes alone.
      ctx.log.warn({ file: part, error: error.message }, 'what an earlier call left does not fit, beginning anew');
      return fetchIntoFile(ctx, fetching, path);
    }
    throw error.hint === undefined ? withKey(error, fetching.object.key) : error;
  }
}

/** Fetches the rest of a part; what ends that half-way is told with where what has arrived is kept. */
async function fetchOrTell(
  ctx: RunContext,
  fetching: Fetching,
  part: string,
): Promise<{ readonly resumedFrom: number }> {
  try {
    return await fetchPart(ctx, fetching, part);
  } catch (error) {
    if (ctx.signal.aborted) ctx.log.warn({ file: part }, 'what has arrived is kept: the next call goes on from there');
    const hint = error instanceof RunError ? hintOf(error, part) : undefined;
    if (hint === undefined || !(error instanceof RunError)) throw error;
    throw new RunError(error.code, error.message, { hint, cause: error });
  }
}

function hintOf({ code, cause }: RunError, part: string): string | undefined {
  if (code === 'storage-unavailable') return `Call it again: what has arrived is kept in ${part}`;
  const isFull = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
  if (code !== 'cannot-write' || !isFull) return undefined;
  return `Make room there and call it again, for what has arrived is kept; or remove ${part} and name another place with -o`;
}

function withKey(error: RunError, key: string): RunError {
  const what = error.message.replace(/^Cannot read [^:]+: /, '');
  return new RunError(error.code, `Cannot read ${key}: ${what}`, {
    hint: 'What was fetched of it is not kept. lifeboat verify tells all that is damaged; take another backup',
    cause: error,
  });
}

/** Fetches an object to whoever takes its bytes, who sees them before they are proven. */
export async function fetchInto(ctx: RunContext, fetching: Fetching, target: Pick<ByteTarget, 'write'>): Promise<void> {
  const { store, object, sha256, isUnpacked } = fetching;
  const stored = proven(resumedBytes(ctx, store, object, 0), object.key, sha256);
  for await (const chunk of isUnpacked ? new GzipReader(stored, LIMITS, { isHashed: false }) : stored)
    await target.write(chunk);
}

/** The name tells which object it is a part of: one that was replaced since begins anew. */
function partOf({ store, object }: Fetching, path: string): string {
  const { key, size, modifiedAt } = object;
  const id = sha256Hex(JSON.stringify([store.root, key, size, modifiedAt.toISOString()])).slice(0, 12);
  return join(dirname(path), `.${basename(path).slice(0, 200)}.${id}.part`);
}

async function fetchPart(
  ctx: RunContext,
  { store, object }: Fetching,
  part: string,
): Promise<{ readonly resumedFrom: number }> {
  await using file = await openPart(part);
  const { size } = await orCannotWrite(part, () => file.handle.stat());
  const from = size > object.size ? 0 : size;
  if (size > from) await orCannotWrite(part, () => file.handle.truncate(0));
  if (from > 0) ctx.log.warn({ file: part, from, of: object.size }, 'going on where an earlier call stopped');
  for await (const chunk of resumedBytes(ctx, store, object, from))
    await orCannotWrite(part, () => file.handle.writeFile(chunk));
  await orCannotWrite(part, () => file.handle.sync());
  return { resumedFrom: from };
}

/** Opens what has arrived of an object, to append to it; readable by its owner alone, and no link to something else. */
async function openPart(path: string): Promise<AsyncDisposable & { readonly handle: FileHandle }> {
  const handle = await orCannotWrite(path, async () => {
    await makeFolder(dirname(path));
    const opened = await open(path, APPEND, FILE_MODE);
    await opened.chmod(FILE_MODE);
    return opened;
  });
  return { handle, [Symbol.asyncDispose]: async () => handle.close() };
}

async function provePart({ object, sha256, isUnpacked }: Fetching, part: string, path: string): Promise<void> {
  const stored = proven(readPart(part), object.key, sha256);
  const isPacked = object.key.endsWith('.gz');
  const read = isPacked ? new GzipReader(stored, LIMITS, { isHashed: false }) : stored;
  if (!isUnpacked) {
    for await (const _ of sha256 === undefined ? read : stored); // to its end, which proves it
    await orCannotWrite(path, () => rename(part, path));
    return;
  }
  await using target = await openFile(path);
  for await (const chunk of read) await target.write(chunk);
  await target.finish();
  await orCannotWrite(path, () => rm(part, { force: true }));
}

async function* readPart(path: string): AsyncGenerator<Uint8Array> {
  const handle = await orCannotWrite(path, () => open(path, 'r'));
  yield* handle.createReadStream({ highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>;
}
