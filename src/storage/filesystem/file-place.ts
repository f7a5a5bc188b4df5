import { join } from 'node:path';
import { RunError } from '../../domain/problem.ts';
import { checkKey } from '../object-key.ts';
import { errorCode, isMissing, type FileCalls } from './file-calls.ts';

/** Where a key lives on the disk: `path` is `name` in `folder`, which is the root with `segments` below it. */
export interface FilePlace {
  readonly segments: readonly string[];
  readonly folder: string;
  readonly name: string;
  readonly path: string;
}

/** The place of a key below a root. */
export function placeOf(root: string, key: string): FilePlace {
  checkKey(key);
  const segments = key.split('/');
  const name = segments.pop() ?? '';
  const folder = join(root, ...segments);
  return { segments, folder, name, path: join(folder, name) };
}

/**
 * Whether a folder below the root is there and no link leads to it, so that no path leaves the root. The root itself
 * may be a link, as mounted folders are; without one the location is `location-not-found`.
 */
export async function isPlainFolder(files: FileCalls, root: string, segments: readonly string[]): Promise<boolean> {
  const realRoot = await findRoot(files, root);
  try {
    return (await files.realpath(join(root, ...segments))) === join(realRoot, ...segments);
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'ELOOP') return false;
    throw error;
  }
}

async function findRoot(files: FileCalls, root: string): Promise<string> {
  try {
    const real = await files.realpath(root);
    if ((await files.stat(real)).isDirectory()) return real;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  throw new RunError('location-not-found', `Cannot find the storage location file://${root}: there is no such folder`, {
    hint: 'Correct the path, or mount the volume that holds the backups there',
  });
}
