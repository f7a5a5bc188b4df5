import { formatItemRef, type ItemRef } from '../../domain/item.ts';
import { formatGroupResource } from '../../domain/resource.ts';
import type { ItemVersion } from '../paths.ts';
import { MAIN, type Copies, type TypeVersions } from './type-versions.ts';

/** A type of which a pass takes every item. */
export interface WantedType {
  readonly versions: TypeVersions;
  /** The copies that its items have, but for the odd ones. */
  readonly usual: Copies;
  readonly items: number;
  /** The version to take, where an item has it; undefined for the main copy. */
  readonly version: string | undefined;
}

/** What deviates from the rule that every item has all copies of its type, and each of them once. */
export interface OddCopies {
  /** Copies of items that have fewer, by `formatItemRef`. */
  readonly odd: ReadonlyMap<string, Copies>;
  /** What is there more than once, by `copyKey`. */
  readonly doubles: ReadonlySet<string>;
}

/** A copy that is taken, with its version. */
export interface TakenCopy {
  readonly version: string | undefined;
}

/** Names a copy of an item, given by `formatItemRef`, for the few that an archive holds twice. */
export function copyKey(item: string, copy: Copies): string {
  return `${copy} ${item}`;
}

/** A type that a pass is among the items of, with what follows for those that are not odd. */
interface Current {
  readonly type: WantedType;
  readonly copy: Copies;
  readonly taken: TakenCopy;
}

/** One pass over an archive: says of each copy that it meets whether it is the one to take. */
export class CopyPass {
  readonly #types: ReadonlyMap<string, WantedType>;
  readonly #odd: OddCopies;
  /** Doubles that were taken already. */
  readonly #done = new Set<string>();
  #left: number;
  #group: string | undefined;
  #resource: string | undefined;
  #current: Current | undefined;

  constructor(types: ReadonlyMap<string, WantedType>, odd: OddCopies) {
    this.#types = types;
    this.#odd = odd;
    this.#left = types.values().reduce((sum, { items }) => sum + items, 0);
  }

  /** Items that are wanted and were not met yet. */
  get left(): number {
    return this.#left;
  }

  /** Whether to take this copy; undefined where not. */
  take(ref: ItemRef, version: ItemVersion | undefined): TakenCopy | undefined {
    const current = this.#currentOf(ref);
    if (current === undefined) return undefined;
    const copy = version === undefined ? MAIN : current.type.versions.bitOf(version.version);
    const { odd, doubles } = this.#odd;
    const item = odd.size === 0 && doubles.size === 0 ? '' : formatItemRef(ref);
    const copies = odd.get(item);
    const { copy: chosen, taken } = copies === undefined ? current : choiceOf(current.type, copies);
    if (copy !== chosen || !this.#isFirst(copy, item)) return undefined;
    this.#left--;
    return taken;
  }

  #currentOf(ref: ItemRef): Current | undefined {
    if (this.#resource !== ref.resource || this.#group !== ref.group) {
      const type = this.#types.get(formatGroupResource(ref));
      this.#resource = ref.resource;
      this.#group = ref.group;
      this.#current = type && choiceOf(type, type.usual);
    }
    return this.#current;
  }

  #isFirst(copy: Copies, item: string): boolean {
    const double = this.#odd.doubles.size === 0 ? '' : copyKey(item, copy);
    if (!this.#odd.doubles.has(double)) return true;
    if (this.#done.has(double)) return false;
    this.#done.add(double);
    return true;
  }
}

function choiceOf(type: WantedType, copies: Copies): Current {
  const copy = type.versions.choose(copies, type.version);
  return { type, copy, taken: { version: type.versions.versionOf(copy, copies) } };
}
