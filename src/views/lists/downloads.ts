import { DOWNLOAD_MODES } from '../../domain/downloads/download-mode.ts';
import type { DownloadRow } from '../../domain/find/rows/download-row.ts';
import type { Column } from '../table.ts';
import { timeText } from './cells.ts';

/** Columns of a list of opened downloads. */
export function downloadColumns(isWide: boolean): readonly Column<DownloadRow>[] {
  const columns: readonly Column<DownloadRow>[] = [
    { heading: 'GUID', cell: ({ guid }) => guid },
    { heading: 'STATE', cell: ({ state }) => state, mood: ({ state }) => (state === 'OPEN' ? 'good' : 'doubtful') },
    { heading: 'BACKUP', cell: ({ backup }) => backup },
    { heading: 'MODE', cell: ({ mode }) => mode },
    { heading: 'OBJECTS', cell: ({ objects }) => objects.join(', ') },
    { heading: 'EXPIRES', cell: ({ expiresAt }) => timeText(expiresAt) ?? '' },
  ];
  return isWide
    ? [
        ...columns,
        { heading: 'LOCATION', cell: ({ location }) => location },
        { heading: 'NOTE', cell: ({ note }) => note },
      ]
    : columns;
}

/** One opened download of a list as a document; its mode with what it means. */
export function downloadItem(row: DownloadRow): Readonly<Record<string, unknown>> {
  const { guid, createdAt, expiresAt, finishedAt, mode, ...rest } = row;
  return {
    name: guid,
    ...rest,
    mode: { name: mode, description: DOWNLOAD_MODES[mode].description },
    createdAt: timeText(createdAt),
    expiresAt: timeText(expiresAt),
    finishedAt: timeText(finishedAt),
  };
}
