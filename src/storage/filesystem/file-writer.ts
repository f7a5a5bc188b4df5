import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../base/context.ts';
import { hashBody, hashChunks, readBody, sizeOf } from '../object-body.ts';
import type { ObjectBody, PutOutcome } from '../object-store.ts';
import { errorCode, isMissing, sync, syncFolder, type FileCalls } from './file-calls.ts';
import type { FilePlace } from './file-place.ts';
import { makeFolders, makeRoot } from './make-folders.ts';
import { readFile } from './read-file.ts';
import { tempNameFor } from './temp-name.ts';

/** The owner's alone: whoever may share the volume has no business in a backup. */
const FILE_MODE = 0o600;

/** How often a folder is made anew that a concurrent delete of its last object removed under our hands. */
const FOLDER_ATTEMPTS = 20;

/** Answers of filesystems that have no hard links (SMB, FAT, some FUSE mounts). */
const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Brings bodies to their places: written beside the place under a temporary name, synced, then linked (which fails where
 * something is already there) or renamed (which replaces), and the folder synced last. Errors are those of the system.
 */
export class FileWriter {
  readonly #root: string;
  readonly #files: FileCalls;
  #hasLinks = true;

  constructor(root: string, files: FileCalls) {
    this.#root = root;
    this.#files = files;
  }

  /** False once the filesystem turned out to have no hard links: a look-up before a rename is then the best there is. */
  get isAtomic(): boolean {
    return this.#hasLinks;
  }

  /** Puts a body into place. Whatever goes wrong, and on an abort too, no temporary file stays. */
  async write(ctx: RunContext, place: FilePlace, body: ObjectBody, ifAbsent: boolean): Promise<PutOutcome> {
    await makeRoot(this.#files, this.#root);
    const temp = join(place.folder, tempNameFor(place.name));
    const handle = await this.#create(temp, place.segments);
    try {
      await fill(ctx, handle, body);
      ctx.signal.throwIfAborted();
      const outcome = await this.#moveInto(ctx, temp, place.path, body, ifAbsent);
      if (outcome === 'stored') await syncFolder(this.#files, place.folder);
      return outcome;
    } finally {
      await this.#discard(ctx, temp);
    }
  }

  async #create(temp: string, segments: readonly string[]): Promise<FileHandle> {
    for (let attempt = 1; ; attempt++) {
      try {
        await makeFolders(this.#files, this.#root, segments);
        return await this.#files.open(temp, 'wx', FILE_MODE);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === FOLDER_ATTEMPTS) throw error;
      }
    }
  }

  async #moveInto(
    ctx: RunContext,
    temp: string,
    path: string,
    body: ObjectBody,
    ifAbsent: boolean,
  ): Promise<PutOutcome> {
    const found = ifAbsent ? await this.#linkInto(temp, path) : 'free';
    if (found === 'taken') return (await this.#holds(ctx, path, body)) ? 'stored' : 'exists';
    if (found === 'free') await this.#files.rename(temp, path);
    return 'stored';
  }

  /** `free`: nothing is there, but this filesystem cannot look and take in one step. */
  async #linkInto(temp: string, path: string): Promise<'linked' | 'taken' | 'free'> {
    try {
      if (this.#hasLinks) {
        await this.#files.link(temp, path);
        return 'linked';
      }
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return 'taken';
      if (!WITHOUT_LINKS.has(errorCode(error))) throw error;
      this.#hasLinks = false;
    }
    return (await this.#find(path)) === undefined ? 'free' : 'taken';
  }

  /** Whether a file holds a body's bytes: then it is our own put, whose first answer was lost (as NFS loses them). */
  async #holds(ctx: RunContext, path: string, body: ObjectBody): Promise<boolean> {
    const info = await this.#find(path);
    if (info?.isFile() !== true || info.size !== sizeOf(body)) return false;
    const handle = await this.#files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const there = await hashChunks(readFile(ctx.signal, handle, info.size));
    return there === (await hashBody(ctx.signal, body));
  }

  async #find(path: string) {
    try {
      return await this.#files.lstat(path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #discard(ctx: RunContext, temp: string): Promise<void> {
    try {
      await this.#files.unlink(temp);
    } catch (error) {
      if (!isMissing(error)) ctx.log.warn({ file: temp, error }, 'Cannot remove a temporary file');
    }
  }
}

async function fill(ctx: RunContext, handle: FileHandle, body: ObjectBody): Promise<void> {
  try {
    for await (const chunk of readBody(ctx.signal, body)) await handle.writeFile(chunk);
    await sync(handle);
  } finally {
    await handle.close();
  }
}
