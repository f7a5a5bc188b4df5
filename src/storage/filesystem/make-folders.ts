import { dirname, join } from 'node:path';
import { RunError } from '../../domain/problem.ts';
import { errorCode, isMissing, syncFolder, type FileCalls } from './file-calls.ts';

/** The owner's alone, as are the files in it: a backup holds Secrets in the clear. */
const FOLDER_MODE = 0o700;

/**
 * Makes a folder and all above it, durably. Nothing happens where it is there. Step by step, each once: Node's own
 * recursive mkdir never ends where a filesystem answers "no such file" below a folder that is there, as /proc does.
 */
export async function makeRoot(files: FileCalls, root: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = root; !(await isFolder(files, folder)); folder = dirname(folder)) {
    missing.push(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of missing.toReversed()) await makeRootFolder(files, folder);
}

async function makeRootFolder(files: FileCalls, folder: string): Promise<void> {
  try {
    await files.mkdir(folder, { mode: FOLDER_MODE });
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EEXIST' && !isMissing(error)) throw error;
    if (await isFolder(files, folder)) return; // somebody else was faster
    const reason = code === 'EEXIST' ? 'there is something else of this name' : 'its filesystem takes no folder there';
    throw new RunError('cannot-write', `Cannot make the folder ${folder}: ${reason}`, {
      hint: 'Choose another path for the storage location',
      cause: error,
    });
  }
  await syncFolder(files, dirname(folder));
}

/** Links are followed: a mounted folder may be one. */
async function isFolder(files: FileCalls, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
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
