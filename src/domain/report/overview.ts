import type { ObjectiveVerdict } from '../objectives/objectives.ts';
import type { Verdict } from '../retention/retention.ts';

/** How a report's facts end: everything that a page or a program shows. Times are RFC 3339 in UTC, sizes bytes. */
export interface Overview {
  readonly generatedAt: string;
  /** Runs and backups before this are left out, but for the newest good backup. */
  readonly since: string;
  readonly version: string;
  readonly locations: readonly LocationOverview[];
  /** By cluster, then policy; backups without a policy come last. */
  readonly policies: readonly PolicyOverview[];
  readonly restores: readonly RestorePoint[];
}

/** A location that was read. */
export interface LocationOverview {
  readonly name: string;
  readonly root: string;
  /** Folders that are no backup: unfinished, or being made. */
  readonly uncommitted: readonly string[];
  readonly unreadable: readonly { readonly name: string; readonly message: string }[];
}

/** One policy of one cluster. */
export interface PolicyOverview {
  /** Undefined for backups that were made without one. */
  readonly policy: string | undefined;
  readonly cluster: string | undefined;
  readonly standing: Standing;
  readonly lastGood: LastGoodPoint | undefined;
  readonly rpo: ObjectiveVerdict | undefined;
  /** Judged by the slowest restore of the time that the report is about. */
  readonly rto: ObjectiveVerdict | undefined;
  /** When it is due; undefined where no policies were read. */
  readonly schedule: string | undefined;
  readonly timeZone: string | undefined;
  readonly runs: readonly RunPoint[];
  /** Times of the schedule for which there is neither a run nor a backup, oldest first. */
  readonly missed: readonly string[];
  /** Newest first; all of them, whatever the report's time. */
  readonly backups: readonly BackupPoint[];
  /** What the newest good backup holds. */
  readonly coverage: Coverage | undefined;
}

/** In one word how a policy is off, and why: `good`, `late` against its objective or schedule, or nothing good at all. */
export interface Standing {
  readonly state: 'good' | 'late' | 'none';
  readonly reason: string;
}

/** The newest good backup. */
export interface LastGoodPoint {
  readonly backup: string;
  readonly startedAt: string;
  readonly ageSeconds: number;
}

/** A run that ended, oldest first. */
export interface RunPoint {
  readonly runId: string;
  readonly phase: string;
  readonly due: string;
  readonly startedAt: string;
  readonly durationSeconds: number | undefined;
  readonly backup: string | undefined;
  readonly items: number | undefined;
  readonly archiveBytes: number | undefined;
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly hint: string | undefined;
  readonly errorCount: number;
  readonly warningCount: number;
  /** The first few, in words. */
  readonly errors: readonly string[];
  readonly isAdHoc: boolean;
}

/** A backup that exists. */
export interface BackupPoint {
  readonly name: string;
  readonly phase: string;
  readonly isGood: boolean;
  readonly startedAt: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly items: number | undefined;
  readonly archiveBytes: number | undefined;
  readonly expiresAt: string | undefined;
  /** What retention says of it; undefined where the policy is not known. */
  readonly verdict: Verdict | undefined;
}

/** What one backup holds. */
export interface Coverage {
  readonly backup: string;
  /** Largest first. */
  readonly namespaces: readonly Count[];
  readonly types: readonly Count[];
  readonly clusterScoped: number;
  /** Undefined where the backup does not say. */
  readonly claims: { readonly total: number; readonly notProtected: number } | undefined;
}

/** A name and how many items. */
export interface Count {
  readonly name: string;
  readonly items: number;
}

/** A restore that ended, oldest first. */
export interface RestorePoint {
  readonly name: string;
  readonly mode: string;
  readonly phase: string;
  readonly backup: string | undefined;
  /** The policy whose backup it read, as far as the backup's name tells. */
  readonly policy: string | undefined;
  readonly cluster: string | undefined;
  readonly startedAt: string;
  readonly durationSeconds: number | undefined;
  readonly isFinished: boolean;
  readonly ended: Readonly<Partial<Record<string, number>>>;
  readonly reason: string | undefined;
  readonly message: string | undefined;
}
