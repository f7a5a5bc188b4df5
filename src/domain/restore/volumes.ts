/** How a volume's data was backed up, by the name of its PersistentVolume (Velero's volumeinfo). */
export type BackupMethod = 'NativeSnapshot' | 'PodVolumeBackup' | 'CSISnapshot' | 'None';

/** What a backup's volume lists say. */
export interface VolumeFacts {
  /** By name of the PersistentVolume. */
  readonly methods: ReadonlyMap<string, BackupMethod>;
}
