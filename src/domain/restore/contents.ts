import type { ItemRef } from '../item.ts';

/** What a verified archive holds, by name: no bodies. */
export interface ArchiveContents {
  /** `deployments.apps` by type, in the order of first appearance. */
  readonly types: readonly ArchivedType[];
  readonly items: number;
  /** SHA-256 of the archive, hex. */
  readonly sha256: string;
  /** Whether everything that was written is proven to be there: only a manifest can prove it. Else a warning says why. */
  readonly isComplete: boolean;
  /** Content of `metadata/version`; undefined where it is missing, as in archives of very old releases. */
  readonly formatVersion: string | undefined;
}

/** The items of one type. */
export interface ArchivedType {
  readonly group: string;
  readonly resource: string;
  /** Versions in which the archive holds items, the preferred one first; empty where no copy tells. */
  readonly versions: readonly string[];
  readonly items: readonly ArchivedName[];
}

/** One item by name. */
export interface ArchivedName {
  readonly namespace: string | undefined;
  readonly name: string;
  /** The versions of this one, where the archive does not hold it in all versions of its type; the preferred one first. */
  readonly versions?: readonly string[];
}

/** One item on its way out of an archive: the bytes of one of its copies. */
export interface ArchivedItem {
  readonly ref: ItemRef;
  /**
   * The version of this copy: the one that was asked for, or another where the item has no copy in that; undefined for a
   * main copy of which no folder tells.
   */
  readonly version: string | undefined;
  /** The document as archived, unparsed. A view of a larger buffer, which lives as long as the view does. */
  readonly bytes: Uint8Array;
}
