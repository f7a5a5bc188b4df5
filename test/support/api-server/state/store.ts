import { type ApiObject, withMetadata } from '../objects/api-object.ts';
import { byCodeUnit } from '../objects/json.ts';

/** One state of one object; without an object where it was deleted. */
interface Revision {
  readonly revision: number;
  readonly object: ApiObject | undefined;
}

interface Collection {
  readonly objects: Map<string, Revision[]>;
  /** The keys in order, until one is added. */
  sortedKeys: readonly string[] | undefined;
}

/** The key of an object inside its collection: `namespace/name`, or `name`. */
export function keyOf(object: ApiObject): string {
  const { namespace, name = '' } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/**
 * Objects with their history, as etcd keeps them: one counter of revisions for everything, every past state readable
 * until it is compacted away.
 */
export class Store {
  readonly #collections = new Map<string, Collection>();
  #revision = 1;
  #compacted = 0;

  /** The latest revision of anything. */
  get revision(): number {
    return this.#revision;
  }

  /** Reading at or before this revision is no longer possible. */
  get compacted(): number {
    return this.#compacted;
  }

  /** Forgets all past states: what continues a list begun before now expires. */
  compact(): void {
    this.#revision += 1; // a write nobody sees, so that "before now" is a revision of its own
    this.#compacted = this.#revision - 1;
    for (const collection of this.#collections.values()) {
      collection.sortedKeys = undefined;
      for (const [key, revisions] of collection.objects) {
        const latest = revisions.slice(-1).filter(({ object }) => object !== undefined);
        if (latest.length > 0) collection.objects.set(key, latest);
        else collection.objects.delete(key);
      }
    }
  }

  /** Keeps a new state of an object and returns it with its resourceVersion. */
  put(collection: string, object: ApiObject): ApiObject {
    const stored = withMetadata(object, { resourceVersion: `${this.#revision + 1}` });
    this.#append(collection, keyOf(object), stored);
    return stored;
  }

  remove(collection: string, key: string): void {
    this.#append(collection, key, undefined);
  }

  get(collection: string, key: string): ApiObject | undefined {
    return this.#collections.get(collection)?.objects.get(key)?.at(-1)?.object;
  }

  /** The objects of a collection whose keys begin with a prefix, ordered by key, as they were at a revision. */
  list(collection: string, prefix = '', revision = this.#revision): ApiObject[] {
    const found = this.#collections.get(collection);
    if (found === undefined) return [];
    found.sortedKeys ??= [...found.objects.keys()].toSorted(byCodeUnit);
    return found.sortedKeys
      .filter((key) => key.startsWith(prefix))
      .map((key) => found.objects.get(key)?.findLast((state) => state.revision <= revision)?.object)
      .filter((object) => object !== undefined);
  }

  /** The names of all collections that ever held something. */
  collections(): string[] {
    return [...this.#collections.keys()];
  }

  #append(collection: string, key: string, object: ApiObject | undefined): void {
    this.#revision += 1;
    const found = this.#collections.get(collection) ?? {
      objects: new Map<string, Revision[]>(),
      sortedKeys: undefined,
    };
    this.#collections.set(collection, found);
    const revisions = found.objects.get(key);
    if (revisions === undefined) found.sortedKeys = undefined;
    found.objects.set(key, [...(revisions ?? []), { revision: this.#revision, object }]);
  }
}
