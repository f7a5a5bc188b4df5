import { crc32 } from 'node:zlib';
import type { GroupResource } from '../../domain/resource.ts';
import type { ArchivedName, ArchivedType } from '../../domain/restore/contents.ts';
import { MAIN, TypeVersions, type Copies } from './type-versions.ts';

/** The items of one type as an archive is read: their names, which copies of them were met, and checksums to compare. */
export class TypeIndex implements GroupResource {
  readonly group: string;
  readonly resource: string;
  readonly versions = new TypeVersions();
  readonly #names: ArchivedName[] = [];
  /** Index in `#names` by namespace, which is empty for the cluster's scope, and name. */
  readonly #slots = new Map<string, Map<string, number>>();
  readonly #copies: Copies[] = [];
  /** CRC-32 of the copy that was met first and whose twin did not follow at once, by slot. */
  readonly #checksums = new Map<number, number>();

  constructor({ group, resource }: GroupResource) {
    this.group = group;
    this.resource = resource;
  }

  /** Different items so far. */
  get size(): number {
    return this.#names.length;
  }

  /** All the copies that any item of this type has; most items have all of them. */
  get usual(): Copies {
    return this.#copies.reduce((all, copies) => all | copies, 0);
  }

  /** The index of an item, the next one for an item that is new. */
  slotOf(namespace: string | undefined, name: string): number {
    const names = this.#namesIn(namespace ?? '');
    const known = names.get(name);
    if (known !== undefined) return known;
    const slot = this.#names.push({ namespace, name }) - 1;
    names.set(name, slot);
    this.#copies.push(0);
    return slot;
  }

  /** Whether the archive holds a copy of the item: the main one, or that of a version. */
  holds(namespace: string | undefined, name: string, version: string | undefined): boolean {
    const slot = this.#slots.get(namespace ?? '')?.get(name);
    const copy = version === undefined ? MAIN : this.versions.bitOf(version);
    return slot !== undefined && ((this.#copies[slot] ?? 0) & copy) !== 0;
  }

  /** How many items their writer counted: one for each version, of which the preferred one has the main copy as well. */
  get stored(): number {
    return this.#copies.reduce((sum, copies) => sum + Math.max(1, bitsOf(copies & ~MAIN)), 0);
  }

  /** Has the item never restored from its main copy, which was written for somebody else. */
  forgetMain(namespace: string | undefined, name: string): void {
    const slot = this.#slots.get(namespace ?? '')?.get(name);
    if (slot !== undefined) this.#copies[slot] = (this.#copies[slot] ?? 0) & ~MAIN;
  }

  /** Notes a copy of an item; false where there was the same one before. */
  note(slot: number, copy: Copies): boolean {
    const copies = this.#copies[slot] ?? 0;
    this.#copies[slot] = copies | copy;
    return (copies & copy) === 0;
  }

  /** Whether a copy is like its twin; also true where the twin was not met yet. */
  isAlike(slot: number, body: Uint8Array): boolean {
    const own = crc32(body);
    const known = this.#checksums.get(slot);
    if (known === undefined) this.#checksums.set(slot, own);
    return known === undefined || known === own;
  }

  /** Every item that has not all the copies of its type. */
  *odd(): Generator<{ readonly name: ArchivedName; readonly copies: Copies }> {
    const { usual } = this;
    for (const [slot, name] of this.#names.entries()) {
      const copies = this.#copies[slot] ?? 0;
      if (copies !== usual) yield { name, copies };
    }
  }

  /** The type as others are told of it. */
  toType(): ArchivedType {
    const { usual, group, resource, versions } = this;
    const all = versions.among(usual);
    const items = this.#names.map((name, slot) => {
      const own = versions.among(this.#copies[slot] ?? 0);
      return own.length === all.length ? name : { ...name, versions: own };
    });
    return { group, resource, versions: all, items };
  }

  #namesIn(namespace: string): Map<string, number> {
    const known = this.#slots.get(namespace);
    if (known !== undefined) return known;
    const names = new Map<string, number>();
    this.#slots.set(namespace, names);
    return names;
  }
}

function bitsOf(copies: Copies): number {
  let count = 0;
  for (let left = copies; left !== 0; left &= left - 1) count++;
  return count;
}
