import type { VolumeAction } from '../backup/resource-policies.ts';
import type { Entry } from '../entry.ts';
import type { HookReport } from '../hooks/hook-log.ts';
import type { ObjectiveReport } from '../objectives/objectives.ts';
import type { Phase } from '../phase.ts';
import type { PlannedItem, ActionCounts } from '../restore/plan.ts';
import type { RestoreMarks } from '../restore/policy.ts';
import type { ReplaceCounts } from '../restore/replace/replace.ts';
import type { RestoreStep } from '../restore/steps/restore-step.ts';
import type { Verdict } from '../retention/retention.ts';
import type { RemovalSummary } from '../retention/removal.ts';
import type { VerificationSummary } from '../verify/verification.ts';

/** Version of the published document; the schema is `schemas/v1/result.schema.json`. */
export const RESULT_SCHEMA = 'lifeboat.dev/result/v1';

/** What started a run: the CronJob's tick, a person, a GitOps hook, another API client, or a workstation. */
export type Trigger = 'Schedule' | 'Manual' | 'Hook' | 'Api' | 'Workstation';

/** The text that a run obeys, as it was when the run began: a policy's file, or key of a ConfigMap. */
export interface PinnedPolicy {
  readonly name: string;
  /** A path, `stdin`, or `configmap:<namespace>/<name>`. */
  readonly source: string;
  /** Of the text's bytes, hex. */
  readonly sha256: string;
  /** Absent where it is too long for a result. */
  readonly text?: string;
}

/** Claims of a backup, and how they are protected. */
export interface ClaimCounts {
  readonly total: number;
  readonly notProtected: number;
  /** Claims by what the backup's volume policies say of them, which no run carries out yet; absent without policies. */
  readonly policyActions?: Readonly<Partial<Record<VolumeAction['type'] | 'none', number>>>;
}

/**
 * The outcome of a run as published: `data.result.json` of the result ConfigMap, `status.json`, and the run record in
 * the location are this document. Times are RFC 3339 in UTC; sizes are bytes. Absent means not known yet.
 */
export interface RunResult extends Partial<HookReport> {
  readonly schema: typeof RESULT_SCHEMA;
  readonly runId: string;
  readonly action: 'backup' | 'restore' | 'delete' | 'prune' | 'verify';
  readonly phase: Phase;
  /** Nothing more will be added: started again, the run repeats `exitCode` and does nothing. */
  readonly terminal: boolean;
  readonly exitCode?: number;
  /** A problem's code where one ended the run, else the code of the first error. */
  readonly reason?: string;
  /** What failed, in one sentence, and what to do about it. */
  readonly message?: string;
  readonly hint?: string;
  /** Validation problems of the policy, `file:line:column: text`, all at once. */
  readonly problems?: readonly string[];

  readonly policy?: PinnedPolicy;
  /** The label `lifeboat.dev/project` of its policy. */
  readonly project?: string;
  /** The flags and variables by which this run differed from its policy; such a run is left out of history. */
  readonly overrides?: readonly string[];
  readonly job?: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly cronJob?: string;
  };
  readonly pod?: { readonly name: string; readonly uid: string };
  readonly trigger: Trigger;
  readonly scheduledFor: string;
  /** When this attempt began; when the first one did, `attempts` tells. */
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly attempt: number;
  /** Earlier Pods of the same Job, which ended in a way that is tried again. */
  readonly attempts: readonly Attempt[];
  readonly waitedForLockMs?: number;
  readonly version: string;

  readonly cluster?: { readonly name: string; readonly uid: string; readonly version: string };
  readonly location?: { readonly name: string; readonly root: string };
  /** Of a backup: the one that is made. */
  readonly backup?: BackupSummary;
  /** Of a restore: what it is made from, and what became of it. */
  readonly restore?: RestoreSummary;
  /** Of a run that deletes backups: what became of them. */
  readonly removal?: RemovalSummary;
  /** Of a run that verifies backups: what was found. */
  readonly verification?: VerificationSummary;
  readonly progress: Progress;
  /** Objects stored, by type (`deployments.apps`), with the resourceVersion of the lists they came from. */
  readonly types?: readonly TypeCount[];
  /** Claims in the selection, and how many of them have no data in this backup. */
  readonly claims?: ClaimCounts;
  readonly verdicts?: readonly Verdict[];
  /** Of a backup: what its location held of its policy and cluster before it. */
  readonly history?: HistoryFacts;
  /** What the policy promises about recovery, and how this run stands to it; absent where nothing is promised. */
  readonly objectives?: ObjectiveReport;

  readonly errorCount: number;
  readonly warningCount: number;
  readonly errors: readonly Entry[];
  readonly warnings: readonly Entry[];
  /** Set when something was left out of this document to keep it small; the counts stay whole. */
  readonly truncated?: boolean;
}

/** The backups of a policy and cluster as a run found them, ad hoc ones left out. */
export interface HistoryFacts {
  readonly backups: number;
  /** The newest good one; what it holds is as old as its start. */
  readonly lastGood?: { readonly backup: string; readonly startedAt: string };
}

