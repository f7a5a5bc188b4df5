import type { VELERO_KINDS } from '../source/classify.ts';
import { fromBackup, fromSchedule } from './backup.ts';
import { fromRestore } from './restore.ts';
import { fromBackupStorageLocation } from './storage-location.ts';
import { fieldsOf, type Fields, type Translation, withoutNulls } from './translation.ts';

/** What each of Velero's kinds is among ours, also where a document cannot be read. */
export const OUR_KIND: Readonly<Record<(typeof VELERO_KINDS)[number], Translation['kind']>> = {
  BackupStorageLocation: 'StorageLocation',
  Backup: 'BackupPolicy',
  Schedule: 'BackupPolicy',
  Restore: 'RestorePolicy',
};

const TRANSLATORS: Readonly<Record<(typeof VELERO_KINDS)[number], (document: Fields) => Translation>> = {
  BackupStorageLocation: fromBackupStorageLocation,
  Backup: fromBackup,
  Schedule: fromSchedule,
  Restore: fromRestore,
};

/** Reads a document of Velero's (`velero.io/v1`) as one of ours; its status and what the API server added are left out. */
export function translate(kind: (typeof VELERO_KINDS)[number], value: unknown): Translation {
  return TRANSLATORS[kind](fieldsOf(withoutNulls(value)));
}
