import { mapConcurrent } from '../../../../base/concurrent.ts';
import { promisesArchive } from '../../../../domain/backup/backup.ts';
import { BACKUP_FIELDS } from '../../../../domain/find/rows/backup-fields.ts';
import { type BackupRow, backupRow, backupRowOfRun, joinBackupRows } from '../../../../domain/find/rows/backup-row.ts';
import { SameWords } from '../../../../domain/find/rows/same-words.ts';
import { compileFilter } from '../../../../domain/find/filter/compile-filter.ts';
import { fieldNamed } from '../../../../domain/find/filter/field.ts';
import { mayBeMeant, nameHint } from '../../../../domain/find/name-hint.ts';
import { RunError } from '../../../../domain/problem.ts';
import { reportOfBackupRow } from '../../../../domain/state/report-of-row.ts';
import { backupNotFound } from '../../../../domain/restore/backup-not-found.ts';
import { readResults } from '../../../../report/records/read-results.ts';
import { backupColumns, backupItem } from '../../../../views/lists/backups.ts';
import type { OpenLocation } from '../../../compose.ts';
import { openSources, type OpenSources } from '../sources.ts';
import { entityTest } from './entity.ts';
import { printList, sourcesOf } from './print-list.ts';
import { type ListCall, type Query, queryOf } from './query.ts';

/** Archives that are looked for at a time, and up to how many it is done without being asked for. */
const PARALLEL = 16;
const FEW = 100;

/** What a location holds of what is asked for. */
interface Shelf {
  readonly place: OpenLocation;
  readonly rows: BackupRow[];
  readonly uncommitted: string[];
  readonly unreadable: { readonly name: string; readonly message: string }[];
}

/** `lifeboat list backups`. */
export async function listBackups(call: ListCall, names: readonly string[]): Promise<number> {
  const { ctx, options } = call;
  const query = queryOf(call, BACKUP_FIELDS, ({ name }) => name);
  const isMeant = entityTest(options);
  await using sources = await openSources(call);
  const asksBytes = [...query.filter.map(({ key }) => key), query.paging.orderBy].some(
    (key) => fieldNamed(BACKUP_FIELDS, key)?.key === 'bytes',
  );
  const test = asksBytes ? withoutBytes(call, query) : query.test;
  const wanted = { names, query, test: (row: BackupRow) => test(row) && isMeant(row) };
  const shelves = await Promise.all(sources.places.map((place) => readShelf(call, place, wanted)));
  const found = await joinResults(call, sources, shelves, wanted);
  if (names.length > 0) await refuseUnknownNames(call, shelves, found, names);
  const isCheap = (rows: readonly BackupRow[]) => options.archives ?? rows.length <= FEW;
  const looksForAll = asksBytes || isCheap(found);
  const looked = looksForAll ? await withArchives(call, shelves, found) : found;
  await printList(call, query, {
    kind: 'BackupList',
    noun: 'backups',
    sources: sourcesOf(sources),
    rows: asksBytes ? looked.filter(query.test) : looked,
    nameOf: ({ name }) => name,
    columns: (isWide) => backupColumns(ctx.clock.now(), isWide),
    document: backupItem,
    projection: { what: 'backups', of: (row) => ({ report: reportOfBackupRow(row) }) },
    inspect: async (rows) => (looksForAll || !isCheap(rows) ? rows : lookFor(call, shelves, rows)),
    beside: () => leftovers(shelves),
  });
  for (const shelf of shelves) tellLeftovers(call, shelf);
  return 0;
}

interface Wanted {
  readonly names: readonly string[];
  readonly query: Query<BackupRow>;
  readonly test: (row: BackupRow) => boolean;
}

/** Everything but what nobody knows before the archives are looked for. */
function withoutBytes({ ctx }: ListCall, query: Query<BackupRow>): (row: BackupRow) => boolean {
  const rest = query.filter.filter(({ key }) => fieldNamed(BACKUP_FIELDS, key)?.key !== 'bytes');
  return compileFilter(rest, BACKUP_FIELDS, ctx.clock.now());
}

async function readShelf({ ctx }: ListCall, place: OpenLocation, { names, query, test }: Wanted): Promise<Shelf> {
  const shelf: Shelf = { place, rows: [], uncommitted: [], unreadable: [] };
  const words = new SameWords();
  const isCandidate = (name: string) =>
    names.length > 0 ? names.includes(name) : mayBeMeant(nameHint(name), query.bounds);
  await place.backups.browse(ctx, isCandidate, (found) => {
    if ('uncommitted' in found) shelf.uncommitted.push(found.name);
    else if ('unreadable' in found) shelf.unreadable.push({ name: found.name, message: found.unreadable });
    else {
      const row = backupRow(found.backup, place.location.name);
      if (test(row)) shelf.rows.push(withSameWords(row, words));
    }
  });
  shelf.uncommitted.sort();
  return shelf;
}

