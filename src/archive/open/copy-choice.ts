import { formatItemRef } from '../../domain/item.ts';
import { formatGroupResource } from '../../domain/resource.ts';
import type { WantedCopy } from '../backup-store.ts';
import { CopyPass, type WantedType } from './copy-pass.ts';
import type { TypeIndex } from './type-index.ts';
import type { Copies, TypeVersions } from './type-versions.ts';

/** What is known of a type's copies once an archive was read. */
interface TypeCopies {
  readonly group: string;
  readonly resource: string;
  readonly versions: TypeVersions;
  /** The copies that its items have, but for the odd ones. */
  readonly usual: Copies;
  readonly items: number;
}

/** Chooses one copy of each wanted item, by what was learned of an archive: every item comes, and comes once. */
export class CopyChoice {
  readonly #types: readonly TypeCopies[];
  /** Copies of the items that have not all those of their type, by `formatItemRef`. */
  readonly #odd = new Map<string, Copies>();
  readonly #doubles: ReadonlySet<string>;

  /** `doubles` are the `copyKey`s of what the archive holds more than once. */
  constructor(types: Iterable<TypeIndex>, doubles: ReadonlySet<string>) {
    const indexes = [...types];
    this.#doubles = doubles;
    this.#types = indexes.map(({ group, resource, versions, usual, size }) => {
      return { group, resource, versions, usual, items: size };
    });
    for (const index of indexes) {
      for (const { name, copies } of index.odd()) {
        this.#odd.set(formatItemRef({ group: index.group, resource: index.resource, ...name }), copies);
      }
    }
  }

  /** Starts a pass that takes what is wanted; each type is asked for once, here. */
  begin(wanted: WantedCopy): CopyPass {
    const types = new Map<string, WantedType>();
    for (const { group, resource, ...copies } of this.#types) {
      const copy = wanted({ group, resource });
      if (copy !== undefined) types.set(formatGroupResource({ group, resource }), { ...copies, version: copy.version });
    }
    return new CopyPass(types, { odd: this.#odd, doubles: this.#doubles });
  }
}
