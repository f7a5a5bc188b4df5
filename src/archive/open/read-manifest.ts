import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { parseManifest, type Manifest } from '../files/manifest.ts';
import { fileKey } from '../layout.ts';
import { EntryPathParser } from '../read/entry-path-parser.ts';
import { readUnpacked } from '../store/read-unpacked.ts';
import type { ContentsIndex } from './contents-index.ts';

/**
 * The manifest of a backup, undefined where it has none. It is the one that the commit object names, and is about this
 * backup, or `archive-unreadable` is thrown; `archive-unsupported` for one that a newer release wrote.
 */
export async function readManifest(ctx: RunContext, store: ObjectStore, backup: Backup): Promise<Manifest | undefined> {
  const { name, manifestSha256 } = backup;
  const file = await readUnpacked(ctx, store, fileKey(name, 'manifest'));
  if (file === undefined) return undefined;
  if (manifestSha256 !== undefined && file.sha256 !== manifestSha256) {
    throw unreadable(name, 'its manifest is not the one that its commit object names');
  }
  const manifest = parseManifest(file.bytes);
  if (manifest.backup !== name) throw unreadable(name, `its manifest is that of ${JSON.stringify(manifest.backup)}`);
  return manifest;
}

/**
 * Checks that an archive holds exactly the items that its manifest names, and notes which copy of them is the item as it
 * was backed up: where the manifest names that of the preferred version, the main one was written for Velero (see
 * `claimForVelero`). Throws `archive-unreadable`.
 */
export function checkAgainstManifest(index: ContentsIndex, manifest: Manifest): void {
  const { items, backup } = manifest;
  const paths = new EntryPathParser();
  for (const path of items.keys()) {
    const meaning = paths.parse(path);
    if (meaning?.kind !== 'item' || !index.holds(meaning.ref, meaning.version?.version)) {
      throw unreadable(backup, `${JSON.stringify(path)} is missing, which its manifest names`);
    }
    if (meaning.version?.isPreferred === true) index.forgetMain(meaning.ref);
  }
  if (index.stored !== items.size || manifest.archive.items !== items.size) {
    throw unreadable(backup, `it holds ${index.stored} items, and its manifest names ${items.size}`);
  }
}

function unreadable(backup: string, reason: string): RunError {
  return new RunError('archive-unreadable', `Cannot trust the archive of ${backup}: ${reason}`, {
    hint: 'Restore from another backup, or find out who changed this one',
  });
}
