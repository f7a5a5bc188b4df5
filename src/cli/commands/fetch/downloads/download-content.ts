import { archivedFiles } from '../../../../archive/export/archived-files.ts';
import { packFiles } from '../../../../archive/export/pack-files.ts';
import type { RunContext } from '../../../../base/context.ts';
import type { DownloadRecord } from '../../../../domain/downloads/download-record.ts';
import type { CliIo } from '../../../io.ts';
import type { OpenPlaces } from '../../find/places.ts';
import { findBackup } from '../../find/find-backup.ts';
import { itemsMeant, readItems } from '../archived-items.ts';
import { fetchInto, fetchIntoFile } from '../download/fetch-file.ts';
import { findDownload } from '../download/find-download.ts';
import { manifestFiles } from '../export/manifest-files.ts';
import { filePathOf, openByteTarget } from '../targets.ts';

/** Where content goes. */
export interface ContentTarget {
  readonly io: CliIo;
  readonly output: string | undefined;
  readonly mayReplace: boolean;
}

/**
 * Writes the content of an opened download: the archive as it is stored, resumed and proven; chosen objects as an archive
 * of their own; or, as CLOUD_PST_DOWNLOAD, one package of clean YAML.
 */
export async function writeContent(
  ctx: RunContext,
  places: OpenPlaces,
  record: DownloadRecord,
  target: ContentTarget,
): Promise<void> {
  const isBundle = record.mode === 'CLOUD_PST_DOWNLOAD';
  const name = `${record.backup}.${isBundle ? 'zip' : 'tar.gz'}`;
  const wanted = { output: target.output, name, mayReplace: target.mayReplace };
  if (isBundle || record.objects.length > 0) return writePackage(ctx, places, record, { ...target, ...wanted });
  const { place, object, sha256 } = await findDownload(ctx, places, { kind: 'BackupContents', name: record.backup });
  const fetching = { store: place.objects, object, sha256, isUnpacked: false };
  const path = await filePathOf(target.io, wanted);
  if (path !== undefined) return fetchIntoFile(ctx, fetching, path);
  await using out = await openByteTarget(target.io, wanted);
  await fetchInto(ctx, fetching, out);
}

async function writePackage(
  ctx: RunContext,
  places: OpenPlaces,
  { backup: name, mode, objects }: DownloadRecord,
  target: ContentTarget & { readonly name: string },
): Promise<void> {
  const { backup, place } = await findBackup(ctx, places, name);
  const archive = await place.backups.openArchive(ctx, backup);
  await using _closing = { [Symbol.asyncDispose]: async () => archive.close() };
  const { items } = itemsMeant(archive, { backup: name, words: objects });
  const read = readItems(ctx, archive, items);
  const isBundle = mode === 'CLOUD_PST_DOWNLOAD';
  const files = isBundle
    ? manifestFiles(read, { isClean: true, isAll: objects.length > 0, leftOut: () => {}, unlisted: () => {} })
    : archivedFiles(read, archive.contents.formatVersion);
  await using out = await openByteTarget(target.io, target);
  const packing = { format: isBundle ? 'zip' : 'tar.gz', files, modifiedAt: backup.startedAt ?? new Date(0) } as const;
  await packFiles(ctx, packing, (chunk) => out.write(chunk));
  await out.finish();
}
