import { hash } from 'node:crypto';
import { formatItemRef, type ItemRef } from '../../domain/item.ts';
import { type JsonObject, MalformedJson, parseExact, textAt } from '../../domain/json/exact-json.ts';
import type { Damage } from '../../domain/verify/proof.ts';
import type { ResourceList } from '../files/resource-list.ts';
import { isPreferredCopy } from '../paths.ts';
import type { ArchiveEntry } from '../read/archive-reader.ts';

/** What the entries of an archive are held against. */
export interface Expected {
  /** SHA-256 by path, as the manifest has it; undefined without one. */
  readonly hashes: ReadonlyMap<string, string> | undefined;
  readonly list: ResourceList | undefined;
}

/**
 * Looks at every entry of an archive as it comes by: whether it is a document of its own name, the one that the manifest
 * names, and on the resource list. Keeps a name for each item of the list, and no bodies.
 */
export class ItemCheck {
  readonly damage: Damage[] = [];
  readonly #hashes: ReadonlyMap<string, string> | undefined;
  /** What the resource list names and no entry was yet, by `keyOf`; undefined without a list. */
  readonly #missing: Map<string, string> | undefined;
  readonly #listed: ReadonlySet<string>;
  readonly #extra = new Set<string>();
  #last: { readonly path: string; readonly sha256: string } | undefined;
  #lastItem: string | undefined;

  constructor({ hashes, list }: Expected) {
    this.#hashes = hashes;
    const named = [...(list ?? [])].flatMap(([type, names]) =>
      names.map((name) => [keyOf(type, name), `${type} ${name}`] as const),
    );
    this.#missing = list === undefined ? undefined : new Map(named);
    this.#listed = new Set(this.#missing?.keys());
  }

  /** The last item that could be read. */
  get lastItem(): string | undefined {
    return this.#lastItem;
  }

  take({ path, meaning, body }: ArchiveEntry): void {
    if (meaning.kind !== 'item') return;
    const sha256 = hash('sha256', body, 'hex');
    const item = formatItemRef(meaning.ref);
    this.#lastItem = item;
    const recorded = this.#hashes?.get(path);
    if (recorded !== undefined && recorded !== sha256) this.#tell(`${item} is not as it was backed up`);
    const isSeen = this.#last?.sha256 === sha256 && isPreferredCopy(path, this.#last.path);
    this.#last = { path, sha256 };
    if (!isSeen) this.#read(item, meaning.ref, body);
  }

  /** Velero's list also names what it tried to store and could not. */
  unlisted(): string[] {
    const missing = [...(this.#missing?.values() ?? [])];
    const { size } = this.#extra;
    return [
      ...missing.map((name) => `The resource list names ${name}, which is not in the archive`),
      ...(size > 0 ? [`The archive holds ${size} items that the resource list does not name`] : []),
    ];
  }

  #read(item: string, { namespace, name }: ItemRef, body: Uint8Array): void {
    const document = parse(body);
    if (typeof document === 'string') return this.#tell(`${item} is no JSON object (${document})`);
    const held = { namespace: textAt(document, 'metadata', 'namespace'), name: textAt(document, 'metadata', 'name') };
    if (held.name !== name || held.namespace !== namespace) {
      const other = [held.namespace, held.name].filter((part) => part !== undefined).join('/');
      return this.#tell(`${item} holds ${other === '' ? 'no name' : other}`);
    }
    const type = `${textAt(document, 'apiVersion')}/${textAt(document, 'kind')}`;
    const listed = keyOf(type, namespace === undefined ? name : `${namespace}/${name}`);
    this.#missing?.delete(listed);
    if (this.#missing !== undefined && !this.#listed.has(listed)) this.#extra.add(listed);
  }

  #tell(message: string): void {
    this.damage.push({ part: 'item', message });
  }
}

/** Group, kind and name: where a backup holds several versions of an object, the list names each, and the item is one. */
function keyOf(type: string, name: string): string {
  const parts = type.split('/');
  const [group, kind] = parts.length > 2 ? [parts[0], parts[2]] : ['', parts[1]];
  return `${group}/${kind} ${name}`;
}

/** The document, or why it is none. */
function parse(body: Uint8Array): JsonObject | string {
  try {
    return parseExact(body);
  } catch (error) {
    if (error instanceof MalformedJson) return error.message;
    throw error;
  }
}
