import type { RunContext } from '../../base/context.ts';
import {
  decodeDownload,
  type DownloadRecord,
  encodeDownload,
  isForgotten,
} from '../../domain/downloads/download-record.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { parseJson } from '../files/json.ts';
import { DOWNLOADS, downloadRecordKey } from '../layout.ts';
import { readDocument } from '../store/read-document.ts';

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

/** The records that a sweep would forget; none, with a warning, where they may not be read: they are in nobody's way. */
export async function forgottenDownloads(
  ctx: RunContext,
  store: ObjectStore,
  now: Date,
): Promise<readonly DownloadRecord[]> {
  try {
    return (await listDownloads(ctx, store)).filter((record) => isForgotten(record, now));
  } catch (error) {
    if (!(error instanceof RunError) || error.code !== 'permission-denied') throw error;
    ctx.log.warn({ error: error.message }, 'cannot look for old downloads');
    return [];
  }
}

/**
 * Forgets the records whose end was 30 days before `now` or earlier, and tells how many these were. One that cannot be
 * deleted stays, and is logged: what was to be done when this was called is done.
 */
export async function sweepDownloads(ctx: RunContext, store: ObjectStore, now: Date): Promise<number> {
  let swept = 0;
  for (const record of await forgottenDownloads(ctx, store, now)) {
    try {
      await deleteDownload(ctx, store, record);
      swept++;
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      ctx.log.warn({ guid: record.guid, error: error.message }, 'cannot sweep an old download');
    }
  }
  return swept;
}
