import { join } from 'node:path';
import { compareKeys } from '../object-key.ts';
import { isMissing, type FileCalls } from './file-calls.ts';

/** A regular file found on a walk. */
export interface FoundFile {
  readonly path: string;
  /** Of the file as it is called, below the walk's root. */
  readonly key: string;
}

/**
 * Every regular file below `folder` in the order of keys; `accepts` says which entries of the topmost folder are looked
 * at. Links are neither followed nor told. What vanishes during the walk is left out.
 */
export async function* walkFolder(
  files: FileCalls,
  folder: string,
  keyPrefix: string,
  accepts: (name: string) => boolean = () => true,
): AsyncGenerator<FoundFile> {
  const entries = (await entriesOf(files, folder)).filter((entry) => accepts(entry.name));
  for (const { name, isFolder } of entries) {
    if (isFolder) yield* walkFolder(files, join(folder, name), `${keyPrefix}${name}/`);
    else yield { path: join(folder, name), key: `${keyPrefix}${name}` };
  }
}

/** Folders and regular files directly below, in the order of the keys they stand for; none where there is no folder. */
export async function entriesOf(
  files: FileCalls,
  folder: string,
): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
  try {
    const entries = await files.readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() || entry.isFile())
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .toSorted((a, b) => compareKeys(sortKey(a), sortKey(b)));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A folder sorts as its keys do, with the slash that follows its name: `a-b/x` comes before `a/x`. */
function sortKey({ name, isFolder }: { readonly name: string; readonly isFolder: boolean }): string {
  return isFolder ? `${name}/` : name;
}
