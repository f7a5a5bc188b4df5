import { constants } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunContext } from '../base/context.ts';
import { RunError } from '../domain/problem.ts';
import { errorCode, isMissing, realFiles, syncFolder, type FileCalls } from './filesystem/file-calls.ts';
import { fileError, type FileOperation } from './filesystem/file-error.ts';
import { isPlainFolder, placeOf, type FilePlace } from './filesystem/file-place.ts';
import { FileWriter } from './filesystem/file-writer.ts';
import { makeRoot, removeEmptyFolders } from './filesystem/make-folders.ts';
import { readFile } from './filesystem/read-file.ts';
import { nameBehindTemp } from './filesystem/temp-name.ts';
import { entriesOf, walkFolder, type FoundFile } from './filesystem/walk-folder.ts';
import { checkFolderPrefix, checkPrefix, compareKeys, splitPrefix } from './object-key.ts';
import type { ObjectBody, ObjectInfo, ObjectStore, PutOptions, PutOutcome } from './object-store.ts';

/**
 * Keeps objects as files below one folder. Every method asks once; retries live in `RetryingObjectStore`.
 *
 * Links below the root are not followed and not told of. Files are the owner's alone. Marks (`metadata`) are not kept.
 * A key cannot also be the folder of another key.
 */
export class FilesystemObjectStore implements ObjectStore {
  readonly root: string;
  readonly #folder: string;
  readonly #files: FileCalls;
  readonly #writer: FileWriter;

  constructor(folder: string, files: FileCalls = realFiles) {
    this.#folder = resolve(folder);
    this.#files = files;
    this.#writer = new FileWriter(this.#folder, files);
    this.root = `file://${this.#folder}`;
  }

  /** True until the filesystem turns out to have no hard links. */
  get isAtomic(): boolean {
    return this.#writer.isAtomic;
  }

  /** Makes the root, so that a location nobody wrote to yet reads as empty and not as missing. */
  async prepare(): Promise<void> {
    await this.#attempt(undefined, { verb: 'write', key: '' }, () => makeRoot(this.#files, this.#folder));
  }

