import type { RunResult } from '../result/result.ts';
import { backupMetrics } from './backup-metrics.ts';
import type { Metric, Sample } from './metric.ts';
import { objectiveMetrics } from './objective-metrics.ts';
import { veleroMetrics } from './velero-metrics.ts';

/** The phases that a run can end in, or stand in. */
const PHASES = ['InProgress', 'Completed', 'PartiallyFailed', 'Failed', 'FailedValidation', 'Planned', 'Skipped'];

/** What a run was called for: it labels a result that does not tell, because the run ended before it came to that. */
export interface CalledFor {
  readonly policy?: string | undefined;
  readonly cluster?: string | undefined;
}

/** What every sample of a run carries. */
export interface RunLabels extends Readonly<Record<string, string>> {
  readonly policy: string;
  readonly action: string;
  readonly cluster: string;
}

/** The policy of a run, its action and its cluster; empty for what neither its result nor its call tells. */
export function runLabels({ policy, action, cluster }: RunResult, called: CalledFor): RunLabels {
  return { policy: policy?.name ?? called.policy ?? '', action, cluster: cluster?.name ?? called.cluster ?? '' };
}

/**
 * The numbers of a run, made from its result alone: what is not known has no sample, rather than a zero. Names and meaning
 * are in docs/metrics.md.
 */
export function runMetrics(result: RunResult, called: CalledFor): readonly Metric[] {
  const labels = runLabels(result, called);
  return [
    ...outcomeMetrics(result, labels),
    ...backupMetrics(result, labels),
    ...restoreMetrics(result, labels),
    ...upkeepMetrics(result, labels),
    ...objectiveMetrics(result, labels),
    ...veleroMetrics(result, labels),
  ];
}

function outcomeMetrics(result: RunResult, labels: RunLabels): readonly Metric[] {
  const one = (value: number | undefined): readonly Sample[] => (value === undefined ? [] : [{ labels, value }]);
  const { startedAt, completedAt, exitCode, errorCount, warningCount, attempt, phase } = result;
  const [began, ended] = [secondsOf(startedAt), secondsOf(completedAt)];
  const took = began === undefined || ended === undefined ? undefined : ended - began;
  const states = PHASES.map((one) => ({ labels: { ...labels, phase: one }, value: Number(one === phase) }));
  return [
    { name: 'lifeboat_run_phase', help: 'Phase of the newest run: 1 for the one it is in.', samples: states },
    { name: 'lifeboat_run_start_timestamp_seconds', help: 'When the newest run began.', samples: one(began) },
    { name: 'lifeboat_run_end_timestamp_seconds', help: 'When the newest run ended.', samples: one(ended) },
    {
      name: 'lifeboat_run_duration_seconds',
      help: 'What the last attempt of the newest run took.',
      samples: one(took),
    },
    {
      name: 'lifeboat_run_due_timestamp_seconds',
      help: 'When the newest run was due.',
      samples: one(secondsOf(result.scheduledFor)),
    },
    { name: 'lifeboat_run_exit_code', help: 'Exit code of the newest run.', samples: one(exitCode) },
    { name: 'lifeboat_run_attempt', help: 'Number of the attempt, beginning with 1.', samples: one(attempt) },
    { name: 'lifeboat_run_errors', help: 'Errors of the newest run.', samples: one(errorCount) },
    { name: 'lifeboat_run_warnings', help: 'Warnings of the newest run.', samples: one(warningCount) },
  ];
}

function restoreMetrics({ restore }: RunResult, labels: RunLabels): readonly Metric[] {
  if (restore === undefined) return [];
  return [
    {
      name: 'lifeboat_restore_planned_items',
      help: 'Items by what the plan says of them.',
      samples: counted(labels, 'plan', restore.planned),
    },
    {
      name: 'lifeboat_restore_items',
      help: 'Items by how they ended.',
      samples: counted(labels, 'end', restore.ended),
    },
  ];
}

function upkeepMetrics({ verification, removal }: RunResult, labels: RunLabels): readonly Metric[] {
  const { proven, sound, damaged } = verification ?? {};
  const { removed, kept } = removal ?? {};
  return [
    {
      name: 'lifeboat_verify_backups',
      help: 'Backups that the newest run read again, by what came of it.',
      samples: counted(labels, 'outcome', verification && { proven, sound, damaged }),
    },
    {
      name: 'lifeboat_removal_backups',
      help: 'Backups that the newest run was to delete, by what became of them.',
      samples: counted(labels, 'end', removal && { removed, kept }),
    },
  ];
}

/** A sample for each word, which becomes a label of its own. */
function counted(
  labels: RunLabels,
  name: string,
  counts: Readonly<Partial<Record<string, number | undefined>>> = {},
): readonly Sample[] {
  return Object.entries(counts).map(([word, value = 0]) => ({ labels: { ...labels, [name]: word }, value }));
}

/** Unix time in seconds of a time in RFC 3339. */
export function secondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1_000;
}
