import type { FactHead } from '../domain/backup/facts.ts';
import { formatTimestamp } from '../domain/time.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { RestoreFile, RunRecordHint } from './backup-browser.ts';
import type { BackupFile } from './backup-store.ts';
import type { MarkerPlace } from './marker-store.ts';

/** Where Velero keeps backups, below the location's root; with `metadata/` the only folders of ours it tolerates. */
export const BACKUPS = 'backups/';

/** Where Velero keeps what restores leave, below the location's root. */
export const RESTORES = 'restores/';

/** Where the records of runs are kept: a folder for each policy. */
export const RUNS = 'metadata/lifeboat/runs/';

/** Where it is remembered which requests were carried out: a folder for each cluster. */
const MARKERS = 'metadata/lifeboat/once/';

/** Where the marker of a request is kept. */
export function markerKey({ clusterUid, namespace, request }: MarkerPlace): string {
  return `${MARKERS}${clusterUid}/${namespace}/${request}.json`;
}

/** The folder of a backup, with a slash at the end. */
export function folderOf(backup: string): string {
  return `${BACKUPS}${backup}/`;
}

/** The object whose existence makes a backup. */
export function metadataKey(backup: string): string {
  return `${folderOf(backup)}velero-backup.json`;
}

/** The archive: all items, Velero's `<b>.tar.gz`. */
export function archiveKey(backup: string): string {
  return `${folderOf(backup)}${backup}.tar.gz`;
}

/** Every other object of a backup is called after the backup. */
const SUFFIXES = {
  claim: '-claim.json',
  logs: '-logs.gz',
  manifest: '-manifest.json.gz',
  results: '-results.gz',
  'resource-list': '-resource-list.json.gz',
  volumeinfo: '-volumeinfo.json.gz',
  podvolumebackups: '-podvolumebackups.json.gz',
  volumesnapshots: '-volumesnapshots.json.gz',
  /** Written by Velero up to 1.16; read alone. */
  'csi-volumesnapshots': '-csi-volumesnapshots.json.gz',
  'csi-volumesnapshotcontents': '-csi-volumesnapshotcontents.json.gz',
  itemoperations: '-itemoperations.json.gz',
} as const;

/** The files beside an archive: those that people read, and the lists that a Velero server asks for. */
export type SideFile = BackupFile | keyof typeof SUFFIXES;

/** Where a file beside the archive is kept. */
export function fileKey(backup: string, file: SideFile): string {
  return `${folderOf(backup)}${backup}${SUFFIXES[file]}`;
}

/** What the keys of the facts about a backup begin with. */
export function factPrefix(backup: string): string {
  return `${folderOf(backup)}${backup}-fact-`;
}

/** Where a fact about a backup is kept; the facts of a backup sort by their time. */
export function factKey(backup: string, { at, id }: Pick<FactHead, 'at' | 'id'>): string {
  return `${factPrefix(backup)}${at.toISOString().replaceAll(/\D/g, '')}-${id}.json`;
}

/** Where a file of a restore is kept. Velero's own names: one of them lacks the prefix that the others have. */
export function restoreFileKey(restore: string, file: RestoreFile): string {
  const prefix = file === 'volumeinfo' ? '' : 'restore-';
  return `${RESTORES}${restore}/${prefix}${restore}${SUFFIXES[file]}`;
}

/** What the keys of records of opened downloads begin with. */
export const DOWNLOADS = 'metadata/lifeboat/downloads/';

/** Where the record of an opened download is kept. */
export function downloadRecordKey(guid: string): string {
  return `${DOWNLOADS}${guid}.json`;
}

/** Where the record of a run is kept; the runs of a policy sort by the time they were due. */
export function runRecordKey(result: Pick<RunResult, 'policy' | 'scheduledFor' | 'runId'>): string {
  const due = formatTimestamp(new Date(result.scheduledFor));
  return `${RUNS}${result.policy?.name ?? 'manual'}/${due}-${result.runId.slice(0, 8)}.json`;
}

/** What the key of a run's record tells; undefined for any other key. */
export function parseRunRecordKey(key: string): RunRecordHint | undefined {
  const match = /^([^/]+)\/(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})-([^/]{1,8})\.json$/.exec(
    key.startsWith(RUNS) ? key.slice(RUNS.length) : '',
  );
  if (match === null) return undefined;
  const [, policy = '', year, month, day, hour, minute, second, runIdPrefix = ''] = match;
  const due = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(due.getTime()) ? undefined : { policy, due, runIdPrefix };
}

/**
 * Whether a text can be the name of a backup or a restore: a DNS subdomain, as Velero needs it for the object that it
 * makes. Everything else must not become part of a key.
 */
export function isBackupName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}
