import type { BackupFile } from '../../../archive/backup-store.ts';
import { parseResourceList } from '../../../archive/files/resource-list.ts';
import { parseResults, type ScopedTexts } from '../../../archive/files/results.ts';
import { parseVolumeInfo, type VolumeInfo } from '../../../archive/files/volume-info.ts';
import { archiveKey, folderOf } from '../../../archive/layout.ts';
import type { RunContext } from '../../../base/context.ts';
import { promisesArchive } from '../../../domain/backup/backup.ts';
import { standingOf } from '../../../domain/backup/facts.ts';
import { RunError } from '../../../domain/problem.ts';
import type { BackupFacts, ScopedMessage, VolumeFact } from '../../../views/backup-description.ts';
import type { FoundBackup } from './find-backup.ts';

/** Gathers what a location tells of a backup: its lists, and the names and sizes of its files. Reads no archive, but looks for it. */
export async function readBackupFacts(ctx: RunContext, { backup, place }: FoundBackup): Promise<BackupFacts> {
  const read = <T>(file: BackupFile, parse: (bytes: Uint8Array) => T) =>
    readSideFile(ctx, place, backup.name, file, parse);
  const [resources, results, volumes, files, archive, facts] = await Promise.all([
    read('resource-list', parseResourceList),
    read('results', parseResults),
    read('volumeinfo', parseVolumeInfo),
    listFiles(ctx, place, backup.name),
    place.objects.head(ctx, archiveKey(backup.name)),
    place.backups.readFacts(ctx, backup.name),
  ]);
  return {
    backup,
    location: place.location.name,
    root: place.backups.root,
    resources: resources && Object.fromEntries(resources),
    errors: results && flatten(results.errors),
    warnings: results && flatten(results.warnings),
    volumes: volumes?.map(volumeFact),
    files,
    standing: standingOf(backup, facts, ctx.clock.now()),
    lacksArchive: promisesArchive(backup) && archive === undefined,
  };
}

/**
 * A list that is missing is undefined: Velero's older releases had fewer. One that cannot be read is too, with a
 * warning, because everything else about the backup is still worth telling.
 */
async function readSideFile<T>(
  ctx: RunContext,
  { backups }: FoundBackup['place'],
  name: string,
  file: BackupFile,
  parse: (bytes: Uint8Array) => T,
): Promise<T | undefined> {
  try {
    const bytes = await backups.readFile(ctx, name, file);
    return bytes === undefined ? undefined : parse(bytes);
  } catch (error) {
    if (!(error instanceof RunError) || error.code !== 'archive-unreadable') throw error;
    ctx.log.warn({ backup: name, file, error }, 'a file beside the archive cannot be read');
    return undefined;
  }
}

async function listFiles(
  ctx: RunContext,
  { objects }: FoundBackup['place'],
  name: string,
): Promise<BackupFacts['files']> {
  const folder = folderOf(name);
  const files: { key: string; size: number }[] = [];
  for await (const { key, size } of objects.list(ctx, folder)) files.push({ key: key.slice(folder.length), size });
  return files;
}

function flatten({ velero, cluster, namespaces }: ScopedTexts): ScopedMessage[] {
  const inScope = (scope: string, messages: readonly string[]) => messages.map((message) => ({ scope, message }));
  return [
    ...inScope('run', velero),
    ...inScope('cluster', cluster),
    ...[...namespaces].flatMap(([namespace, messages]) => inScope(`namespace ${namespace}`, messages)),
  ];
}

function volumeFact({ claimNamespace, claimName, volume, method, isSkipped, skippedReason }: VolumeInfo): VolumeFact {
  return {
    namespace: claimNamespace ?? '',
    claim: claimName ?? '',
    volume: volume ?? '',
    method: isSkipped ? undefined : method,
    reason: skippedReason ?? '',
  };
}
