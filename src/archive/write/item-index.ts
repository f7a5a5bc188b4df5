import type { Item } from '../../domain/item.ts';
import { RunError } from '../../domain/problem.ts';
import { apiVersionOf, formatGroupResource } from '../../domain/resource.ts';
import { isArchivableName, isArchivableNamespace, itemPath, parseEntryPath, versionedPath } from '../paths.ts';

/** The names of one type: `shop/web` for namespaced items, `worker-1` for others. */
type Names = Set<string>;

/** Where an item goes: its main path, and that of the copy in its version's folder. */
export interface ItemPaths {
  readonly main: string;
  readonly copy: string;
}

/** Knows every item of a backup by name: the source of the resource list, and what keeps an archive free of doubles. */
export class ItemIndex {
  readonly #types = new Map<string, Names>();
  /** The type of the last item: items come in runs of one type. */
  #last: { readonly type: string; readonly version: string; readonly names: Names } | undefined;

  #lastNamespace: string | undefined;

  /**
   * The paths of an item that is new, undefined for one whose name is taken: the first wins, as it does in reading.
   * Throws `cannot-write` for a name or type that no archive can hold; the API server refuses those itself.
   */
  register(item: Item): ItemPaths | undefined {
    const { namespace, name } = item.ref;
    const names = this.#namesOf(item);
    const label = namespace === undefined ? name : `${namespace}/${name}`;
    if (names.has(label)) return undefined;
    if (!isArchivableName(name) || !this.#isNamespace(namespace)) throw notArchivable(item);
    names.add(label);
    return pathsOf(item);
  }

  /** `apps/v1/Deployment` → sorted names, in the order of types: Velero's resource list. */
  resourceList(): Record<string, readonly string[]> {
    const types = [...this.#types].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(types.map(([type, names]) => [type, [...names].toSorted()]));
  }

  /** Asks the grammar only where the namespace changes, as it seldom does within a list. */
  #isNamespace(namespace: string | undefined): boolean {
    if (namespace === undefined || namespace === this.#lastNamespace) return true;
    this.#lastNamespace = isArchivableNamespace(namespace) ? namespace : undefined;
    return this.#lastNamespace !== undefined;
  }

  #namesOf(item: Item): Names {
    const type = formatGroupResource(item.ref);
    if (this.#last?.type === type && this.#last.version === item.version) return this.#last.names;
    const key = `${apiVersionOf({ group: item.ref.group, version: item.version })}/${item.kind}`;
    let names = this.#types.get(key);
    if (names === undefined) {
      if (parseEntryPath(pathsOf(item).copy) === undefined) throw notArchivable(item);
      names = new Set();
      this.#types.set(key, names);
    }
    this.#last = { type, version: item.version, names };
    return names;
  }
}

function pathsOf({ ref, version }: Item): ItemPaths {
  return { main: itemPath(ref), copy: versionedPath(ref, { version, isPreferred: true }) };
}

function notArchivable({ ref }: Item): RunError {
  const name = JSON.stringify(`${formatGroupResource(ref)} ${ref.namespace ?? ''}/${ref.name}`);
  return new RunError('cannot-write', `Cannot archive ${name}: the name cannot be part of a path`, {
    hint: `Exclude ${formatGroupResource(ref)} from the policy, or rename the object`,
  });
}
