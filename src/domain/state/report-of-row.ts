import type { BackupRow } from '../find/rows/backup-row.ts';
import type { RunRow } from '../find/rows/run-row.ts';
import type { RunResult } from '../result/result.ts';
import { formatTime } from '../time.ts';
import type { RunReport } from './run-report.ts';
import type { RunState } from './run-state.ts';
import { stateOfBackup } from './state-of-backup.ts';
import { stateUnready } from './state-unready.ts';

/** The report of a backup in a list, which knows no messages. */
export function reportOfBackupRow(row: BackupRow): RunReport {
  const state = stateOfBackup(row, { lacksArchive: row.lacksArchive === true });
  return {
    ...reportOfRow(state, row),
    action: 'backup',
    id: row.runId ?? row.uid,
    name: row.name,
    cluster: clusterOf(row.clusterName, row.clusterUid),
    expiresAt: timeOf(row.expiresAt),
    hookState: row.hookState,
    labels: row.labels,
  };
}

/** The report of a run in a list, which knows neither messages nor steps. */
export function reportOfRunRow(row: RunRow): RunReport {
  const action = row.action as RunResult['action'];
  return {
    ...reportOfRow(stateOfRow(row), row),
    action,
    name: action === 'restore' ? row.restore : row.backup,
    source: action === 'restore' ? row.backup : undefined,
    cluster: clusterOf(row.clusterName, row.clusterUid),
    job: row.job,
    createdBy: row.job === undefined ? undefined : `job/${row.job}`,
  };
}

/** Phases of runs are those of backups, but for two; of a bare restore nobody knows any. */
function stateOfRow(row: RunRow): RunState {
  if (row.phase === 'Planned') return 'planned';
  return row.phase === 'Skipped' ? 'skipped' : stateOfBackup(row, { lacksArchive: false });
}

type AnyRow = Pick<
  BackupRow & RunRow,
  'runId' | 'policy' | 'location' | 'startedAt' | 'completedAt' | 'bytes' | 'items' | 'errors' | 'warnings'
>;

/** What both kinds of rows tell. */
function reportOfRow(state: RunState, row: AnyRow): RunReport {
  const isWhole = state === 'completed' || state === 'partial';
  return {
    action: 'backup',
    state,
    reached: state,
    restoreStep: undefined,
    successConditions: [],
    id: row.runId,
    name: undefined,
    source: undefined,
    cluster: undefined,
    namespace: undefined,
    policy: row.policy,
    location: row.location,
    job: undefined,
    cronJob: undefined,
    createdAt: timeOf(row.startedAt),
    completedAt: timeOf(row.completedAt),
    expiresAt: undefined,
    totalBytes: isWhole ? row.bytes : undefined,
    bytesDone: isWhole ? row.bytes : undefined,
    percent: isWhole ? 100 : undefined,
    hookState: undefined,
    hookStateDetails: [],
    stateUnready: stateUnready(state, { errorCount: row.errors }),
    problems: [],
    errors: [],
    warnings: [],
    errorCount: row.errors,
    warningCount: row.warnings,
    items: row.items,
    labels: {},
    createdBy: undefined,
  };
}

function clusterOf(name: string | undefined, uid: string | undefined): RunReport['cluster'] {
  return name === undefined ? undefined : { name, uid: uid ?? '' };
}

function timeOf(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : formatTime(time);
}
