import { formatTime } from '../time.ts';
import { type DownloadMode, isDownloadMode } from './download-mode.ts';

/** A backup that was opened for fetching: who asked for what, until when. It holds no content, and keeps no backup. */
export interface DownloadRecord {
  readonly guid: string;
  readonly mode: DownloadMode;
  readonly backup: string;
  /** Patterns of the objects that are meant; empty for all. */
  readonly objects: readonly string[];
  readonly note: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When somebody said that it is not needed any more. */
  readonly finishedAt: Date | undefined;
}

/** Whether content may be fetched, and why not. */
export type DownloadState = 'OPEN' | 'FINISHED' | 'EXPIRED';

/** Version of the documents; readers pass over one they do not know. */
const SCHEMA = 'lifeboat.dev/download/v1';

/** How long a record can be looked up after its end. */
const REMEMBERED_MS = 30 * 86_400_000;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The state of a download at a time. */
export function stateOf({ finishedAt, expiresAt }: DownloadRecord, now: Date): DownloadState {
  if (finishedAt !== undefined) return 'FINISHED';
  return expiresAt <= now ? 'EXPIRED' : 'OPEN';
}

/** Whether a record may be forgotten: it expired, or was finished, 30 days ago or earlier. */
export function isForgotten({ finishedAt, expiresAt }: DownloadRecord, now: Date): boolean {
  return now.getTime() - (finishedAt ?? expiresAt).getTime() >= REMEMBERED_MS;
}

/** A record as the location keeps it. */
export function encodeDownload(record: DownloadRecord): string {
  const { createdAt, expiresAt, finishedAt, ...rest } = record;
  const times = { createdAt: formatTime(createdAt), expiresAt: formatTime(expiresAt) };
  const end = finishedAt === undefined ? {} : { finishedAt: formatTime(finishedAt) };
  return `${JSON.stringify({ schema: SCHEMA, ...rest, ...times, ...end })}\n`;
}

/** A record of the location; undefined for anything else. */
export function decodeDownload(value: unknown): DownloadRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { schema, guid, mode, backup, objects, note, ...times } = value as Readonly<Record<string, unknown>>;
  const [createdAt, expiresAt, finishedAt] = ['createdAt', 'expiresAt', 'finishedAt'].map((key) => timeOf(times[key]));
  if (schema !== SCHEMA || typeof guid !== 'string' || !GUID.test(guid) || !isDownloadMode(mode)) return undefined;
  if (typeof backup !== 'string' || typeof note !== 'string' || !areTexts(objects)) return undefined;
  if (createdAt === undefined || expiresAt === undefined) return undefined;
  return { guid, mode, backup, objects, note, createdAt, expiresAt, finishedAt };
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function timeOf(value: unknown): Date | undefined {
  const time = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