  async head(ctx: RunContext, key: string): Promise<ObjectInfo | undefined> {
    return this.#ask(ctx, 'look up', key, async ({ path }) => {
      const info = await this.#files.lstat(path);
      return info.isFile() ? { key, size: info.size, modifiedAt: info.mtime } : undefined;
    });
  }

  async get(ctx: RunContext, key: string, from = 0): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#ask(ctx, 'read', key, async ({ path }) => {
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK; // neither a link nor a pipe
      const handle = await this.#files.open(path, flags);
      const info = await handle.stat();
      if (info.isFile()) return this.#steps(ctx, { verb: 'read', key }, readFile(ctx.signal, handle, info.size, from));
      await handle.close();
      return undefined;
    });
  }

  async put(ctx: RunContext, key: string, body: ObjectBody, options: PutOptions = {}): Promise<PutOutcome> {
    const place = placeOf(this.#folder, key);
    if (nameBehindTemp(place.name) !== undefined) {
      throw new RunError('internal', `Cannot use ${JSON.stringify(key)} as an object key: it names a temporary file`);
    }
    return this.#attempt(ctx, { verb: 'write', key }, () =>
      this.#writer.write(ctx, place, body, options.ifAbsent ?? false),
    );
  }

  async *list(ctx: RunContext, prefix: string): AsyncGenerator<ObjectInfo> {
    const { start } = splitPrefix(prefix);
    const accepts = (name: string) => name.startsWith(start) && nameBehindTemp(name) === undefined;
    for await (const { path, key } of this.#walk(ctx, prefix, accepts)) {
      if (nameBehindTemp(nameOf(key)) !== undefined) continue;
      const info = await this.#attempt(ctx, { verb: 'list', key: prefix }, () => this.#find(path));
      if (info !== undefined) yield { key, size: info.size, modifiedAt: info.mtime };
    }
  }

  async listFolders(ctx: RunContext, prefix: string): Promise<string[]> {
    checkFolderPrefix(prefix);
    const { folder } = splitPrefix(prefix);
    return this.#attempt(ctx, { verb: 'list', key: prefix }, async () => {
      if (!(await isPlainFolder(this.#files, this.#folder, segmentsOf(folder)))) return [];
      const names: string[] = [];
      for (const { name, isFolder } of await entriesOf(this.#files, join(this.#folder, folder))) {
        ctx.signal.throwIfAborted();
        if (isFolder && (await this.#holdsObject(join(this.#folder, folder, name)))) names.push(name);
      }
      return names.toSorted(compareKeys);
    });
  }

  async delete(ctx: RunContext, key: string): Promise<void> {
    await this.#ask(ctx, 'delete', key, async ({ segments, folder, path }) => {
      if ((await this.#find(path)) === undefined) return;
      await this.#files.unlink(path);
      await syncFolder(this.#files, folder);
      await removeEmptyFolders(this.#files, this.#folder, segments);
    });
  }

  async abortUnfinished(ctx: RunContext, prefix: string, before: Date): Promise<number> {
    const { start } = splitPrefix(prefix);
    const accepts = (name: string) => (nameBehindTemp(name) ?? name).startsWith(start);
    let removed = 0;
    for await (const { path, key } of this.#walk(ctx, prefix, accepts)) {
      if (nameBehindTemp(nameOf(key)) === undefined) continue;
      await this.#attempt(ctx, { verb: 'delete', key }, async () => {
        const info = await this.#find(path);
        if (info === undefined || info.mtime >= before) return;
        await this.#files.unlink(path);
        removed++;
        await removeEmptyFolders(this.#files, this.#folder, key.split('/').slice(0, -1));
      });
    }
    return removed;
  }

  async close(): Promise<void> {
    // Nothing is held open between calls.
  }

  /** Acts once; whatever fails becomes a problem, and an abort that came meanwhile goes before it. */
  async #attempt<T>(
    ctx: RunContext | undefined,
    operation: Omit<FileOperation, 'root'>,
    act: () => Promise<T>,
  ): Promise<T> {
    ctx?.signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      ctx?.signal.throwIfAborted();
      throw fileError(error, { ...operation, root: this.root });
    }
  }

  /** Acts once on a key that may be absent: undefined where nothing is there, or where only links lead to it. */
  async #ask<T>(
    ctx: RunContext,
    verb: FileOperation['verb'],
    key: string,
    act: (place: FilePlace) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const place = placeOf(this.#folder, key);
    return this.#attempt(ctx, { verb, key }, async () => {
      if (!(await isPlainFolder(this.#files, this.#folder, place.segments))) return undefined;
      try {
        return await act(place);
      } catch (error) {
        if (isMissing(error) || errorCode(error) === 'ELOOP') return undefined;
        throw error;
      }
    });
  }

  async *#walk(ctx: RunContext, prefix: string, accepts: (name: string) => boolean): AsyncGenerator<FoundFile> {
    checkPrefix(prefix);
    const { folder } = splitPrefix(prefix);
    const operation = { verb: 'list', key: prefix } as const;
    const isThere = () => isPlainFolder(this.#files, this.#folder, segmentsOf(folder));
    if (!(await this.#attempt(ctx, operation, isThere))) return;
    const keyPrefix = folder === '' ? '' : `${folder}/`;
    yield* this.#steps(ctx, operation, walkFolder(this.#files, join(this.#folder, folder), keyPrefix, accepts));
  }

  /** What an iterator yields, with its failures as problems. The iterator ends with the loop over it. */
  async *#steps<T>(
    ctx: RunContext,
    operation: Omit<FileOperation, 'root'>,
    steps: AsyncGenerator<T>,
  ): AsyncGenerator<T> {
    try {
      for (;;) {
        const step = await this.#attempt(ctx, operation, () => steps.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await steps.return(undefined);
    }
  }

  /** A regular file, or undefined where there is none or another kind of thing. */
  async #find(path: string) {
    try {
      const info = await this.#files.lstat(path);
      return info.isFile() ? info : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #holdsObject(folder: string): Promise<boolean> {
    for await (const { key } of walkFolder(this.#files, folder, '')) {
      if (nameBehindTemp(nameOf(key)) === undefined) return true;
    }
    return false;
  }
}

function segmentsOf(folder: string): string[] {
  return folder === '' ? [] : folder.split('/');
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
