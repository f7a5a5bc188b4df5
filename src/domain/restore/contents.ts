import type { ItemRef } from '../item.ts';

/** What a verified archive holds, by name: no bodies. */
export interface ArchiveContents {
  /** `deployments.apps` by type, in the order of first appearance. */
  readonly types: readonly ArchivedType[];
  readonly items: number;
  /** SHA-256 of the archive, hex. */
  readonly sha256: string;
  /** Whether everything that was written is proven to be there: only a manifest can prove it. */
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

/** One item by name; its versions are those of its type unless they are fewer. */
export interface ArchivedName {
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One item on its way out of an archive: its bytes, in the version that was asked for. */
export interface ArchivedItem {
  readonly ref: ItemRef;
  /** The version of this copy; undefined for a main copy of which nothing else tells. */
  readonly version: string | undefined;
  readonly bytes: Uint8Array;
}
