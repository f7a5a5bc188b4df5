import type { RunContext } from '../../base/context.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { GzipReader } from '../gzip/gzip-reader.ts';
import { FILE_LIMITS } from '../read/archive-limits.ts';
import { readBytes } from '../read/read-bytes.ts';

/** A packed file beside an archive, whole. */
export interface UnpackedFile {
  readonly bytes: Buffer;
  /** SHA-256 (hex) of the object as it is stored. */
  readonly sha256: string | undefined;
}

/** Unpacks a small object, undefined where there is none; `archive-unreadable` where it is damaged or not small. */
export async function readUnpacked(
  ctx: RunContext,
  store: ObjectStore,
  key: string,
): Promise<UnpackedFile | undefined> {
  const source = await store.get(ctx, key);
  if (source === undefined) return undefined;
  const unpacked = new GzipReader(source, FILE_LIMITS);
  const bytes = await readBytes(unpacked, FILE_LIMITS.totalBytes);
  return { bytes, sha256: unpacked.facts.sha256 };
}
