import type { RunContext } from '../base/context.ts';
import type { Backup } from '../domain/backup/backup.ts';
import type { RunResult } from '../domain/result/result.ts';

/** What a folder below `backups/` holds: a backup, nothing that is committed, or what cannot be read, and why. */
export type Found = { readonly name: string } & (
  | { readonly backup: Backup }
  | { readonly uncommitted: true }
  | { readonly unreadable: string }
);

/** What the key of a run's record tells before it is read. */
export interface RunRecordHint {
  /** `manual` for a run without a policy. */
  readonly policy: string;
  readonly due: Date;
  /** The first eight characters of the run's id. */
  readonly runIdPrefix: string;
}

/** The files that a restore leaves. */
export type RestoreFile = 'logs' | 'results' | 'resource-list' | 'itemoperations' | 'volumeinfo';

/** A location as lists go through it: few requests, and nothing kept but what is being read. */
export interface BackupBrowser {
  /**
   * Visits what stands in `backups/`, in no order: one delimiter listing (a request for every 1 000 folders), and one
   * small read for each folder whose name is a candidate. Does not look whether archives are there.
   */
  browse(ctx: RunContext, isCandidate: (name: string) => boolean, visit: (found: Found) => void): Promise<void>;
  /** Bytes of a backup's archive, undefined where there is none; one request. */
  archiveBytes(ctx: RunContext, backup: string): Promise<number | undefined>;
  /**
   * Visits the records of finished runs, in no order: one listing, and one small read for each whose key is a candidate.
   * A record that cannot be read is logged and passed over.
   */
  browseRunRecords(
    ctx: RunContext,
    isCandidate: (hint: RunRecordHint) => boolean,
    visit: (result: RunResult) => void,
  ): Promise<void>;
  /** Names of the restores that have left files, ours and Velero's, in order. */
  restoreNames(ctx: RunContext): Promise<readonly string[]>;
  /** A file that a restore left, unpacked; undefined where there is none. */
  readRestoreFile(ctx: RunContext, restore: string, file: RestoreFile): Promise<Uint8Array | undefined>;
}
