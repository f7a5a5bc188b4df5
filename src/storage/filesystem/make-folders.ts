import { dirname, join } from 'node:path';
import { RunError } from '../../domain/problem.ts';
import { errorCode, isMissing, syncFolder, type FileCalls } from './file-calls.ts';

/** The owner's alone, as are the files in it: a backup holds Secrets in the clear. */
const FOLDER_MODE = 0o700;

/** Makes a folder and all above it, durably. Nothing happens where it is there. */
export async function makeRoot(files: FileCalls, root: string): Promise<void> {
  const first = await files.mkdir(root, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let folder = root; folder.length >= first.length; folder = dirname(folder)) {
    await syncFolder(files, dirname(folder));
  }
}

/** Makes the folders of a key below the root, durably, and refuses to pass through a link or a file on the way. */
export async function makeFolders(files: FileCalls, root: string, segments: readonly string[]): Promise<void> {
  let folder = root;
  for (const segment of segments) {
    const parent = folder;
    folder = join(folder, segment);
    try {
      await files.mkdir(folder, { mode: FOLDER_MODE });
      await syncFolder(files, parent);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if (!(await files.lstat(folder)).isDirectory()) {
        throw new RunError('cannot-write', `Cannot write below ${folder}: it is not a folder`);
      }
    }
  }
}

/** Removes the folders of a key, deepest first, as far as they are empty: a folder goes with its last object. */
export async function removeEmptyFolders(files: FileCalls, root: string, segments: readonly string[]): Promise<void> {
  for (let depth = segments.length; depth > 0; depth--) {
    const folder = join(root, ...segments.slice(0, depth));
    try {
      await files.rmdir(folder);
      await syncFolder(files, dirname(folder));
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EBUSY') return;
      if (!isMissing(error)) throw error;
    }
  }
}
