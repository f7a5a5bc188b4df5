import type { RunResult } from '../result/result.ts';
import { backupMetrics } from './backup-metrics.ts';
import type { Metric, Sample } from './metric.ts';
import { objectiveMetrics } from './objective-metrics.ts';
import { veleroMetrics } from './velero-metrics.ts';

/** The phases that a run can end in, or stand in. */
const PHASES = ['InProgress', 'Completed', 'PartiallyFailed', 'Failed', 'FailedValidation', 'Planned', 'Skipped'];

/** What every sample of a run carries: its policy, action and cluster. */
export function runLabels({ policy, action, cluster }: RunResult): Readonly<Record<string, string>> {
  return { policy: policy?.name ?? '', action, cluster: cluster?.name ?? '' };
}

/**
 * The numbers of a run, made from its result alone: what is not known has no sample, rather than a zero. Names and meaning
 * are in docs/metrics.md.
 */
export function runMetrics(result: RunResult): readonly Metric[] {
  return [
    ...outcomeMetrics(result),
    ...backupMetrics(result, runLabels(result)),
    ...restoreMetrics(result),
    ...objectiveMetrics(result),
    ...veleroMetrics(result),
  ];
}

function outcomeMetrics(result: RunResult): readonly Metric[] {
  const labels = runLabels(result);
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

function restoreMetrics(result: RunResult): readonly Metric[] {
  const { restore } = result;
  if (restore === undefined) return [];
  const counted = (counts: Readonly<Partial<Record<string, number>>> = {}, name: string): readonly Sample[] =>
    Object.entries(counts).map(([word, value = 0]) => ({ labels: { ...runLabels(result), [name]: word }, value }));
  return [
    {
      name: 'lifeboat_restore_planned_items',
      help: 'Items by what the plan says of them.',
      samples: counted(restore.planned, 'plan'),
    },
    { name: 'lifeboat_restore_items', help: 'Items by how they ended.', samples: counted(restore.ended, 'end') },
  ];
}

/** Unix time in seconds of a time in RFC 3339. */
export function secondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1_000;
}
