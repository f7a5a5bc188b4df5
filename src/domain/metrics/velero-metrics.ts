import type { RunResult } from '../result/result.ts';
import { lastSuccessOf } from './last-success.ts';
import type { Metric, Sample } from './metric.ts';

/**
 * Velero's gauges (pkg/metrics/metrics.go) with the values of this run, so that dashboards and alerts go on. Velero's
 * counters are not among them: a program that runs once counts nothing, and a 1 that is pushed again is no increase.
 */
export function veleroMetrics(result: RunResult, { policy = '' }: Sample['labels']): readonly Metric[] {
  if (result.action !== 'backup' || result.phase === 'Skipped') return [];
  const labels = { schedule: policy };
  const one = (value: number | undefined): readonly Sample[] => (value === undefined ? [] : [{ labels, value }]);
  const success = lastSuccessOf(result);
  const { backup, errorCount, history } = result;
  const total = history && history.backups + Number(backup?.committed === true);
  return [
    {
      name: 'velero_backup_last_successful_timestamp',
      help: 'Last time a backup ran successfully, Unix timestamp in seconds',
      samples: one(success === undefined ? undefined : Date.parse(success) / 1_000),
    },
    {
      name: 'velero_backup_last_status',
      help: 'Last status of the backup. A value of 1 is success, 0 is failure',
      samples: result.terminal ? one(Number(result.phase === 'Completed')) : [],
    },
    {
      name: 'velero_backup_total',
      help: 'Current number of existent backups',
      samples: total === undefined ? [] : [{ labels: {}, value: total }],
    },
    { name: 'velero_backup_items_total', help: 'Total number of items backed up', samples: one(backup?.items) },
    {
      name: 'velero_backup_items_errors',
      help: 'Total number of errors encountered during backup',
      samples: one(result.terminal ? errorCount : undefined),
    },
    {
      name: 'velero_backup_tarball_size_bytes',
      help: 'Size, in bytes, of a backup',
      samples: one(backup?.archiveBytes),
    },
  ];
}
