import type { Item } from '../../domain/item.ts';
import { RunError } from '../../domain/problem.ts';
import { apiVersionOf, formatGroupResource, type GroupResource } from '../../domain/resource.ts';
import { isArchivableName, isArchivableNamespace, itemPath, parseEntryPath, versionedPath } from '../paths.ts';

/** Names of items: `shop/web` for namespaced ones, `worker-1` for others. */
type Names = Set<string>;

/** What is known of one group resource: names by the key of the resource list, of which a type has one per version. */
type NamesByKey = Map<string, Names>;

/** The names of a type in one version, and beside them those in all of its versions. */
interface TypeNames extends GroupResource {
  readonly version: string;
  readonly kind: string;
  readonly all: NamesByKey;
  readonly names: Names;
}

/** Where an item goes: its main path, and that of the copy in its version's folder. */
export interface ItemPaths {
  readonly main: string;
  readonly copy: string;
}

/** Knows every item of a backup by name: the source of the resource list, and what keeps an archive free of doubles. */
export class ItemIndex {
  /** By group resource: two of them may share group, version and kind. */
  readonly #types = new Map<string, NamesByKey>();
  /** The type of the last item: items come in runs of one type. */
  #last: TypeNames | undefined;

  #lastNamespace: string | undefined;

  /**
   * The paths of an item that is new, undefined for one whose name is taken: the first wins, as it does in reading.
   * Throws `cannot-write` for a name or type that no archive can hold; the API server refuses those itself.
   */
  register(item: Item): ItemPaths | undefined {
    const { namespace, name } = item.ref;
    const { all, names } = this.#namesOf(item);
    const label = namespace === undefined ? name : `${namespace}/${name}`;
    for (const taken of all.values()) if (taken.has(label)) return undefined;
    if (!isArchivableName(name) || !this.#isNamespace(namespace)) throw notArchivable(item);
    names.add(label);
    return pathsOf(item);
  }

  /** `apps/v1/Deployment` → sorted names, in the order of types: Velero's resource list, which knows kinds only. */
  resourceList(): Record<string, readonly string[]> {
    const merged = new Map<string, Names>();
    for (const all of this.#types.values()) {
      for (const [key, names] of all) merged.set(key, merged.get(key)?.union(names) ?? names);
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

  #namesOf(item: Item): TypeNames {
    if (this.#last !== undefined && isOfType(item, this.#last)) return this.#last;
    const { version, kind } = item;
    const { group, resource } = item.ref;
    const type = formatGroupResource(item.ref);
    const key = `${apiVersionOf({ group, version })}/${kind}`;
    const all: NamesByKey = this.#types.get(type) ?? new Map<string, Names>();
    let names = all.get(key);
    if (names === undefined) {
      if (parseEntryPath(pathsOf(item).copy) === undefined) throw notArchivable(item);
      names = new Set();
      this.#types.set(type, all.set(key, names));
    }
    this.#last = { group, resource, version, kind, all, names };
    return this.#last;
  }
}

function isOfType({ ref, version, kind }: Item, type: TypeNames): boolean {
  const isSameResource = ref.resource === type.resource && ref.group === type.group;
  return isSameResource && version === type.version && kind === type.kind;
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
