import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { StoredItem } from '../../domain/item.ts';
import { MANIFEST_SCHEMA } from '../files/manifest.ts';
import { FORMAT_VERSION } from '../files/metadata.ts';
import { OneMemberGzip, type GzipPiece } from '../gzip/one-member-gzip.ts';
import { poolWidth } from '../gzip/pool-width.ts';
import { VERSION_PATH } from '../paths.ts';
import { TarWriter } from '../tar/tar-writer.ts';
import { ItemIndex } from './item-index.ts';
import { ItemLedger, type ItemForm } from './item-ledger.ts';
import { ManifestWriter } from './manifest-writer.ts';
import { SpoolFile, type SpooledFile } from './spool-file.ts';

/** A fifth less work than gzip’s default of 6, for an archive no larger than `gzip -6` makes (docs/benchmarks.md). */
const ARCHIVE_LEVEL = 5;
/** Hashes do not compress, paths do at any level. */
const MANIFEST_LEVEL = 1;

/** An archive that has been ended, with the manifest's file still open for facts. */
export interface EndedArchive extends SpooledFile {
  readonly items: number;
  /** How its gzip is made up, for unpacking it in parallel. */
  readonly pieces: readonly GzipPiece[];
}

/**
 * An archive in the making, in two local files: items go through tar and gzip into the one, their paths and SHA-256
 * into the manifest. Items are never parsed. Memory is bounded by the largest item, the names, and 32 bytes an item.
 */
export class ArchiveSpool {
  readonly index = new ItemIndex();
  readonly ledger = new ItemLedger();
  readonly #archive: SpoolFile;
  readonly #manifestFile: SpoolFile;
  readonly #gzip: OneMemberGzip;
  readonly #tar: TarWriter;
  readonly #manifest: ManifestWriter;
  #bytes = 0;

  private constructor(archive: SpoolFile, manifest: SpoolFile, mtime: Date) {
    this.#archive = archive;
    this.#manifestFile = manifest;
    const width = poolWidth();
    const release = (chunk: Uint8Array) => this.#tar.release(chunk);
    this.#gzip = new OneMemberGzip((bytes) => archive.write(bytes), { level: ARCHIVE_LEVEL, width, release });
    this.#tar = new TarWriter((chunk) => this.#gzip.write(chunk), mtime);
    const manifestGzip = new OneMemberGzip((bytes) => manifest.write(bytes), { level: MANIFEST_LEVEL, width });
    this.#manifest = new ManifestWriter(manifestGzip, MANIFEST_SCHEMA);
    void this.#tar.add(VERSION_PATH, Buffer.from(`${FORMAT_VERSION}\n`));
  }

  /** Opens both files in a folder of their own. Every entry of the archive gets the time `mtime`. */
  static async create(folder: string, mtime: Date): Promise<ArchiveSpool> {
    const archive = await SpoolFile.create(join(folder, 'archive.tar.gz'));
    return new ArchiveSpool(archive, await SpoolFile.create(join(folder, 'manifest.json.gz')), mtime);
  }

  /** Items and bytes of JSON so far. */
  get progress(): { readonly items: number; readonly bytes: number } {
    return { items: this.ledger.items, bytes: this.#bytes };
  }

  /**
   * Adds an item: the main copy, where it has one, and right after it that of its version, within reach of gzip's
   * window. The manifest names the first of them that is the item as it came. An item whose name is taken is left out,
   * which `false` tells.
   */
  add(item: StoredItem): Promise<void> | false | undefined {
    const paths = this.index.register(item);
    if (paths === undefined) return false;
    const { bytes, mainCopy } = item;
    const { main, copy } = paths;
    const sha256 = hash('sha256', bytes, 'buffer');
    const size = Math.max(bytes.length, mainCopy?.length ?? 0);
    this.ledger.note(main ?? copy, size, sha256, formOf(item));
    this.#bytes += bytes.length;
    const first = main === undefined ? undefined : this.#tar.add(main, mainCopy ?? bytes);
    const second = this.#tar.add(copy, bytes);
    const named = main === undefined || mainCopy !== undefined ? copy : main;
    const third = this.#manifest.add(named, sha256.toString('hex'));
    return second ?? first ?? third;
  }

  /** Writes the archive's end and closes it. */
  async endArchive(): Promise<EndedArchive> {
    await this.#tar.end();
    await this.#gzip.end();
    return { ...(await this.#archive.finish()), items: this.ledger.items, pieces: this.#gzip.pieces };
  }

  /** Writes the manifest's facts and closes it. */
  async endManifest(facts: Readonly<Record<string, unknown>>): Promise<SpooledFile> {
    await this.#manifest.end(facts);
    return this.#manifestFile.finish();
  }

  /** Lets go of both files. */
  async close(): Promise<void> {
    await Promise.all([this.#archive.close(), this.#manifestFile.close()]);
  }
}

function formOf({ isPreferred, mainCopy }: StoredItem): ItemForm | undefined {
  if (isPreferred === false) return { isAlone: true };
  return mainCopy === undefined ? undefined : { mainSha256: hash('sha256', mainCopy, 'buffer') };
}
