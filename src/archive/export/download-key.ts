import type { DownloadKind } from '../../domain/downloads/download-kind.ts';
import { archiveKey, fileKey, isBackupName, restoreFileKey } from '../layout.ts';

/** Where the file of a kind is kept; undefined for a name that no backup or restore can have. */
export function downloadKey(kind: DownloadKind, name: string): string | undefined {
  return isBackupName(name) ? KEYS[kind](name) : undefined;
}

/** Velero's `pkg/persistence/object_store_layout.go`. */
const KEYS: Readonly<Record<DownloadKind, (name: string) => string>> = {
  BackupLog: (name) => fileKey(name, 'logs'),
  BackupContents: archiveKey,
  BackupVolumeSnapshots: (name) => fileKey(name, 'volumesnapshots'),
  BackupItemOperations: (name) => fileKey(name, 'itemoperations'),
  BackupResourceList: (name) => fileKey(name, 'resource-list'),
  BackupResults: (name) => fileKey(name, 'results'),
  RestoreLog: (name) => restoreFileKey(name, 'logs'),
  RestoreResults: (name) => restoreFileKey(name, 'results'),
  RestoreResourceList: (name) => restoreFileKey(name, 'resource-list'),
  RestoreItemOperations: (name) => restoreFileKey(name, 'itemoperations'),
  CSIBackupVolumeSnapshots: (name) => fileKey(name, 'csi-volumesnapshots'),
  CSIBackupVolumeSnapshotContents: (name) => fileKey(name, 'csi-volumesnapshotcontents'),
  BackupVolumeInfos: (name) => fileKey(name, 'volumeinfo'),
  RestoreVolumeInfo: (name) => restoreFileKey(name, 'volumeinfo'),
};
