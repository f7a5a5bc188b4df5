import type { ShrinkGuard } from '../guard/shrink.ts';
import type { BackupHooks } from '../hooks/backup-hooks.ts';
import type { Telling } from '../notify/receiver.ts';
import type { Objectives } from '../objectives/objectives.ts';
import type { HistoryLimits } from '../retention/history-limits.ts';
import type { Retention } from '../retention/retention.ts';
import type { Selection } from '../selection/selection.ts';
import type { BackupWindow } from './window.ts';

/** What a `BackupPolicy` document says, with every default in place. Durations are milliseconds. */
export interface BackupPolicy extends Telling {
  readonly kind: 'BackupPolicy';
  readonly name: string;
  /** Name of a `StorageLocation`. */
  readonly storageLocation: string;
  readonly selection: Selection;
  /** Objects to store before all others of their type, `namespace/name` or `name`, by type as written. */
  readonly orderedResources: ReadonlyMap<string, readonly string[]>;
  /** Name of the ConfigMap with Velero's resource policies, beside the runner. */
  readonly resourcePolicy: string | undefined;
  /** Whether objects are stored in the preferred version of their group, or in every version that is served. */
  readonly apiGroupVersions: 'Preferred' | 'All';
  readonly hooks: BackupHooks;
  readonly retention: Retention;
  /** Whether a good backup is followed by deleting those that no rule keeps. */
  readonly prune: 'Never' | 'AfterBackup';
  /** How many result ConfigMaps of the policy are kept, by outcome. */
  readonly historyLimits: HistoryLimits;
  /** Five-field cron expression, where the policy says when it is due; the CronJob decides when it runs. */
  readonly schedule: string | undefined;
  readonly timeZone: string;
  /** Unset: a backup may begin at any time. */
  readonly window?: BackupWindow | undefined;
  /** The run's own deadline; undefined means that of `--timeout`, if any. */
  readonly timeoutMs: number | undefined;
  readonly onPartial: 'Fail' | 'Succeed';
  readonly onBusy: 'Wait' | 'Fail';
  readonly allowEmpty: boolean;
  /** Unset: a backup may be as small as it likes. */
  readonly guard?: ShrinkGuard | undefined;
  /** Writes `status.expiration` for Velero, which deletes on it whatever else was promised. */
  readonly allowVeleroExpiry: boolean;
  readonly objectives: Objectives;
  /** Labels of the Backup object that each run makes: `metadata.labels` of Velero's spec. */
  readonly labels: Readonly<Record<string, string>>;
  /** Velero's BackupSpec with Velero's defaults, as it is stored in `velero-backup.json`. */
  readonly veleroSpec: Readonly<Record<string, unknown>>;
  /** Fields about volume data that the policy sets and no run honours yet: each is a warning in the result. */
  readonly volumeDataFields: readonly string[];
}
