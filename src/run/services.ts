import type { BackupStore } from '../archive/backup-store.ts';
import type { RunContext } from '../base/context.ts';
import type { BackupPolicy } from '../domain/backup/policy.ts';
import type { ResourcePolicies } from '../domain/backup/resource-policies.ts';
import type { Entry } from '../domain/entry.ts';
import type { ResourceModifiers } from '../domain/restore/modifiers/modifiers.ts';
import type { VersionPriorities } from '../domain/restore/planning/versions.ts';
import type { Promises } from '../domain/objectives/judge-run.ts';
import type { RestorePolicy } from '../domain/restore/policy.ts';
import type { RunIdentity } from '../domain/identity/run-identity.ts';
import type { Telling } from '../domain/notify/receiver.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { Phase } from '../domain/phase.ts';
import type { HistoryLimits } from '../domain/retention/history-limits.ts';
import type { Retention } from '../domain/retention/retention.ts';
import type { PinnedPolicy, RunResult } from '../domain/result/result.ts';
import type { StorageLocation } from '../domain/storage-location.ts';
import type { VerifyChoice } from '../domain/verify/choose.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { RunRecord } from '../report/sink.ts';

/** What a run is given; wired in `cli/compose.ts`. Whatever can fail to open is opened by the run, so that it is reported. */
export interface RunServices {
  readonly cluster: Cluster;
  readonly openBackups: (ctx: RunContext, location: StorageLocation) => Promise<OpenBackups>;
  /** The run's record in the cluster; undefined outside a Job, where a backup writes nothing to the cluster. */
  readonly record: RunRecord | undefined;
  readonly publish: Publish;
  /** The run's log so far, for the backup's own copy. */
  readonly recordedLog: () => Uint8Array;
  /** Takes secrets that this process knows from text that others made. */
  readonly redact?: (text: string) => string;
  /** Fields of every line that the run logs, beside its id and its policy; unset for none. */
  readonly logFields?: (identity: Pick<RunIdentity, 'runId' | 'pod'>) => Readonly<Record<string, string>>;
  readonly exitCodeOf: (ending: ExitFacts) => number;
  /** Lifeboat's version. */
  readonly version: string;
}

/**
 * Tells the sinks: those of this Pod alone (status file, termination message), or those in the cluster too, which a run
 * may do only once it has claimed its record. A sink that fails becomes a warning and nothing else.
 */
export type Publish = (
  ctx: RunContext,
  when: 'progress' | 'finished',
  result: RunResult,
  reach: 'pod' | 'everywhere',
) => Promise<readonly Entry[]>;

/** What decides an exit code: a problem's code where one ended the run, else the phase. */
export interface ExitFacts {
  readonly phase: Phase;
  readonly problem: ProblemCode | 'bug' | undefined;
  readonly onPartial: 'Fail' | 'Succeed';
}

/** A location that is open for writing, and what is doubtful about the way it is reached. */
export interface OpenBackups {
  readonly backups: BackupStore;
  readonly warnings: readonly Entry[];
}

/** The Job and Pod this process runs in, as the downward API tells (`LIFEBOAT_RUN_*`). */
export interface PodFacts {
  readonly namespace: string;
  readonly jobName: string;
  readonly jobUid: string;
  readonly podName: string;
  readonly podUid: string;
}

/** What is to be done, worked out as the run's first step, so that whatever is wrong with it is published. */
export type Prepare<O extends Order> = (ctx: RunContext) => Promise<Prepared<O>>;

/** What a run was called for: known before its policy could be read. */
export interface Wanted<O extends Order> {
  /** Name of the policy, for which the run locks; undefined for a run without one. */
  readonly policy: string | undefined;
  readonly prepare: Prepare<O>;
}

/** An order, or every problem of the policies at once, as `file:line:column: text`. */
export type Prepared<O extends Order> =
  | { readonly order: O }
  | {
      readonly problems: readonly string[];
      readonly policy: PinnedPolicy | undefined;
      /** Whom the policy tells although it is invalid; unset for nobody. */
      readonly telling?: Telling | undefined;
    };

