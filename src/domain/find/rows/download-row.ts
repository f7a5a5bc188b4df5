import type { DownloadMode } from '../../downloads/download-mode.ts';
import type { DownloadState } from '../../downloads/download-record.ts';
import type { Fields } from '../filter/field.ts';

/** An opened download as lists tell it. */
export interface DownloadRow {
  readonly guid: string;
  readonly location: string;
  readonly backup: string;
  readonly mode: DownloadMode;
  readonly state: DownloadState;
  /** Patterns of the objects that are meant; empty for all. */
  readonly objects: readonly string[];
  readonly note: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly finishedAt: Date | undefined;
}

/** What downloads are filtered and ordered by. */
export const DOWNLOAD_FIELDS: Fields<DownloadRow> = {
  name: { kind: 'text', description: 'Guid', value: ({ guid }) => guid },
  backup: { kind: 'text', description: 'The backup it is of', value: ({ backup }) => backup },
  mode: { kind: 'text', description: 'AUTO, MANUAL, …', value: ({ mode }) => mode },
  state: { kind: 'text', description: 'OPEN, FINISHED or EXPIRED', value: ({ state }) => state },
  finished: { kind: 'flag', description: 'Is not needed any more', value: ({ state }) => state === 'FINISHED' },
  objects: { kind: 'text', description: 'Patterns of its objects', value: ({ objects }) => objects },
  note: { kind: 'text', description: 'What people should know', value: ({ note }) => note },
  started: { kind: 'time', description: 'When it was opened', value: ({ createdAt }) => createdAt },
  completed: { kind: 'time', description: 'When it was finished', value: ({ finishedAt }) => finishedAt },
  expires: { kind: 'time', description: 'Until when it is open', value: ({ expiresAt }) => expiresAt },
  location: { kind: 'text', description: 'Name of the location', value: ({ location }) => location },
};
