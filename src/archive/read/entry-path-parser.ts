import { isArchivableName, parseEntryPath, type EntryPath } from '../paths.ts';

/** What the folder of an item says. */
type Folder = Extract<EntryPath, { kind: 'item' }>;

/** Folders remembered; an archive of two per type and namespace seldom has as many. */
const MOST_FOLDERS = 4096;

/** `parseEntryPath` for many paths in turn: a folder is parsed once, since the items of a type and namespace follow. */
export class EntryPathParser {
  readonly #folders = new Map<string, Folder>();

  /** As `parseEntryPath`. */
  parse(path: string): EntryPath | undefined {
    const nameAt = path.lastIndexOf('/') + 1;
    const folder = this.#folders.get(path.slice(0, nameAt));
    if (folder === undefined) return this.#parseAnew(path, nameAt);
    const name = path.endsWith('.json') ? path.slice(nameAt, -'.json'.length) : '';
    if (!isArchivableName(name)) return undefined;
    const { group, resource, namespace } = folder.ref;
    return { kind: 'item', ref: { group, resource, namespace, name }, version: folder.version };
  }

  #parseAnew(path: string, nameAt: number): EntryPath | undefined {
    const meaning = parseEntryPath(path);
    if (meaning?.kind !== 'item') return meaning;
    if (this.#folders.size === MOST_FOLDERS) this.#folders.clear();
    this.#folders.set(path.slice(0, nameAt), meaning);
    return meaning;
  }
}
