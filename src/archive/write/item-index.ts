import type { StoredItem } from '../../domain/item.ts';
import { RunError } from '../../domain/problem.ts';
import { apiVersionOf, formatGroupResource, type GroupResource } from '../../domain/resource.ts';
import { isArchivableName, isArchivableNamespace, itemPath, parseEntryPath, versionedPath } from '../paths.ts';

/** Names of items: `shop/web` for namespaced ones, `worker-1` for others. */
type Names = Set<string>;

/** What is known of one group resource: names by the key of the resource list, of which a type has one per version. */
type NamesByKey = Map<string, Names>;

/** The names of a type: those of the items that have a main copy, and of those that lie below their version alone. */
interface NamesOfType {
  readonly preferred: NamesByKey;
  readonly others: NamesByKey;
}

/** The names of a type in one version, and beside them those in all of its versions. */
interface TypeNames extends GroupResource {
  readonly version: string;
  readonly kind: string;
  readonly isPreferred: boolean;
  readonly key: string;
  readonly all: NamesOfType;
  readonly names: Names;
}

/** Where an item goes: its main path, unless it is of another version than the preferred one, and its version's. */
export interface ItemPaths {
  readonly main: string | undefined;
  readonly copy: string;
}

/** Knows every item of a backup by name: the source of the resource list, and what keeps an archive free of doubles. */
export class ItemIndex {
  /** By group resource: two of them may share group, version and kind. */
  readonly #types = new Map<string, NamesOfType>();
  /** The type of the last item: items come in runs of one type. */
  #last: TypeNames | undefined;

  #lastNamespace: string | undefined;

  /**
   * The paths of an item that is new, undefined for one whose name is taken: the first wins, as it does in reading. A
   * name is taken once for the preferred version, whichever that is, and once for every other one. Throws `cannot-write` for a name or type that no archive can hold; the API server refuses those itself.
   */
  register(item: StoredItem): ItemPaths | undefined {
    const { namespace, name } = item.ref;
    const type = this.#namesOf(item);
    const label = namespace === undefined ? name : `${namespace}/${name}`;
    if (isTaken(type, label)) return undefined;
    if (!isArchivableName(name) || !this.#isNamespace(namespace)) throw notArchivable(item);
    type.names.add(label);
    return pathsOf(item);
  }

  /**
   * `apps/v1/Deployment` → sorted names, in the order of types: Velero's resource list, which knows kinds only, and has
   * an object once for every version in which it is stored.
   */
  resourceList(): Record<string, readonly string[]> {
    const merged = new Map<string, Names>();
    for (const { preferred, others } of this.#types.values()) {
      for (const [key, names] of [...preferred, ...others]) merged.set(key, merged.get(key)?.union(names) ?? names);
    }
    const types = [...merged].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(types.map(([type, names]) => [type, [...names].toSorted()]));
  }

  /** Asks the grammar only where the namespace changes, as it seldom does within a list. */
  #isNamespace(namespace: string | undefined): boolean {
    if (namespace === undefined || namespace === this.#lastNamespace) return true;
    this.#lastNamespace = isArchivableNamespace(namespace) ? namespace : undefined;
    return this.#lastNamespace !== undefined;
  }

  #namesOf(item: StoredItem): TypeNames {
    if (this.#last !== undefined && isOfType(item, this.#last)) return this.#last;
    const { version, kind, isPreferred = true } = item;
    const { group, resource } = item.ref;
    const type = formatGroupResource(item.ref);
    const key = `${apiVersionOf({ group, version })}/${kind}`;
    const all: NamesOfType = this.#types.get(type) ?? { preferred: new Map(), others: new Map() };
    const byKey = isPreferred ? all.preferred : all.others;
    let names = byKey.get(key);
    if (names === undefined) {
      if (parseEntryPath(pathsOf(item).copy) === undefined) throw notArchivable(item);
      names = new Set();
      byKey.set(key, names);
      this.#types.set(type, all);
    }
    this.#last = { group, resource, version, kind, isPreferred, key, all, names };
    return this.#last;
  }
}

function isOfType({ ref, version, kind, isPreferred = true }: StoredItem, type: TypeNames): boolean {
  const isSameResource = ref.resource === type.resource && ref.group === type.group;
  return isSameResource && version === type.version && kind === type.kind && isPreferred === type.isPreferred;
}

/** The main path knows no versions: one item alone may have it, whatever its version. */
function isTaken({ isPreferred, key, all, names }: TypeNames, label: string): boolean {
  if (names.has(label)) return true;
  if (!isPreferred) return all.preferred.get(key)?.has(label) === true;
  if (all.others.get(key)?.has(label) === true) return true;
  return all.preferred.size > 1 && all.preferred.values().some((taken) => taken.has(label));
}

function pathsOf({ ref, version, isPreferred = true }: StoredItem): ItemPaths {
  return { main: isPreferred ? itemPath(ref) : undefined, copy: versionedPath(ref, { version, isPreferred }) };
}

function notArchivable({ ref }: StoredItem): RunError {
  const name = JSON.stringify(`${formatGroupResource(ref)} ${ref.namespace ?? ''}/${ref.name}`);
  return new RunError('cannot-write', `Cannot archive ${name}: the name cannot be part of a path`, {
    hint: `Exclude ${formatGroupResource(ref)} from the policy, or rename the object`,
  });
}