/** What every order says, whatever is to be done: everything that was decided outside the cluster. */
export interface OrderBase {
  /** Where the policy's text came from; undefined for a run without a policy. */
  readonly source: PinnedPolicy | undefined;
  /** Flags and variables by which the effective policy differs from its text. */
  readonly overrides: readonly string[];
  readonly location: StorageLocation;
  readonly clusterName: string;
  /** The project whose data it is, by the label of the policy; unset for none. */
  readonly project?: string | undefined;
  /** How many results of the policy stay in the cluster; unset: all of them. */
  readonly historyLimits?: HistoryLimits;
  /** The run's own deadline, from its start; undefined for none. */
  readonly timeoutMs: number | undefined;
  /** What backup policies promise about recovery, those at hand; unset for none. */
  readonly promises?: readonly Promises[];
}

/** One backup to be made: the effective policy and how its history goes on. */
export interface BackupOrder extends OrderBase {
  readonly policy: BackupPolicy;
  /** `--name`; undefined for a name made from policy and time. */
  readonly backupName: string | undefined;
  /** A person says that this cluster continues the history of another with the same name. */
  readonly adopt: boolean;
  /** A person wants the backup although the policy's window is closed. */
  readonly force: boolean;
  /** What the ConfigMap says that the policy names as its `resourcePolicy`; unset where it names none. */
  readonly resourcePolicies?: ResourcePolicies;
}

/** One restore to be planned or applied. */
export interface RestoreOrder extends OrderBase {
  readonly policy: RestorePolicy;
  /** The digest of the plan that was agreed to: any other plan is `plan-stale`. Undefined where none was shown. */
  readonly expectedDigest: string | undefined;
  /** UID of the cluster that the plan was made for; unset where any will do. */
  readonly expectedCluster?: string;
  /** What its name begins with; undefined for that of its policy, or else of the backup. */
  readonly stem?: string | undefined;
  /** SHA-256 (hex) of what the policy's document says and of the overrides: what a once-marker pins. */
  readonly requestHash: string;
  /** What the ConfigMap says that the policy names as its `resourceModifier`; unset where it names none. */
  readonly resourceModifiers?: ResourceModifiers;
  /** Which versions to restore of an archive with several, before all others; unset where nobody says. */
  readonly versionPriorities?: VersionPriorities;
}

/** A backup policy whose backups are judged. */
export interface JudgedPolicy {
  readonly name: string;
  readonly retention: Retention;
}

/** Backups to be judged by the rules of their own policies, and deleted where no rule keeps them. */
export interface PruneOrder extends OrderBase {
  readonly judged: readonly JudgedPolicy[];
  /** What is done about a policy whose own run is at work. */
  readonly onBusy: 'Wait' | 'Fail';
  /** Outside a Job: where the Leases of the judged policies are; undefined where none are taken. */
  readonly leaseNamespace?: string | undefined;
  /** Whom a PrunePolicy tells; unset where it is a BackupPolicy that is judged alone, whose receivers wait for its backups. */
  readonly telling?: Telling | undefined;
}

/** A backup that somebody asked to delete. */
export interface DoomedBackup {
  readonly name: string;
  /** Whose Lease protects it; undefined for one without a policy. */
  readonly policy: string | undefined;
}

/** Backups to be deleted by name. */
export interface DeleteOrder extends OrderBase {
  readonly doomed: readonly DoomedBackup[];
  /** Backups that Lifeboat did not make may go too. */
  readonly mayBeVeleros: boolean;
  /** As of a prune. */
  readonly leaseNamespace?: string | undefined;
}

/** Backups to be read again. */
export interface VerifyOrder extends OrderBase {
  readonly choice: VerifyChoice;
  readonly telling: Telling;
}

/** What a run may be ordered to do. */
export type Order = BackupOrder | RestoreOrder | PruneOrder | DeleteOrder | VerifyOrder;

/** A run that knows who it is. */
export interface IdentifiedRun<O extends Order = BackupOrder> {
  readonly order: O;
  readonly identity: RunIdentity;
}
