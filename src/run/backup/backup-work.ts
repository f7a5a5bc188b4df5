import type { Work } from '../action.ts';
import type { BackupOrder } from '../services.ts';

/** What one backup works with, after lock and claim. */
export type BackupWork = Work<BackupOrder>;
