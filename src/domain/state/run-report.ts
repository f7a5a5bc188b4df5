import type { Backup } from '../backup/backup.ts';
import type { HookStateDetail } from '../hooks/hook-log.ts';
import type { CheckedCondition, RunResult } from '../result/result.ts';
import { formatTime } from '../time.ts';
import { percentDone } from './percent-done.ts';
import { type ProblemObject, problemsOf } from './problem-object.ts';
import type { RunState } from './run-state.ts';
import { stateOfBackup } from './state-of-backup.ts';
import { stateOfRun, stateReached, type Surroundings } from './state-of-run.ts';
import { stateUnready } from './state-unready.ts';

/** A message about a run, and where it belongs. */
export interface ReportedMessage {
  readonly namespace: string | undefined;
  readonly text: string;
  readonly code: string | undefined;
}

/** A run, or a backup that its location tells of, in the terms that other systems' words are made from. */
export interface RunReport {
  readonly action: RunResult['action'];
  readonly state: RunState;
  /** By the record alone, where `state` tells of what became of Job or backup since. */
  readonly reached: RunState;
  readonly restoreStep: string | undefined;
  /** Of a restore: what had to hold after it, and whether it did. */
  readonly successConditions: readonly CheckedCondition[];
  /** A UUID: of the run, or of the Backup object. */
  readonly id: string | undefined;
  /** Of the backup or the restore. */
  readonly name: string | undefined;
  /** Of a restore: the backup that it reads. */
  readonly source: string | undefined;
  readonly cluster: { readonly name: string; readonly uid: string } | undefined;
  readonly namespace: string | undefined;
  readonly policy: string | undefined;
  readonly location: string | undefined;
  readonly job: string | undefined;
  readonly cronJob: string | undefined;
  /** RFC 3339 in UTC. */
  readonly createdAt: string | undefined;
  readonly completedAt: string | undefined;
  readonly expiresAt: string | undefined;
  /** Unknown until it is done. */
  readonly totalBytes: number | undefined;
  /** Equal to `totalBytes` where the state is completed or partial. */
  readonly bytesDone: number | undefined;
  /** Not known to lists of what is at work. */
  readonly percent: number | undefined;
  /** Not known to lists. */
  readonly hookState: 'success' | 'failed' | undefined;
  readonly hookStateDetails: readonly HookStateDetail[];
  readonly stateUnready: readonly string[];
  readonly problems: readonly ProblemObject[];
  readonly errors: readonly ReportedMessage[];
  readonly warnings: readonly ReportedMessage[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly items: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdBy: string | undefined;
}

/** The report of a run, from its record and what was found beside it. */
export function reportOfRun(result: RunResult, found: Surroundings = {}): RunReport {
  const { action, backup, restore, job, progress } = result;
  const state = stateOfRun(result, found);
  const reached = stateReached(result);
  return {
    action,
    state,
    reached,
    restoreStep: result.terminal ? undefined : restore?.step,
    successConditions: restore?.successConditions ?? [],
    id: result.runId,
    name: action === 'restore' ? restore?.name : backup?.name,
    source: restore?.backup,
    cluster: result.cluster,
    namespace: job?.namespace,
    policy: result.policy?.name,
    location: result.location?.name,
    job: job?.name,
    cronJob: job?.cronJob,
    createdAt: result.attempts[0]?.startedAt ?? result.startedAt,
    completedAt: result.completedAt,
    expiresAt: backup?.expiresAt,
    totalBytes: isWhole(reached) ? progress.bytes : undefined,
    bytesDone: progress.bytes,
    percent: percentDone(reached, result),
    hookState: result.hookState ?? 'success',
    hookStateDetails: result.hookStateDetails ?? [],
    stateUnready: stateUnready(state, result),
    problems: problemsOf(result),
    errors: result.errors.map((entry) => messageOf(entry)),
    warnings: result.warnings.map((entry) => messageOf(entry)),
    errorCount: result.errorCount,
    warningCount: result.warningCount,
    items: backup?.items ?? progress.items,
    labels: {},
    createdBy: job === undefined ? undefined : `job/${job.namespace}/${job.name}`,
  };
}

/** What a location tells of a backup beside its Backup object. */
export interface FoundBackupFacts {
  readonly backup: Backup;
  readonly location: string;
  readonly lacksArchive: boolean;
  /** Size of its archive; undefined where nobody looked. */
  readonly archiveBytes?: number | undefined;
  readonly errors?: readonly ReportedMessage[] | undefined;
  readonly warnings?: readonly ReportedMessage[] | undefined;
}

/** The report of a backup, ours or Velero's, from its location alone. */
export function reportOfBackup(found: FoundBackupFacts): RunReport {
  const { backup, location, archiveBytes, errors = [], warnings = [] } = found;
  const { origin } = backup;
  const state = stateOfBackup(backup, found);
  const reached = stateOfBackup(backup, { lacksArchive: false });
  const { uid, labels } = metadataOf(backup);
  const { hooksFailed } = recordOf(recordOf(backup.document['status'])['hookStatus']);
  return {
    action: 'backup',
    state,
    reached,
    restoreStep: undefined,
    successConditions: [],
    id: origin?.runId ?? uid,
    name: backup.name,
    source: undefined,
    cluster: origin && { name: origin.clusterName, uid: origin.clusterUid },
    namespace: undefined,
    policy: origin?.policy ?? backup.scheduleName,
    location,
    job: undefined,
    cronJob: undefined,
    createdAt: backup.startedAt && formatTime(backup.startedAt),
    completedAt: backup.completedAt && formatTime(backup.completedAt),
    expiresAt: backup.expiresAt && formatTime(backup.expiresAt),
    totalBytes: isWhole(reached) ? archiveBytes : undefined,
    bytesDone: archiveBytes,
    percent: isWhole(reached) ? 100 : 0,
    hookState: typeof hooksFailed === 'number' && hooksFailed > 0 ? 'failed' : 'success',
    hookStateDetails: [],
    stateUnready: stateUnready(state, { errorCount: backup.errors, ...failureOf(backup) }),
    problems: [],
    errors,
    warnings,
    errorCount: backup.errors,
    warningCount: backup.warnings,
    items: backup.items,
    labels,
    createdBy: undefined,
  };
}

function isWhole(state: RunState): boolean {
  return state === 'completed' || state === 'partial';
}

function messageOf({ code, message, namespace, item }: RunResult['errors'][number]): ReportedMessage {
  return { namespace: namespace ?? item?.namespace, text: message, code };
}

/** Velero's one sentence about a backup that failed. */
function failureOf({ document }: Backup): { readonly message?: string } {
  const { failureReason } = recordOf(document['status']);
  return typeof failureReason === 'string' && failureReason !== '' ? { message: failureReason } : {};
}

function metadataOf({ document }: Backup): {
  readonly uid: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
} {
  const { uid, labels } = recordOf(document['metadata']);
  const texts = Object.entries(recordOf(labels)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return { uid: typeof uid === 'string' && uid !== '' ? uid : undefined, labels: Object.fromEntries(texts) };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
