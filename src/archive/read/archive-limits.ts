import type { GunzipLimits } from '../gzip/gzip-reader.ts';
import type { TarLimits } from '../tar/tar-walker.ts';

/** What an archive from a bucket may ask of this process; beyond it, it is refused as `archive-unreadable`. */
export interface ArchiveLimits extends GunzipLimits, TarLimits {
  readonly entries: number;
}

const MIB = 1_048_576;

/** Far above any real cluster: etcd's items are below 2 MiB, archives pack ten to thirty times. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  totalBytes: 64 * 1024 * MIB,
  ratio: 200,
  ratioFromBytes: 64 * MIB,
  entryBytes: 64 * MIB,
  headerBytes: MIB,
  entries: 5_000_000,
};

/** For the files beside an archive, which are read whole. */
export const FILE_LIMITS: GunzipLimits = { totalBytes: 256 * MIB, ratio: 1_100, ratioFromBytes: 64 * MIB };

/** For `velero-backup.json` and claims. */
export const DOCUMENT_BYTES = 8 * MIB;