/** One Pod's try. */
export interface Attempt {
  readonly attempt: number;
  readonly pod?: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Absent for a Pod that vanished without a word: killed, out of memory, or lost with its node. */
  readonly exitCode?: number;
  readonly reason: string;
  readonly message: string;
  /** The named step at which it ended. */
  readonly step?: string;
}

/** The backup a run makes, as far as it has come; `committed` tells whether it exists. */
export interface BackupSummary {
  readonly name: string;
  /** Key of the backup's folder below the location's root: `backups/nightly-20261121021700/`. */
  readonly folder: string;
  readonly committed: boolean;
  readonly items?: number;
  readonly archiveBytes?: number;
  readonly archiveSha256?: string;
  readonly manifestSha256?: string;
  readonly expiresAt?: string;
  readonly adoptedFrom?: string;
  /** What the shrink guard found: the backup is kept, and counts for nothing until it is accepted. */
  readonly quarantined?: string;
}

/** A restore, as far as it has come, with the labels and annotations that were asked for. */
export interface RestoreSummary extends RestoreMarks {
  /** What its objects are labelled with, and its folder `restores/<name>/` below the location's root is called. */
  readonly name: string;
  readonly mode: 'Plan' | 'Apply';
  /** What it is doing, or was doing when it ended early. */
  readonly step?: RestoreStep;
  /** The backup that it reads, once that is settled. */
  readonly backup?: string;
  readonly archiveSha256?: string;
  /** SHA-256 (hex) over archive, policy and plan: the same digest is the same plan. */
  readonly planDigest?: string;
  /** Items by what the plan says of them. */
  readonly planned?: ActionCounts;
  /** Items by how they ended; absent for a plan. */
  readonly ended?: EndCounts;
  /** The plan, or with `mode: Apply` everything that did not end as created or unchanged. */
  readonly items?: readonly RestoredItem[];
  /** How much of the plan is deleted before anything is written; absent where nothing is. */
  readonly replace?: ReplaceCounts;
  /** What is stopped while it writes, in that order; absent where nothing is. */
  readonly apps?: readonly StoppedApp[];
  /** Rules that this restore needs and its ServiceAccount has not, ready for a Role or ClusterRole. */
  readonly missingRules?: readonly MissingRule[];
  /** Who asks, in the API server's words: `system:serviceaccount:lifeboat-restore:lifeboat-restore`. */
  readonly user?: string;
  /** Every item has its end: nothing is left to do again. Never set by a plan. */
  readonly finished?: boolean;
  /** What had to hold afterwards, and how each of it ended; absent where nothing was asked. */
  readonly successConditions?: readonly CheckedCondition[];
  /** Its files are in its location. They cannot be kept in one that is read-only. */
  readonly kept?: boolean;
}

/** A success condition as it ended. */
export interface CheckedCondition {
  readonly name: string;
  readonly isMet: boolean;
  /** What was found last, as the end of a sentence. */
  readonly found: string;
  /** How long was waited for it. */
  readonly seconds: number;
}

/** How an item of a restore ended. */
export type ItemEnd = 'created' | 'updated' | 'recreated' | 'unchanged' | 'skipped' | 'failed';

/** Items by how they ended. */
export type EndCounts = Readonly<Partial<Record<ItemEnd, number>>>;

/** One item as results tell of it: a line of the plan, and how it ended. */
export interface RestoredItem {
  /** `deployments.apps/shop/web`, as archived. */
  readonly item: string;
  /** The namespace that it goes to, or becomes, where the mapping says another one. */
  readonly target?: string;
  readonly wave: PlannedItem['wave'];
  readonly action: PlannedItem['action'];
  readonly end?: ItemEnd;
  readonly reason?: string;
  readonly detail?: string;
}

/** Something that a restore stops while it writes. */
export interface StoppedApp {
  /** `deployments.apps/shop/web`. */
  readonly item: string;
  /** How: `3 replicas to 0`, `suspend`. */
  readonly stop: string;
  /** How far it has come; absent for a plan, and for what stood still when its turn came. */
  readonly end?: 'stopped' | 'started' | 'failed';
}

/** A rule of RBAC that is missing, in one namespace or, without one, in all of them. */
export interface MissingRule {
  readonly namespace?: string;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** How far a run has come. */
export interface Progress {
  /** The named step that was reached last. */
  readonly step: string;
  readonly listsDone: number;
  readonly listsTotal: number;
  readonly items: number;
  /** Bytes of JSON received. */
  readonly bytes: number;
}

/** What one type contributed to a backup. */
export interface TypeCount {
  readonly type: string;
  readonly version: string;
  readonly items: number;
  /** Those of the items that are not selected themselves, and came along because others need them. */
  readonly related?: number;
  /** Of the first list of the type; each list is a snapshot of its own. */
  readonly resourceVersion?: string;
  readonly listedAt?: string;
  /** Set when a list had to be continued from a newer state than it began with. */
  readonly consistency?: 'relaxed';
}
