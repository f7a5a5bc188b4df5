import { describe, expect, it } from 'vitest';
import {
  DOWNLOAD_KIND_NAMES,
  DOWNLOAD_KINDS,
  parseDownloadKind,
} from '../../../../src/domain/downloads/download-kind.ts';

describe('the kinds of downloads', () => {
  it('are those of Velero’s DownloadRequest', () => {
    expect(DOWNLOAD_KIND_NAMES).toEqual([
      'BackupLog',
      'BackupContents',
      'BackupVolumeSnapshots',
      'BackupItemOperations',
      'BackupResourceList',
      'BackupResults',
      'RestoreLog',
      'RestoreResults',
      'RestoreResourceList',
      'RestoreItemOperations',
      'CSIBackupVolumeSnapshots',
      'CSIBackupVolumeSnapshotContents',
      'BackupVolumeInfos',
      'RestoreVolumeInfo',
    ]);
  });

  it('tell by their names whether they are of a backup or of a restore', () => {
    for (const name of DOWNLOAD_KIND_NAMES)
      expect(DOWNLOAD_KINDS[name].of).toBe(name.startsWith('Restore') ? 'restore' : 'backup');
  });

  it('are known in any case, and guessed where they are misspelt', () => {
    expect(parseDownloadKind('backuplog')).toEqual({ kind: 'BackupLog' });
    expect(parseDownloadKind('BackupLogs')).toEqual({ nearest: 'BackupLog' });
    expect(parseDownloadKind('x')).toEqual({ nearest: undefined });
  });
});
