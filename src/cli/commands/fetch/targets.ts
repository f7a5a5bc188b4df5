import { mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RunError } from '../../../domain/problem.ts';
import type { CliIo } from '../../io.ts';
import { makeFolder } from './make-folder.ts';

/** Where bytes go that somebody fetches; what is not finished leaves nothing behind. */
export interface ByteTarget extends AsyncDisposable {
  /** For people; undefined for standard output. */
  readonly path: string | undefined;
  write(chunk: Uint8Array): Promise<void>;
  /** From here on it is there, whole. */
  finish(): Promise<void>;
}

/** A folder that somebody fetches; it is there when it is finished, whole. */
export interface FolderTarget extends AsyncDisposable {
  readonly path: string;
  /** Writes a file whole; its path below the folder was made or checked by us. */
  put(path: string, body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void>;
  finish(): Promise<void>;
}

/** What `-o` says, and whether what is there already may be replaced. */
export interface Wanted {
  readonly output: string | undefined;
  /** The file's name, where `-o` names a folder or nothing. */
  readonly name: string;
  readonly mayReplace: boolean;
}

/** Only the owner reads what may hold Secrets. */
const FILE_MODE = 0o600;

/** The file that is meant, below the current folder; undefined for standard output. Throws `cannot-write` where it exists. */
export async function filePathOf({ cwd }: CliIo, { output, name, mayReplace }: Wanted): Promise<string | undefined> {
  if (output === '-') return undefined;
  const said = resolve(cwd, output ?? '.');
  const path = output?.endsWith('/') === true || (await kindOf(said)) === 'folder' ? join(said, name) : said;
  const there = await kindOf(path);
  if (there === undefined || (mayReplace && there === 'file')) return path;
  throw new RunError('cannot-write', `${path} exists already`, {
    hint: there === 'file' ? 'Name another with -o, or replace it with --force' : 'Name a file with -o',
  });
}

/** Opens a file that appears under its name when it is finished, or standard output. */
export async function openByteTarget(io: CliIo, wanted: Wanted): Promise<ByteTarget> {
  const path = await filePathOf(io, wanted);
  if (path !== undefined) return openFile(path);
  const finish = async () => {};
  return { path, write: async (chunk) => io.stdout.write(chunk), finish, [Symbol.asyncDispose]: finish };
}

/** Opens a file that appears under its name when it is finished. */
export async function openFile(path: string): Promise<ByteTarget> {
  const folder = dirname(path);
  const temporary = join(await orCannotWrite(path, () => makeTemporary(folder, basename(path))), 'file');
  const handle = await orCannotWrite(path, () => open(temporary, 'wx', FILE_MODE));
  return {
    path,
    write: (chunk) => orCannotWrite(path, () => handle.writeFile(chunk)),
    finish: () =>
      orCannotWrite(path, async () => {
        await handle.sync();
        await handle.close();
        await rename(temporary, path);
      }),
    async [Symbol.asyncDispose]() {
      await handle.close();
      await rm(dirname(temporary), { recursive: true, force: true });
    },
  };
}

/** Opens a folder that appears under its name when it is finished. Throws `cannot-write` where something is there. */
export async function openFolderTarget(path: string): Promise<FolderTarget> {
  const isTaken = (await kindOf(path)) !== undefined && (await orCannotWrite(path, () => readdir(path))).length > 0;
  if (isTaken) {
    throw new RunError('cannot-write', `${path} exists already, and is not empty`, { hint: 'Name another with -o' });
  }
  const temporary = await orCannotWrite(path, () => makeTemporary(dirname(path), basename(path)));
  const made = new Set<string>();
  return {
    path,
    put: (name, body) => putFile(join(temporary, name), body, made),
    finish: () => orCannotWrite(path, () => rename(temporary, path)),
    async [Symbol.asyncDispose]() {
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

async function putFile(
  path: string,
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  made: Set<string>,
): Promise<void> {
  const folder = dirname(path);
  if (!made.has(folder)) await orCannotWrite(path, () => makeFolder(folder));
  made.add(folder);
  const handle = await orCannotWrite(path, () => open(path, 'wx', FILE_MODE));
  try {
    for await (const chunk of body) await orCannotWrite(path, () => handle.writeFile(chunk));
  } finally {
    await handle.close();
  }
}

async function makeTemporary(folder: string, name: string): Promise<string> {
  await makeFolder(folder);
  return mkdtemp(join(folder, `.${name.slice(0, 100)}-`));
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'other';
  } catch {
    // Whatever is wrong with the way there, writing will say.
    return undefined;
  }
}

/** Acts on a disk that is not ours; what it refuses is `cannot-write`, under the name that the caller knows. */
export async function orCannotWrite<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RunError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isThere = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR';
    throw new RunError(
      'cannot-write',
      isThere
        ? `${path} exists already`
        : `Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: isThere ? 'Name another with -o' : 'Name a place that may be written, and has room, with -o',
        cause: error,
      },
    );
  }
}
