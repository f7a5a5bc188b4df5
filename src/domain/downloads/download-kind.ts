import { nearestName } from '../nearest-name.ts';

/** What can be fetched of a backup or a restore, in the words of Velero's DownloadRequest. */
export type DownloadKind = keyof typeof DOWNLOAD_KINDS;

/** What a kind is. */
export interface DownloadKindFacts {
  /** What `name` names. */
  readonly of: 'backup' | 'restore';
  /** For people: what is in the file. */
  readonly what: string;
}

/** Every kind, in the order of Velero's `pkg/apis/velero/v1/download_request_types.go`. */
export const DOWNLOAD_KINDS = {
  BackupLog: { of: 'backup', what: 'the log of the run that made it' },
  BackupContents: { of: 'backup', what: 'the archive with its objects' },
  BackupVolumeSnapshots: { of: 'backup', what: 'snapshots taken by plugins of a cloud' },
  BackupItemOperations: { of: 'backup', what: 'operations that went on in the background' },
  BackupResourceList: { of: 'backup', what: 'every object by apiVersion and kind' },
  BackupResults: { of: 'backup', what: 'warnings and errors, for the run, the cluster and each namespace' },
  RestoreLog: { of: 'restore', what: 'the log of the run that restored' },
  RestoreResults: { of: 'restore', what: 'warnings and errors, for the run, the cluster and each namespace' },
  RestoreResourceList: { of: 'restore', what: 'every object, and what became of it' },
  RestoreItemOperations: { of: 'restore', what: 'operations that went on in the background' },
  CSIBackupVolumeSnapshots: { of: 'backup', what: 'VolumeSnapshots that were taken' },
  CSIBackupVolumeSnapshotContents: { of: 'backup', what: 'VolumeSnapshotContents that were made' },
  BackupVolumeInfos: { of: 'backup', what: 'every claim, and why it is left out' },
  RestoreVolumeInfo: { of: 'restore', what: 'volumes that were restored' },
} as const satisfies Readonly<Record<string, DownloadKindFacts>>;

/** The names of all kinds. */
export const DOWNLOAD_KIND_NAMES = Object.keys(DOWNLOAD_KINDS) as readonly DownloadKind[];

/** A kind by its name in any case, or the known name that it most likely means. */
export function parseDownloadKind(
  text: string,
): { readonly kind: DownloadKind } | { readonly nearest: string | undefined } {
  const kind = DOWNLOAD_KIND_NAMES.find((name) => name.toLowerCase() === text.toLowerCase());
  return kind === undefined ? { nearest: nearestName(text, DOWNLOAD_KIND_NAMES) } : { kind };
}
