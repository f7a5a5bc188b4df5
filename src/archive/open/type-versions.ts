import { RunError } from '../../domain/problem.ts';
import type { ItemVersion } from '../paths.ts';

/** Copies of an item, as bits: bit 0 is the main copy, bit n that in the folder of the type's n-th version. */
export type Copies = number;

/** The main copy: the one without a version in its path. */
export const MAIN: Copies = 1;

/** As many as there are bits; no type has a tenth of it. */
const MOST_VERSIONS = 30;

/** The versions in which an archive holds one type, by the bits of their copies. */
export class TypeVersions {
  readonly #versions: string[] = [];
  #preferred: string | undefined;

  /** The bit of the version that the backup's cluster preferred; zero where no folder tells. */
  get preferred(): Copies {
    return this.#preferred === undefined ? 0 : this.bitOf(this.#preferred);
  }

  /** The bit of a copy; a new version gets the next one. Throws `archive-unreadable` when there are no more. */
  note(version: ItemVersion | undefined): Copies {
    if (version === undefined) return MAIN;
    if (version.isPreferred) this.#preferred ??= version.version;
    if (!this.#versions.includes(version.version)) this.#versions.push(version.version);
    if (this.#versions.length <= MOST_VERSIONS) return this.bitOf(version.version);
    throw new RunError('archive-unreadable', `Cannot read the archive: a type has more than ${MOST_VERSIONS} versions`);
  }

  /** The bit of a version; zero for one in which nothing is held. */
  bitOf(version: string): Copies {
    const at = this.#versions.indexOf(version);
    return at < 0 ? 0 : 2 << at;
  }

  /** The version of one of an item's copies; the main one has the preferred version, where that is among them. */
  versionOf(copy: Copies, among: Copies): string | undefined {
    const telling = copy === MAIN ? among & this.preferred : copy;
    return telling === 0 ? undefined : this.#versions[Math.log2(telling) - 1];
  }

  /** The versions among some copies, the preferred one first. */
  among(copies: Copies): string[] {
    const held = this.#versions.filter((version) => (copies & this.bitOf(version)) !== 0);
    return held.toSorted((a, b) => Number(b === this.#preferred) - Number(a === this.#preferred));
  }

  /**
   * Which copy of an item to take for a version: the main one for the preferred version, as Velero does, or where there
   * is none in that version; without a version the main one. Where there is none of these, the item's first copy.
   */
  choose(copies: Copies, version: string | undefined): Copies {
    const wanted = version === undefined ? MAIN : this.bitOf(version);
    if (wanted !== this.preferred && (copies & wanted) !== 0) return wanted;
    if ((copies & MAIN) !== 0) return MAIN;
    const first = copies & wanted || copies & this.preferred || copies;
    return first & -first;
  }
}
