import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { Damage, ExaminedLink } from '../../domain/verify/proof.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import type { Link } from '../backup-store.ts';
import { parseManifest } from '../files/manifest.ts';
import { fileKey, isBackupName, metadataKey } from '../layout.ts';
import { readUnpacked } from '../store/read-unpacked.ts';

/**
 * `BackupStore.examineLink`: reads two manifests and no archive. One that is gone with its whole backup was pruned or
 * deleted: that leaves a gap, and is no damage. Anything else than the manifest that was there is.
 */
export async function examineLink(ctx: RunContext, store: ObjectStore, backup: string): Promise<ExaminedLink> {
  const previous = await linkOf(ctx, store, backup);
  if (previous === undefined) return { previous: undefined, damage: [], doubts: [] };
  const name = previous.backup;
  if (!isBackupName(name)) return { previous: undefined, damage: [forged(backup)], doubts: [] };
  const sha256 = await sha256Of(ctx, store, name);
  if (sha256 === previous.manifestSha256) return { previous: name, damage: [], doubts: [] };
  const isGone = sha256 === undefined && (await store.head(ctx, metadataKey(name))) === undefined;
  if (isGone) {
    return { previous: undefined, gone: name, damage: [], doubts: [`${name}, which ${backup} followed, is gone`] };
  }
  const what = sha256 === undefined ? 'is gone, and the rest of it is there' : 'was changed since';
  const message = `The manifest of ${name}, which ${backup} followed, ${what}`;
  return { previous: name, damage: [{ part: 'chain', message }], doubts: [] };
}

function forged(backup: string): Damage {
  return { part: 'chain', message: `The manifest of ${backup} follows what cannot be a backup` };
}

/** A manifest that cannot be read has no link: that it is damaged, the look at its own backup tells. */
async function linkOf(ctx: RunContext, store: ObjectStore, backup: string): Promise<Link | undefined> {
  try {
    const file = await readUnpacked(ctx, store, fileKey(backup, 'manifest'));
    return file && parseManifest(file.bytes).previous;
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** Of the file as it is stored; `damaged` for one that cannot be unpacked. */
async function sha256Of(ctx: RunContext, store: ObjectStore, backup: string): Promise<string | undefined> {
  try {
    return (await readUnpacked(ctx, store, fileKey(backup, 'manifest')))?.sha256;
  } catch (error) {
    if (isUnreadable(error)) return 'damaged';
    throw error;
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof RunError && (error.code === 'archive-unreadable' || error.code === 'archive-unsupported');
}
