import type { BackupRow } from '../../domain/find/rows/backup-row.ts';
import { moodOfPhase } from '../paint.ts';
import type { Column } from '../table.ts';
import { formatBytes, formatDuration } from '../units.ts';
import { countText, formatExpiry, timeText } from './cells.ts';

/** Columns of a list of backups; `isWide` adds what tells where they come from. Expiry is told from `now`. */
export function backupColumns(now: Date, isWide: boolean): readonly Column<BackupRow>[] {
  return isWide ? [...narrow(now), ...WIDE] : narrow(now);
}

function narrow(now: Date): readonly Column<BackupRow>[] {
  return [
    { heading: 'NAME', cell: ({ name }) => name },
    {
      heading: 'PHASE',
      cell: phaseText,
      mood: ({ phase, lacksArchive }) => (lacksArchive === true ? 'bad' : moodOfPhase(phase)),
    },
    { heading: 'POLICY', cell: ({ policy }) => policy ?? '' },
    { heading: 'STARTED', cell: ({ startedAt }) => timeText(startedAt) ?? '' },
    { heading: 'ITEMS', cell: ({ items }) => countText(items) },
    { heading: 'ERRORS', cell: ({ errors }) => String(errors) },
    { heading: 'WARNINGS', cell: ({ warnings }) => String(warnings) },
    { heading: 'EXPIRES', cell: ({ expiresAt }) => formatExpiry(expiresAt, now) },
  ];
}

function phaseText({ phase, isQuarantined, lacksArchive }: BackupRow): string {
  if (lacksArchive === true) return `${phase} (archive gone)`;
  return isQuarantined ? `${phase} (quarantined)` : phase;
}

const WIDE: readonly Column<BackupRow>[] = [
  {
    heading: 'TOOK',
    cell: ({ startedAt, completedAt }) =>
      startedAt && completedAt ? formatDuration(completedAt.getTime() - startedAt.getTime()) : '',
  },
  { heading: 'SIZE', cell: ({ bytes }) => (bytes === undefined ? '' : formatBytes(bytes)) },
  { heading: 'CLUSTER', cell: ({ clusterName }) => clusterName ?? '' },
  { heading: 'LOCATION', cell: ({ location }) => location ?? '' },
  { heading: 'MADE BY', cell: ({ madeBy }) => madeBy },
  { heading: 'FORMAT', cell: ({ formatVersion }) => formatVersion ?? '' },
  { heading: 'SOURCE', cell: ({ source }) => source },
];

/** One backup of a list as a document. */
export function backupItem(row: BackupRow): Readonly<Record<string, unknown>> {
  return {
    name: row.name,
    location: row.location,
    source: row.source,
    phase: row.phase,
    madeBy: row.madeBy,
    policy: row.policy,
    adHoc: row.adHoc,
    clusterName: row.clusterName,
    clusterUid: row.clusterUid,
    project: row.project,
    runId: row.runId,
    scheduledFor: timeText(row.scheduledFor),
    startedAt: timeText(row.startedAt),
    completedAt: timeText(row.completedAt),
    expiresAt: timeText(row.expiresAt),
    items: row.items,
    bytes: row.bytes,
    lacksArchive: row.lacksArchive,
    errors: row.errors,
    warnings: row.warnings,
    formatVersion: row.formatVersion,
    archiveSha256: row.archiveSha256,
    quarantined: row.isQuarantined ? true : undefined,
    entityType: row.entityType,
  };
}
