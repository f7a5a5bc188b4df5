import { type Backup, isQuarantined } from '../domain/backup/backup.ts';
import { formatTime } from '../domain/time.ts';
import { moodOfPhase } from './paint.ts';
import { type Column, renderTable, type TableStyle } from './table.ts';
import { formatDuration } from './units.ts';

/** A backup and the name of the location it was found in. */
export interface ListedBackup {
  readonly backup: Backup;
  readonly location: string;
}

/** Backups as a table; `wide` adds what tells where they come from. Times are shown from `now`. */
export function renderBackupList(
  rows: readonly ListedBackup[],
  now: Date,
  { isWide, ...style }: TableStyle & { readonly isWide: boolean },
): string {
  const columns = isWide ? [...narrowColumns(now), ...WIDE_COLUMNS] : narrowColumns(now);
  return renderTable(columns, rows, style);
}

/** One backup as a document: the same words in `list -o json` and `describe -o json`. */
export function backupDocument({ backup, location }: ListedBackup): Readonly<Record<string, unknown>> {
  return {
    name: backup.name,
    location,
    phase: backup.phase,
    madeBy: makerOf(backup),
    policy: backup.origin?.policy ?? backup.scheduleName,
    adHoc: backup.origin?.adHoc,
    clusterName: backup.origin?.clusterName,
    clusterUid: backup.origin?.clusterUid,
    scheduledFor: timeOf(backup.origin?.scheduledFor),
    startedAt: timeOf(backup.startedAt),
    completedAt: timeOf(backup.completedAt),
    expiresAt: timeOf(backup.expiresAt),
    items: backup.items,
    errors: backup.errors,
    warnings: backup.warnings,
    formatVersion: backup.formatVersion,
    archiveSha256: backup.archiveSha256,
    quarantine: backup.quarantine,
  };
}

/** Who wrote a backup: only ours say where they come from. */
export function makerOf(backup: Backup): 'lifeboat' | 'velero' {
  return backup.origin === undefined ? 'velero' : 'lifeboat';
}

/** How long from `now` until a backup may go: `in 29 d 3 h`, `2 h ago`; empty where nothing says so. */
export function formatExpiry(expiresAt: Date | undefined, now: Date): string {
  if (expiresAt === undefined) return '';
  const left = expiresAt.getTime() - now.getTime();
  return left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`;
}

function narrowColumns(now: Date): readonly Column<ListedBackup>[] {
  return [
    { heading: 'NAME', cell: ({ backup }) => backup.name },
    { heading: 'PHASE', cell: ({ backup }) => phaseText(backup), mood: ({ backup }) => moodOfPhase(backup.phase) },
    { heading: 'POLICY', cell: ({ backup }) => backup.origin?.policy ?? backup.scheduleName ?? '' },
    { heading: 'STARTED', cell: ({ backup }) => timeOf(backup.startedAt) ?? '' },
    { heading: 'ITEMS', cell: ({ backup }) => (backup.items === undefined ? '' : String(backup.items)) },
    { heading: 'ERRORS', cell: ({ backup }) => String(backup.errors) },
    { heading: 'WARNINGS', cell: ({ backup }) => String(backup.warnings) },
    { heading: 'EXPIRES', cell: ({ backup }) => formatExpiry(backup.expiresAt, now) },
  ];
}

function phaseText(backup: Backup): string {
  return isQuarantined(backup) ? `${backup.phase} (quarantined)` : backup.phase;
}

const WIDE_COLUMNS: readonly Column<ListedBackup>[] = [
  { heading: 'TOOK', cell: ({ backup }) => tookText(backup) },
  { heading: 'CLUSTER', cell: ({ backup }) => backup.origin?.clusterName ?? '' },
  { heading: 'LOCATION', cell: ({ location }) => location },
  { heading: 'MADE BY', cell: ({ backup }) => makerOf(backup) },
  { heading: 'FORMAT', cell: ({ backup }) => backup.formatVersion ?? '' },
];

function tookText({ startedAt, completedAt }: Backup): string {
  if (startedAt === undefined || completedAt === undefined) return '';
  return formatDuration(completedAt.getTime() - startedAt.getTime());
}

function timeOf(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : formatTime(time);
}
