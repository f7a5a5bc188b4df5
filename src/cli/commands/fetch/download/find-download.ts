import { downloadKey } from '../../../../archive/export/download-key.ts';
import { sha256OnRecord } from '../../../../archive/export/stored-files.ts';
import type { RunContext } from '../../../../base/context.ts';
import { DOWNLOAD_KINDS } from '../../../../domain/downloads/download-kind.ts';
import type { DownloadTarget } from '../../../../domain/downloads/download-request.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { ObjectInfo } from '../../../../storage/object-store.ts';
import type { OpenLocation } from '../../../compose.ts';
import { findBackup } from '../../find/find-backup.ts';
import type { OpenPlaces } from '../../find/places.ts';

/** A file that is there to be fetched. */
export interface FoundDownload {
  readonly target: DownloadTarget;
  readonly place: OpenLocation;
  readonly object: ObjectInfo;
  /** SHA-256 (hex) that the backup has on record of it; undefined where it has none. */
  readonly sha256: string | undefined;
}

/** Below it are the folders of restores. */
const RESTORES = 'restores/';

/** What stands in the place of a name for the newest one. */
const LATEST = 'latest';

/**
 * Finds the file of a target in the open locations. Throws what `findBackup` throws, and `item-not-found` for a restore
 * that is not there, or a file that whoever made the backup or restore did not leave.
 */
export async function findDownload(
  ctx: RunContext,
  places: OpenPlaces,
  { kind, name }: DownloadTarget,
): Promise<FoundDownload> {
  if (DOWNLOAD_KINDS[kind].of === 'restore') return findRestoreFile(ctx, places, { kind, name });
  const { backup, place } = await findBackup(ctx, places, name);
  const key = downloadKey(kind, backup.name) ?? '';
  const object = await place.objects.head(ctx, key);
  const target = { kind, name: backup.name };
  if (object !== undefined) return { target, place, object, sha256: sha256OnRecord(backup, key) };
  throw new RunError('item-not-found', `Backup ${backup.name} has no ${kind}: there is no ${key}`, {
    hint: `See \`lifeboat describe ${backup.name}\` for what is known of it`,
  });
}

async function findRestoreFile(
  ctx: RunContext,
  { open }: OpenPlaces,
  { kind, name }: DownloadTarget,
): Promise<FoundDownload> {
  const names: string[] = [];
  for (const place of open) {
    const meant = name === LATEST ? await latestRestore(ctx, place) : name;
    const key = meant === undefined ? undefined : downloadKey(kind, meant);
    const object = key === undefined ? undefined : await place.objects.head(ctx, key);
    if (meant !== undefined && object !== undefined)
      return { target: { kind, name: meant }, place, object, sha256: undefined };
    const there = await place.objects.listFolders(ctx, RESTORES);
    if (meant !== undefined && there.includes(meant)) {
      throw new RunError('item-not-found', `Restore ${meant} has no ${kind}: there is no ${String(key)}`, {
        hint: 'Whoever restored stored none',
      });
    }
    names.push(...there);
  }
  const nearest = nearestName(name, names);
  throw new RunError('item-not-found', `There is no restore ${name}`, {
    hint:
      nearest === undefined
        ? 'Restores keep their files under restores/ of their location'
        : `Did you mean ${nearest}?`,
  });
}

/** The restore that left a file last. */
async function latestRestore(ctx: RunContext, { objects }: OpenLocation): Promise<string | undefined> {
  let latest: ObjectInfo | undefined;
  for await (const info of objects.list(ctx, RESTORES)) {
    if (latest === undefined || info.modifiedAt > latest.modifiedAt) latest = info;
  }
  return latest?.key.slice(RESTORES.length).split('/')[0];
}
