import type { RunRow } from '../../domain/find/rows/run-row.ts';
import { moodOfPhase } from '../paint.ts';
import type { Column } from '../table.ts';
import { formatBytes, formatDuration } from '../units.ts';
import { countText, timeText } from './cells.ts';

/** Columns of a list of runs. */
export function runColumns(isWide: boolean): readonly Column<RunRow>[] {
  return isWide ? [...RUN_COLUMNS, ...WIDE] : RUN_COLUMNS;
}

/** Columns of a policy's history. */
export function historyColumns(isWide: boolean): readonly Column<RunRow>[] {
  return isWide ? [...HISTORY_COLUMNS, ...WIDE] : HISTORY_COLUMNS;
}

/** Columns of a list of restores. */
export function restoreColumns(isWide: boolean): readonly Column<RunRow>[] {
  return isWide ? [...RESTORE_COLUMNS, ...WIDE] : RESTORE_COLUMNS;
}

const PHASE: Column<RunRow> = { heading: 'PHASE', cell: ({ phase }) => phase, mood: ({ phase }) => moodOfPhase(phase) };
const STARTED: Column<RunRow> = { heading: 'STARTED', cell: ({ startedAt }) => timeText(startedAt) ?? '' };
const COUNTS: readonly Column<RunRow>[] = [
  { heading: 'ITEMS', cell: ({ items }) => countText(items) },
  { heading: 'ERRORS', cell: ({ errors }) => String(errors) },
  { heading: 'WARNINGS', cell: ({ warnings }) => String(warnings) },
];
const EXIT: Column<RunRow> = { heading: 'EXIT', cell: ({ exitCode }) => countText(exitCode) };

const RUN_COLUMNS: readonly Column<RunRow>[] = [
  { heading: 'RUN', cell: ({ runId }) => runId ?? '' },
  { heading: 'ACTION', cell: ({ action }) => action },
  PHASE,
  { heading: 'POLICY', cell: ({ policy }) => policy ?? '' },
  STARTED,
  { heading: 'TOOK', cell: (row) => tookText(row) },
  EXIT,
  ...COUNTS,
  { heading: 'SOURCE', cell: ({ source }) => source },
];

const HISTORY_COLUMNS: readonly Column<RunRow>[] = [
  { heading: 'DUE', cell: ({ scheduledFor }) => timeText(scheduledFor) ?? '' },
  { heading: 'ACTION', cell: ({ action }) => action },
  PHASE,
  STARTED,
  { heading: 'TOOK', cell: (row) => tookText(row) },
  EXIT,
  ...COUNTS,
  { heading: 'RUN', cell: ({ runId }) => runId ?? '' },
];

const RESTORE_COLUMNS: readonly Column<RunRow>[] = [
  { heading: 'NAME', cell: ({ restore }) => restore ?? '' },
  PHASE,
  { heading: 'BACKUP', cell: ({ backup }) => backup ?? '' },
  { heading: 'MODE', cell: ({ mode }) => mode ?? '' },
  STARTED,
  ...COUNTS,
  { heading: 'SOURCE', cell: ({ source }) => source },
];

const WIDE: readonly Column<RunRow>[] = [
  { heading: 'REASON', cell: ({ reason }) => reason ?? '' },
  { heading: 'MADE OR READ', cell: ({ backup }) => backup ?? '' },
  { heading: 'SIZE', cell: ({ bytes }) => (bytes === undefined ? '' : formatBytes(bytes)) },
  { heading: 'CLUSTER', cell: ({ clusterName }) => clusterName ?? '' },
  { heading: 'LOCATION', cell: ({ location }) => location ?? '' },
  { heading: 'TRIGGER', cell: ({ trigger }) => trigger ?? '' },
  { heading: 'JOB', cell: ({ job }) => job ?? '' },
  { heading: 'ATTEMPT', cell: ({ attempt }) => String(attempt) },
];

function tookText({ startedAt, completedAt }: RunRow): string {
  return startedAt && completedAt ? formatDuration(completedAt.getTime() - startedAt.getTime()) : '';
}

/** One run of a list as a document; `name` is what it is called in this list. */
export function runItem(row: RunRow, name: string | undefined): Readonly<Record<string, unknown>> {
  return {
    name,
    source: row.source,
    runId: row.runId,
    action: row.action,
    phase: row.phase,
    terminal: row.terminal,
    reason: row.reason,
    exitCode: row.exitCode,
    policy: row.policy,
    project: row.project,
    backup: row.backup,
    restore: row.restore,
    mode: row.mode,
    clusterName: row.clusterName,
    location: row.location,
    trigger: row.trigger,
    job: row.job,
    attempt: row.attempt,
    scheduledFor: timeText(row.scheduledFor),
    startedAt: timeText(row.startedAt),
    completedAt: timeText(row.completedAt),
    items: row.items,
    bytes: row.bytes,
    errors: row.errors,
    warnings: row.warnings,
  };
}
