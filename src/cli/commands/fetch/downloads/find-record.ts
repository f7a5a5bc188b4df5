import { listDownloads } from '../../../../archive/export/download-records.ts';
import type { RunContext } from '../../../../base/context.ts';
import type { DownloadRecord } from '../../../../domain/downloads/download-record.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { OpenLocation } from '../../../compose.ts';
import type { OpenPlaces } from '../../find/places.ts';

/** An opened download and the location that remembers it. */
export interface FoundRecord {
  readonly record: DownloadRecord;
  readonly place: OpenLocation;
}

/** The shortest beginning of a guid that stands for it. */
const SHORTEST = 6;

/** Every opened download, newest first within each location. */
export async function allRecords(ctx: RunContext, { open }: OpenPlaces): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const place of open) {
    for (const record of await listDownloads(ctx, place.objects)) found.push({ record, place });
  }
  return found;
}

/** The download of a guid, or of its first characters, six or more; `usage` where that may be several. */
export async function findRecord(ctx: RunContext, places: OpenPlaces, guid: string | undefined): Promise<FoundRecord> {
  if (guid === undefined || guid.length < SHORTEST) {
    throw new RunError('usage', 'It is not said which download', {
      hint: `Name its guid, or the first ${SHORTEST} characters of it; see lifeboat downloads list.`,
    });
  }
  const found = (await allRecords(ctx, places)).filter(({ record }) => record.guid.startsWith(guid));
  const [only, another] = found;
  if (only === undefined) {
    throw new RunError('item-not-found', `There is no download ${guid}`, { hint: 'See lifeboat downloads list.' });
  }
  if (another === undefined) return only;
  throw new RunError('usage', `${guid} may be ${found.map(({ record }) => record.guid).join(' or ')}`, {
    hint: 'Give more of its characters.',
  });
}