/** What many backups have in common, they have once. */
function withSameWords(row: BackupRow, words: SameWords): BackupRow {
  return {
    ...row,
    clusterName: words.of(row.clusterName),
    clusterUid: words.of(row.clusterUid),
    labels: words.of(row.labels),
    includedNamespaces: words.of(row.includedNamespaces),
    excludedNamespaces: words.of(row.excludedNamespaces),
  };
}

/** What results tell of; a backup that is in no location which was read is gone, and is not listed. */
async function joinResults(
  { ctx }: ListCall,
  { results }: OpenSources,
  shelves: readonly Shelf[],
  { names, test }: Wanted,
): Promise<readonly BackupRow[]> {
  const rows = shelves.flatMap((shelf) => shelf.rows);
  if (results === undefined) return rows;
  const byName = new Map(rows.map((row, at) => [`${row.name} ${row.runId ?? ''}`, at]));
  const joined = [...rows];
  for (const { result } of await readResults(ctx, results.cluster, results.namespace)) {
    const row = backupRowOfRun(result);
    if (row === undefined) continue;
    const at = byName.get(`${row.name} ${row.runId ?? ''}`);
    if (at !== undefined) joined[at] = joinBackupRows(joined[at]!, row);
    else if (
      isOutside(shelves, result.location?.root) &&
      (names.length === 0 || names.includes(row.name)) &&
      test(row)
    ) {
      joined.push(row);
    }
  }
  return joined;
}

function isOutside(shelves: readonly Shelf[], root: string | undefined): boolean {
  return shelves.every(({ place }) => place.backups.root !== root);
}

/** Rows with the sizes of their archives; those that lack one are told as unreadable, and say so themselves. */
async function lookFor(
  { ctx }: ListCall,
  shelves: readonly Shelf[],
  rows: readonly BackupRow[],
): Promise<readonly BackupRow[]> {
  return mapConcurrent(rows, PARALLEL, async (row) => {
    const shelf = shelves.find(({ place }) => place.location.name === row.location);
    if (shelf === undefined || row.source === 'cluster') return row;
    const bytes = await shelf.place.backups.archiveBytes(ctx, row.name);
    if (bytes !== undefined || !promisesArchive(row)) return { ...row, bytes };
    shelf.unreadable.push({ name: row.name, message: 'its archive is gone' });
    return { ...row, bytes, lacksArchive: true };
  });
}

/** As `lookFor`, before there are pages: a backup without its archive is none, and is counted on no page. */
async function withArchives(
  call: ListCall,
  shelves: readonly Shelf[],
  rows: readonly BackupRow[],
): Promise<readonly BackupRow[]> {
  return (await lookFor(call, shelves, rows)).filter(({ lacksArchive }) => lacksArchive !== true);
}

function leftovers(shelves: readonly Shelf[]): Readonly<Record<string, unknown>> {
  const inAll = <T extends object>(of: (shelf: Shelf) => readonly T[]) =>
    shelves.flatMap((shelf) => of(shelf).map((one) => Object.assign({}, one, { location: shelf.place.location.name })));
  return {
    uncommitted: inAll(({ uncommitted }) => uncommitted.map((name) => ({ name }))),
    unreadable: inAll(({ unreadable }) => unreadable),
  };
}

/** A backup that was asked for by name and is not there is no empty list. What is unreadable is there, and told. */
async function refuseUnknownNames(
  { ctx }: ListCall,
  shelves: readonly Shelf[],
  found: readonly BackupRow[],
  names: readonly string[],
): Promise<void> {
  const known = new Set([...found, ...shelves.flatMap(({ unreadable }) => unreadable)].map(({ name }) => name));
  const missing = names.find((name) => !known.has(name));
  if (missing === undefined) return;
  if (shelves.length === 0) {
    throw new RunError('backup-not-found', `No result tells of backup ${missing}`, {
      hint: 'Say where backups are with --from or --location: results that are gone tell of none.',
    });
  }
  const listings = await Promise.all(
    shelves.map(async ({ place: { backups }, uncommitted }) => {
      const inside: string[] = [];
      const collect = (name: string) => {
        inside.push(name);
        return false;
      };
      await backups.browse(ctx, collect, () => undefined);
      const there = inside.filter((name) => !uncommitted.includes(name)).map((name) => ({ name }));
      return { root: backups.root, listing: { backups: there, uncommitted } };
    }),
  );
  if (listings.some(({ listing }) => listing.backups.some(({ name }) => name === missing))) return; // filtered out
  throw backupNotFound(missing, listings);
}

/** Folders that are no backup are not listed as if they were one, and not passed over in silence either. */
function tellLeftovers({ io }: ListCall, { place, uncommitted, unreadable }: Shelf): void {
  const { name: location } = place.location;
  if (uncommitted.length > 0) {
    io.stderr.write(`In ${location}, not committed (unfinished, or at work now): ${uncommitted.join(', ')}\n`);
  }
  for (const { name, message } of unreadable) io.stderr.write(`In ${location}, unreadable: ${name}: ${message}\n`);
}
