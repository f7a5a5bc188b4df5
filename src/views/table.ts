import { displayWidth, padToWidth } from './display-width.ts';
import { oneLine } from './one-line.ts';
import { type Mood, paint } from './paint.ts';

/** What stands between two columns, as kubectl has it. */
const GAP = '   ';

/** A column: its heading, and what a row says there. An empty cell is shown as a dash, so that columns can be counted. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
  /** How the cell is meant, where colours are shown. */
  readonly mood?: (row: Row) => Mood | undefined;
}

/** How a table is printed. */
export interface TableStyle {
  readonly noHeaders?: boolean;
  readonly hasColour?: boolean;
}

/** Rows under headings, each column as wide as its widest cell. Ends with a line break; without rows there is none. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { noHeaders = false, hasColour = false }: TableStyle = {},
): string {
  const texts = rows.map((row) => columns.map(({ cell }) => oneLine(cell(row), 300) || '-'));
  const headings = columns.map(({ heading }) => heading);
  const shown = noHeaders ? texts : [headings, ...texts];
  const widths = columns.map((_, at) => Math.max(0, ...shown.map((cells) => displayWidth(cells[at] ?? ''))));
  const moods = rows.map((row) => columns.map(({ mood }) => (hasColour ? mood?.(row) : undefined)));
  const lines = texts.map((cells, at) => lineOf(cells, widths, moods[at] ?? []));
  return [...(noHeaders ? [] : [lineOf(headings, widths, [])]), ...lines].map((line) => `${line}\n`).join('');
}

function lineOf(cells: readonly string[], widths: readonly number[], moods: readonly (Mood | undefined)[]): string {
  const last = cells.length - 1;
  return cells
    .map((cell, at) => {
      const painted = paint(cell, moods[at]);
      return at === last ? painted : painted + padToWidth('', (widths[at] ?? 0) - displayWidth(cell));
    })
    .join(GAP);
}
