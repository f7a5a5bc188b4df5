import type { Phase } from '../phase.ts';

/** Who made a backup, for which policy, of which cluster: what retention, latest and cleaning go by. */
export interface BackupOrigin {
  readonly runId: string;
  /** Undefined for backups without a policy (`manual-…`). */
  readonly policy: string | undefined;
  readonly policyHash: string | undefined;
  /** SHA-256 (hex) of what was selected, as `selectionText` has it; unset in backups of early releases. */
  readonly selectionSha256?: string | undefined;
  /** The run's effective spec differed from its policy: left out of latest, retention, guard and objectives. */
  readonly adHoc: boolean;
  readonly clusterName: string;
  /** UID of the namespace `kube-system`. */
  readonly clusterUid: string;
  /** The UID whose history `--adopt` continued with this backup. */
  readonly adoptedFrom: string | undefined;
  readonly scheduledFor: Date;
}

/**
 * A committed backup as its location tells it, ours or Velero's; what `list` shows and decisions go by.
 * Fields that only Lifeboat writes are undefined for backups that Velero made.
 */
export interface Backup {
  readonly name: string;
  readonly origin: BackupOrigin | undefined;
  /** Velero's phase, which may be one that Lifeboat never writes: `WaitingForPluginOperations`, `New`, … */
  readonly phase: string;
  readonly startedAt: Date | undefined;
  readonly completedAt: Date | undefined;
  /** When retention may let it go by age alone: ours from our own mark, Velero's from `status.expiration`. */
  readonly expiresAt: Date | undefined;
  readonly formatVersion: string | undefined;
  readonly items: number | undefined;
  readonly errors: number;
  readonly warnings: number;
  /** Label `velero.io/schedule-name`, which our backups carry with the policy's name. */
  readonly scheduleName: string | undefined;
  readonly onPartial: 'Fail' | 'Succeed';
  readonly archiveSha256: string | undefined;
  readonly manifestSha256: string | undefined;
  /** Set where the shrink guard found the backup suspiciously small. */
  readonly quarantine?: Quarantine | undefined;
  /** The Backup object itself, for `describe`: metadata, spec and status as stored. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A backup of which no commit object tells: only what is said of it here is known. */
export function uncommittedBackup({ name, phase, ...known }: Pick<Backup, 'name' | 'phase'> & Partial<Backup>): Backup {
  return {
    name,
    origin: undefined,
    phase,
    startedAt: undefined,
    completedAt: undefined,
    expiresAt: undefined,
    formatVersion: undefined,
    items: undefined,
    errors: 0,
    warnings: 0,
    scheduleName: undefined,
    onPartial: 'Fail',
    archiveSha256: undefined,
    manifestSha256: undefined,
    document: {},
    ...known,
  };
}

/** A backup that is kept and counts for nothing: not as latest, not for retention, not for the next comparison. */
export interface Quarantine {
  /** What collapsed, as a sentence. */
  readonly reason: string;
  /** A person said that this is how it should be. */
  readonly isAccepted: boolean;
}

/** Good: Completed, or PartiallyFailed where the policy accepts that, and not quarantined (design: "Good"). */
export function isGood(backup: Pick<Backup, 'phase' | 'onPartial' | 'errors' | 'quarantine'>): boolean {
  const completed: Phase = 'Completed';
  const partial: Phase = 'PartiallyFailed';
  if (isQuarantined(backup)) return false;
  if (backup.phase === completed) return true;
  return backup.phase === partial && (backup.onPartial === 'Succeed' || isOnlySmall(backup));
}

/** Whether a backup stands in quarantine, until it is accepted. */
export function isQuarantined({ quarantine }: Pick<Backup, 'quarantine'>): boolean {
  return quarantine !== undefined && !quarantine.isAccepted;
}

/** Whether the guard's own error was the only one: once it is accepted, nothing is missing. */
export function isOnlySmall({ quarantine, errors }: Pick<Backup, 'quarantine' | 'errors'>): boolean {
  return quarantine !== undefined && errors === 1;
}

/** Compares backups for sorting, the one that began last first; one that does not say when comes after all others. */
export function byNewestStart(a: Pick<Backup, 'startedAt'>, b: Pick<Backup, 'startedAt'>): number {
  return (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0);
}

/**
 * Phases in which a backup is to be restored from, now or once Velero has finished it. In any other an archive may well
 * be missing: nothing was collected, or it is being deleted.
 */
const WITH_ARCHIVE: ReadonlySet<string> = new Set([
  'Completed',
  'PartiallyFailed',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
]);

/** Whether a backup is none without its archive. */
export function promisesArchive({ phase }: Pick<Backup, 'phase'>): boolean {
  return WITH_ARCHIVE.has(phase);
}
