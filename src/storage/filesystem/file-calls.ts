import * as fs from 'node:fs/promises';

/** The calls by which objects reach the disk, so that a test can let each of them fail as a network filesystem does. */
export type FileCalls = Pick<
  typeof fs,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'realpath' | 'rename' | 'rmdir' | 'stat' | 'unlink'
>;

/** The machine's own files. */
export const realFiles: FileCalls = fs;

/** Answers to fsync by filesystems that have none (some FUSE and network mounts): durability is then theirs to give. */
const WITHOUT_SYNC: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF']);

/** Makes a folder's entries durable: what was created, renamed or removed in it survives a power cut. */
export async function syncFolder(files: FileCalls, folder: string): Promise<void> {
  const handle = await files.open(folder, 'r');
  try {
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/** Makes a file's bytes durable, as far as its filesystem can. */
export async function sync(handle: Pick<fs.FileHandle, 'sync'>): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    if (!WITHOUT_SYNC.has(errorCode(error))) throw error;
  }
}

/** The system's name of an error (`ENOENT`), or undefined for an error of another kind. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a path, or a folder on the way to it, is not there. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
