/** How a volume's data was backed up, as Velero's volumeinfo names it; `None` where it was not. */
export type BackupMethod = 'NativeSnapshot' | 'PodVolumeBackup' | 'CSISnapshot' | 'None';

/** What a backup's volume lists say. */
export interface VolumeFacts {
  /** By name of the PersistentVolume. */
  readonly methods: ReadonlyMap<string, BackupMethod>;
  /**
   * By `<namespace>/<name>` of the claim, for volumes that `methods` does not name: backups of Velero before 1.13 tell
   * by claim what was backed up from Pods and by CSI (`pkg/restore/restore.go`, `hasPodVolumeBackup`,
   * `hasCSIVolumeSnapshot`).
   */
  readonly methodsOfClaims: ReadonlyMap<string, BackupMethod>;
}
