import { hasOwnNeeds, type Need, needsOf } from '../../../domain/backup/relations/needs.ts';
import type { RelatedPlaces, Wanted } from '../../../domain/backup/relations/related-lists.ts';
import { formatItemRef, type Item, type ItemRef } from '../../../domain/item.ts';
import { formatGroupResource } from '../../../domain/resource.ts';

/**
 * Keeps account of what stored items need of what may not be selected. Remembers the names of such types only; in a
 * backup of everything it does nothing.
 */
export class NeededItems {
  readonly #places: RelatedPlaces;
  readonly #keepsNamespace: (name: string) => boolean;
  readonly #stored = new Set<string>();
  /** Everything that was ever needed, so that nothing is looked for twice. */
  readonly #asked = new Set<string>();
  #items = new Map<string, ItemRef>();
  #accounts = new Set<string>();
  #claims = new Map<string, Set<string>>();
  #groups = new Map<string, Set<string>>();
  /** Types of which one item tells all that the others need, too. */
  readonly #settled = new Set<string>();

  constructor({ related, keepsNamespace }: { related: RelatedPlaces; keepsNamespace: (name: string) => boolean }) {
    this.#places = related;
    this.#keepsNamespace = keepsNamespace;
  }

  /** Notes that an item was stored. */
  note(item: Item): void {
    const { types } = this.#places;
    if (types.size === 0) return;
    const type = formatGroupResource(item.ref);
    if (this.#settled.has(type)) return;
    if (types.has(type)) this.#stored.add(formatItemRef(item.ref));
    else if (!hasOwnNeeds(type)) this.#settled.add(type);
    this.noteNeeds(item);
  }

  /** Notes what an item needs, whether or not it was stored itself. */
  noteNeeds(item: Item): void {
    const { types, groupLabel } = this.#places;
    if (types.size === 0) return;
    for (const need of needsOf(item, types, groupLabel)) this.need(need);
  }

  /** Notes a need that does not follow from an item alone. Objects of namespaces that are not selected stay out. */
  need(need: Need): void {
    if (need.kind === 'item') return this.#needItem(need.ref);
    const named = namedBy(need);
    const key = `${need.kind} ${need.namespace}/${named}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    if (need.kind === 'bindings') return void this.#accounts.add(`${need.namespace}/${named}`);
    const places = need.kind === 'pods' ? this.#claims : this.#groups;
    places.set(need.namespace, (places.get(need.namespace) ?? new Set()).add(named));
  }

  /** Whether an item was stored, of the types that are looked for. */
  has(ref: ItemRef): boolean {
    return this.#stored.has(formatItemRef(ref));
  }

  /** What is needed, not stored, and was not asked for before; undefined where there is nothing left. */
  take(): Wanted | undefined {
    const items = [...this.#items].filter(([key]) => !this.#stored.has(key)).map(([, ref]) => ref);
    const wanted = { items, accounts: this.#accounts, claims: this.#claims, groups: this.#groups };
    this.#items = new Map();
    this.#accounts = new Set();
    this.#claims = new Map();
    this.#groups = new Map();
    const count = items.length + wanted.accounts.size + wanted.claims.size + wanted.groups.size;
    return count > 0 ? wanted : undefined;
  }

  #needItem(ref: ItemRef): void {
    if (!this.#places.types.has(formatGroupResource(ref))) return;
    if (ref.namespace !== undefined && !this.#keepsNamespace(ref.namespace)) return;
    const key = formatItemRef(ref);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#items.set(key, ref);
  }
}

function namedBy(need: Exclude<Need, { readonly kind: 'item' }>): string {
  switch (need.kind) {
    case 'bindings':
      return need.account;
    case 'pods':
      return need.claim;
    case 'group':
      return need.selector;
  }
}
