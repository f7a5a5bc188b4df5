import type { RunRecordHint } from '../../../../archive/backup-browser.ts';
import { type NameBounds, mayBeMeant } from '../../../../domain/find/name-hint.ts';
import { bareRestoreRow, RUN_FIELDS, type RunRow } from '../../../../domain/find/rows/run-row.ts';
import { reportOfRunRow } from '../../../../domain/state/report-of-row.ts';
import { restoreColumns, runColumns, runItem } from '../../../../views/lists/runs.ts';
import { readRuns } from '../read-runs.ts';
import { openSourcesOfRuns, type OpenSources, whereOf } from '../sources.ts';
import { refuseMissing } from './missing.ts';
import { printList, sourcesOf } from './print-list.ts';
import { type ListCall, NEWEST_FIRST, queryOf } from './query.ts';

/** `lifeboat list runs`: runs are called by their ids, of which the first eight characters will do. */
export async function listRuns(call: ListCall, names: readonly string[]): Promise<number> {
  const nameOf = ({ runId }: RunRow) => runId ?? '';
  const query = queryOf(call, RUN_FIELDS, nameOf, NEWEST_FIRST, ({ labels }) => labels);
  await using sources = await openSourcesOfRuns(call);
  const isNamed = (id: string) => names.length === 0 || names.some((name) => name.length >= 4 && id.startsWith(name));
  const rows = await readRuns(call.ctx, sources, {
    isCandidate: (hint) => isCandidate(hint, query.bounds),
    test: (row) => isNamed(nameOf(row)) && query.test(row),
  });
  refuseMissing('run', names, (name) => rows.some((row) => nameOf(row).startsWith(name)));
  await printList(call, query, {
    kind: 'RunList',
    noun: 'runs',
    sources: sourcesOf(sources),
    where: whereOf(sources),
    rows,
    nameOf,
    columns: runColumns,
    document: (row) => runItem(row, row.runId),
    projection: { what: 'runs', of: (row) => ({ report: reportOfRunRow(row) }) },
  });
  return 0;
}

/** `lifeboat list restores`: those that runs tell of, and those that left nothing but files. */
export async function listRestores(call: ListCall, names: readonly string[]): Promise<number> {
  const nameOf = ({ restore }: RunRow) => restore ?? '';
  const fields = { ...RUN_FIELDS, name: { ...RUN_FIELDS['name']!, value: nameOf } };
  const query = queryOf(call, fields, nameOf, NEWEST_FIRST, ({ labels }) => labels);
  await using sources = await openSourcesOfRuns(call);
  const isMeant = (row: RunRow) => (names.length === 0 || names.includes(nameOf(row))) && query.test(row);
  const recorded = await readRuns(call.ctx, sources, {
    isCandidate: (hint) => isCandidate(hint, query.bounds),
    test: ({ action, restore }) => action === 'restore' && restore !== undefined,
  });
  const bare = await bareRestores(call, sources, new Set(recorded.map((row) => nameOf(row))));
  const rows = [...recorded, ...bare].filter((row) => isMeant(row));
  refuseMissing('restore', names, (name) => rows.some((row) => nameOf(row) === name));
  await printList(call, query, {
    kind: 'RestoreList',
    noun: 'restores',
    sources: sourcesOf(sources),
    where: whereOf(sources),
    rows,
    nameOf,
    columns: restoreColumns,
    document: (row) => runItem(row, row.restore),
    projection: { what: 'restores', of: (row) => ({ report: reportOfRunRow(row) }) },
  });
  return 0;
}

async function bareRestores(
  { ctx }: ListCall,
  { places }: OpenSources,
  known: ReadonlySet<string>,
): Promise<readonly RunRow[]> {
  const found = await Promise.all(
    places.map(async ({ backups, location }) =>
      (await backups.restoreNames(ctx)).map((name) => bareRestoreRow(name, location.name)),
    ),
  );
  return found.flat().filter(({ restore = '' }) => !known.has(restore));
}

function isCandidate({ policy, due }: RunRecordHint, bounds: NameBounds): boolean {
  return mayBeMeant({ stem: policy, due }, bounds);
}
