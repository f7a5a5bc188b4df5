import { pageOf } from '../../../../domain/find/page.ts';
import type { Source } from '../../../../domain/find/rows/source.ts';
import { type Column, renderTable } from '../../../../views/table.ts';
import { type Projectable, projectList } from '../../../../views/projections/project.ts';
import { formatCount } from '../../../../views/units.ts';
import { printAs, takesColour } from '../../../output.ts';
import type { OpenSources } from '../sources.ts';
import type { ListCall, Query } from './query.ts';

/** Rows of one kind, found and filtered, with what it takes to show them. */
export interface Listing<Row> {
  /** `BackupList`, … */
  readonly kind: string;
  /** What rows are, for "No backups found." */
  readonly noun: string;
  readonly sources: readonly Source[];
  /** Where they were looked for, in words; told where none is found. */
  readonly where?: string;
  readonly rows: readonly Row[];
  readonly nameOf: (row: Row) => string;
  readonly columns: (isWide: boolean) => readonly Column<Row>[];
  readonly document: (row: Row) => Readonly<Record<string, unknown>>;
  /** For the words of other systems; not set where they have none for such rows. */
  readonly projection?: {
    readonly what: 'backups' | 'restores' | 'runs';
    readonly of: (row: Row) => Projectable;
  };
  /** Looks closer at what is printed, row by row: pages and totals stay what they are. */
  readonly inspect?: (rows: readonly Row[]) => Promise<readonly Row[]>;
  /** What the document says beside the items; read after `inspect`. */
  readonly beside?: () => Readonly<Record<string, unknown>>;
}

/** Where rows came from. */
export function sourcesOf({ places, results }: Pick<OpenSources, 'places' | 'results'>): readonly Source[] {
  return [
    ...(places.length > 0 ? (['location'] as const) : []),
    ...(results === undefined ? [] : (['cluster'] as const)),
  ];
}

/** Prints one page of a listing, in the one shape that all lists have; returns how many rows that were. */
export async function printList<Row>(call: ListCall, query: Query<Row>, listing: Listing<Row>): Promise<number> {
  const { io, options } = call;
  const page = pageOf(listing.rows, query.fields, (row) => listing.nameOf(row), query.paging);
  const rows = (await listing.inspect?.(page.rows)) ?? page.rows;
  const { total } = page;
  const style = { noHeaders: options.noHeaders, hasColour: takesColour(io.stdout, io.env) };
  const table = (isWide: boolean) => (rows.length === 0 ? '' : renderTable(listing.columns(isWide), rows, style));
  await printAs(call, {
    table: () => table(false),
    wide: () => table(true),
    document: () => ({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: listing.kind,
      sources: listing.sources,
      total,
      ...(query.paging.size !== undefined && {
        size: query.paging.size,
        pages: page.pages,
        ...(query.paging.continueFrom === undefined && { page: query.paging.page }),
      }),
      ...(page.next !== undefined && { continue: page.next }),
      items: rows.map((row) => listing.document(row)),
      ...listing.beside?.(),
    }),
    names: () => rows.map((row) => listing.nameOf(row)),
    projected:
      listing.projection &&
      ((vocabulary) => {
        const { what, of } = listing.projection!;
        return projectList(
          vocabulary,
          rows.map((row) => of(row)),
          what,
          page.next,
        );
      }),
  });
  if (['table', 'wide'].includes(options.output))
    tellRest(call, listing, { shown: rows.length, total, pages: page.pages, next: page.next });
  return rows.length;
}

/** How much there is besides what was printed. */
interface Rest {
  readonly shown: number;
  readonly total: number;
  readonly pages: number;
  readonly next: string | undefined;
}

function tellRest(
  { io, options }: ListCall,
  { noun, where }: { readonly noun: string; readonly where?: string },
  { shown, total, pages, next }: Rest,
): void {
  if (total === 0) io.stderr.write(`No ${noun} found${where === undefined ? '' : ` in ${where}`}.\n`);
  else if (shown === 0 && options.continue === undefined && options.page > pages)
    io.stderr.write(`No ${noun} on page ${options.page}: there are ${total} on ${formatCount(pages, 'page')}.\n`);
  else if (next !== undefined) io.stderr.write(`${shown} of ${total} ${noun}; go on with --continue ${next}\n`);
}
