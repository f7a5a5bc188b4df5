import type { RunResult } from '../../result/result.ts';
import type { Fields } from '../filter/field.ts';
import type { Source } from './source.ts';

/** A run as lists tell it. */
export interface RunRow {
  /** Undefined for a restore of which no record tells. */
  readonly runId: string | undefined;
  readonly source: Source;
  /** `backup`, `restore`, … */
  readonly action: string;
  readonly phase: string;
  /** Nothing more will be added to its record. */
  readonly terminal: boolean;
  readonly reason: string | undefined;
  readonly policy: string | undefined;
  /** By the label of its policy. */
  readonly project: string | undefined;
  /** The backup that it made, or reads. */
  readonly backup: string | undefined;
  readonly restore: string | undefined;
  /** Of a restore: `Plan` or `Apply`. */
  readonly mode: string | undefined;
  /** Of a restore: those that it was asked to have. */
  readonly labels: Readonly<Record<string, string>>;
  readonly clusterName: string | undefined;
  readonly clusterUid: string | undefined;
  readonly location: string | undefined;
  readonly trigger: string | undefined;
  readonly job: string | undefined;
  readonly pod: string | undefined;
  readonly attempt: number;
  readonly scheduledFor: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly completedAt: Date | undefined;
  readonly exitCode: number | undefined;
  readonly items: number | undefined;
  readonly bytes: number | undefined;
  readonly errors: number;
  readonly warnings: number;
}

/** The row of a run's record. */
export function runRow(result: RunResult, source: Source): RunRow {
  const { backup, restore } = result;
  return {
    runId: result.runId,
    source,
    action: result.action,
    phase: result.phase,
    terminal: result.terminal,
    reason: result.reason,
    policy: result.policy?.name,
    project: result.project,
    backup: backup?.name ?? restore?.backup,
    restore: restore?.name,
    mode: restore?.mode,
    labels: restore?.labels ?? {},
    clusterName: result.cluster?.name,
    clusterUid: result.cluster?.uid,
    location: result.location?.name,
    trigger: result.trigger,
    job: result.job?.name,
    pod: result.pod?.name,
    attempt: result.attempt,
    scheduledFor: new Date(result.scheduledFor),
    startedAt: new Date(result.attempts[0]?.startedAt ?? result.startedAt),
    completedAt: result.completedAt === undefined ? undefined : new Date(result.completedAt),
    exitCode: result.exitCode,
    items: backup?.items ?? sumOf(restore?.ended ?? restore?.planned) ?? result.progress.items,
    bytes: backup?.archiveBytes,
    errors: result.errorCount,
    warnings: result.warningCount,
  };
}

function sumOf(counts: Readonly<Partial<Record<string, number>>> | undefined): number | undefined {
  return counts && Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
}

/**
 * The records of one run found at two places: the one that is closed, else the one of the cluster, which is written
 * while the run works.
 */
export function joinRunRows(a: RunRow, b: RunRow): RunRow {
  const [first, second] = a.source === 'cluster' ? [a, b] : [b, a];
  return {
    ...(second.terminal && !first.terminal ? second : first),
    source: a.source === b.source ? a.source : 'both',
  };
}

/** What runs and restores are filtered and ordered by. */
export const RUN_FIELDS: Fields<RunRow> = {
  name: { kind: 'text', description: 'Id of the run', value: ({ runId }) => runId },
  action: { kind: 'text', description: 'backup, restore, …', value: ({ action }) => action },
  state: { kind: 'state', description: 'Phase, or a word of another interface', value: ({ phase }) => phase },
  finished: { kind: 'flag', description: 'Has ended for good', value: ({ terminal }) => terminal },
  reason: { kind: 'text', description: 'Code of what ended it', value: ({ reason }) => reason },
  policy: { kind: 'text', description: 'Policy', value: ({ policy }) => policy },
  project: { kind: 'text', description: 'Label lifeboat.dev/project', value: ({ project }) => project },
  backup: { kind: 'text', description: 'The backup it made or reads', value: ({ backup }) => backup },
  restore: { kind: 'text', description: 'The restore it is', value: ({ restore }) => restore },
  mode: { kind: 'text', description: 'Plan or Apply', value: ({ mode }) => mode },
  cluster: { kind: 'text', description: 'Name of the cluster', value: ({ clusterName }) => clusterName },
  location: { kind: 'text', description: 'Name of the location', value: ({ location }) => location },
  trigger: { kind: 'text', description: 'Schedule, Manual, Hook, Api, Workstation', value: ({ trigger }) => trigger },
  job: { kind: 'text', description: 'Name of the Job', value: ({ job }) => job },
  due: { kind: 'time', description: 'When it was due', value: ({ scheduledFor }) => scheduledFor },
  started: { kind: 'time', description: 'When it began', value: ({ startedAt }) => startedAt },
  completed: { kind: 'time', description: 'When it ended', value: ({ completedAt }) => completedAt },
  took: {
    kind: 'duration',
    description: 'From start to end',
    value: ({ startedAt, completedAt }) => startedAt && completedAt && completedAt.getTime() - startedAt.getTime(),
  },
  exitCode: { kind: 'number', description: 'Exit code', value: ({ exitCode }) => exitCode },
  attempt: { kind: 'number', description: 'Pods it took', value: ({ attempt }) => attempt },
  items: { kind: 'number', description: 'Objects', value: ({ items }) => items },
  bytes: { kind: 'bytes', description: 'Size of the archive', value: ({ bytes }) => bytes },
  errors: { kind: 'number', description: 'Errors', value: ({ errors }) => errors },
  warnings: { kind: 'number', description: 'Warnings', value: ({ warnings }) => warnings },
  source: { kind: 'text', description: 'location, cluster or both', value: ({ source }) => source },
};

/** A restore that left files and no record of its run: one of Velero's, or one whose record was deleted. */
export function bareRestoreRow(name: string, location: string): RunRow {
  return unrecordedRow({ source: 'location', action: 'restore', phase: 'Unknown', restore: name, location });
}

/** The row of a run of which no record tells: only what is said of it here is known. */
export function unrecordedRow(told: Pick<RunRow, 'source' | 'action' | 'phase'> & Partial<RunRow>): RunRow {
  const { source, action, phase, ...known } = told;
  return {
    runId: undefined,
    source,
    action,
    phase,
    terminal: true,
    reason: undefined,
    policy: undefined,
    project: undefined,
    backup: undefined,
    restore: undefined,
    mode: undefined,
    labels: {},
    clusterName: undefined,
    clusterUid: undefined,
    location: undefined,
    trigger: undefined,
    job: undefined,
    pod: undefined,
    attempt: 1,
    scheduledFor: undefined,
    startedAt: undefined,
    completedAt: undefined,
    exitCode: undefined,
    items: undefined,
    bytes: undefined,
    errors: 0,
    warnings: 0,
    ...known,
  };
}
