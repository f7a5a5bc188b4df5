import type { RunContext } from '../../base/context.ts';
import { decodeDownload, type DownloadRecord, encodeDownload } from '../../domain/downloads/download-record.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { parseJson } from '../files/json.ts';
import { DOWNLOADS, downloadRecordKey } from '../layout.ts';
import { readDocument } from '../store/read-document.ts';

/** How long a record can be looked up after its end. */
const REMEMBERED_MS = 30 * 86_400_000;

/** Every opened download of a location, newest first; a document that is none is logged and passed over. */
export async function listDownloads(ctx: RunContext, store: ObjectStore): Promise<readonly DownloadRecord[]> {
  const records: DownloadRecord[] = [];
  for await (const { key } of store.list(ctx, DOWNLOADS)) {
    const bytes = await readDocument(ctx, store, key);
    const record = bytes === undefined ? undefined : decodeDownload(parseJson(bytes));
    if (record !== undefined && downloadRecordKey(record.guid) === key) records.push(record);
    else if (bytes !== undefined) ctx.log.warn({ key }, 'this is no record of a download');
  }
  return records.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** Keeps a record, in the place of an older one of the same guid. */
export async function putDownload(ctx: RunContext, store: ObjectStore, record: DownloadRecord): Promise<void> {
  await store.put(ctx, downloadRecordKey(record.guid), Buffer.from(encodeDownload(record)));
}

/** Forgets a record; no error where there is none. */
export async function deleteDownload(ctx: RunContext, store: ObjectStore, { guid }: DownloadRecord): Promise<void> {
  await store.delete(ctx, downloadRecordKey(guid));
}

/**
 * Forgets the records that expired or were finished 30 days before `now` or earlier. One that cannot be deleted stays, and
 * is logged: what was to be done when this was called is done.
 */
export async function sweepDownloads(ctx: RunContext, store: ObjectStore, now: Date): Promise<void> {
  for (const record of await listDownloads(ctx, store)) {
    const end = record.finishedAt ?? record.expiresAt;
    if (now.getTime() - end.getTime() < REMEMBERED_MS) continue;
    try {
      await deleteDownload(ctx, store, record);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      ctx.log.warn({ guid: record.guid, error: error.message }, 'cannot sweep an old download');
    }
  }
}
