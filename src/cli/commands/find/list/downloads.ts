import { stateOf } from '../../../../domain/downloads/download-record.ts';
import { DOWNLOAD_FIELDS, type DownloadRow } from '../../../../domain/find/rows/download-row.ts';
import { downloadColumns, downloadItem } from '../../../../views/lists/downloads.ts';
import { allRecords, type FoundRecord } from '../../fetch/downloads/find-record.ts';
import { openPlaces } from '../places.ts';
import { refuseMissing } from './missing.ts';
import { printList } from './print-list.ts';
import { type ListCall, queryOf } from './query.ts';

/** `lifeboat list downloads`: what was opened for fetching, by guids or their beginnings. */
export async function listDownloads(call: ListCall, names: readonly string[]): Promise<number> {
  const { ctx } = call;
  const nameOf = ({ guid }: DownloadRow) => guid;
  const query = queryOf(call, DOWNLOAD_FIELDS, nameOf);
  await using places = await openPlaces(call);
  const now = ctx.clock.now();
  const found = (await allRecords(ctx, places)).map((one) => rowOf(one, now));
  const isNamed = ({ guid }: DownloadRow) => names.length === 0 || names.some((name) => guid.startsWith(name));
  const rows = found.filter((row) => isNamed(row) && query.test(row));
  refuseMissing('download', names, (name) => rows.some(({ guid }) => guid.startsWith(name)));
  await printList(call, query, {
    kind: 'DownloadList',
    noun: 'downloads',
    sources: ['location'],
    rows,
    nameOf,
    columns: downloadColumns,
    document: downloadItem,
  });
  return 0;
}

function rowOf({ record, place }: FoundRecord, now: Date): DownloadRow {
  return { ...record, state: stateOf(record, now), location: place.location.name };
}
