import type { Backup } from '../../domain/backup/backup.ts';
import { renderTable, type TableStyle } from '../table.ts';
import { formatDuration } from '../units.ts';

/** Backups that are to be deleted, for the person who is asked. */
export function renderDoomedList(doomed: readonly { readonly backup: Backup }[], now: Date, style: TableStyle): string {
  return renderTable(
    [
      { heading: 'NAME', cell: ({ backup }) => backup.name },
      { heading: 'POLICY', cell: ({ backup }) => backup.origin?.policy ?? backup.scheduleName ?? '' },
      { heading: 'CLUSTER', cell: ({ backup }) => backup.origin?.clusterName ?? '' },
      { heading: 'PHASE', cell: ({ backup }) => backup.phase },
      { heading: 'AGE', cell: ({ backup }) => ageOf(backup, now) },
      { heading: 'ITEMS', cell: ({ backup }) => backup.items?.toString() ?? '' },
    ],
    doomed,
    style,
  );
}

function ageOf({ startedAt }: Backup, now: Date): string {
  return startedAt === undefined ? '' : formatDuration(now.getTime() - startedAt.getTime());
}
