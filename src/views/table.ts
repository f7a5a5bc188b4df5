import { displayWidth, padToWidth } from './display-width.ts';
import { oneLine } from './one-line.ts';

/** What stands between two columns, as kubectl has it. */
const GAP = '   ';

/** A column: its heading, and what a row says there. An empty cell is shown as a dash, so that columns can be counted. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
}

/** Rows under headings, each column as wide as its widest cell. Ends with a line break; without rows there is none. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: { readonly noHeaders?: boolean } = {},
): string {
  const headings = options.noHeaders === true ? [] : [columns.map(({ heading }) => heading)];
  const lines = [...headings, ...rows.map((row) => columns.map(({ cell }) => oneLine(cell(row), 300) || '-'))];
  const widths = columns.map((_, at) => Math.max(0, ...lines.map((cells) => displayWidth(cells[at] ?? ''))));
  return lines.map((cells) => `${lineOf(cells, widths)}\n`).join('');
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => padToWidth(cell, widths[at] ?? 0))
    .join(GAP)
    .trimEnd();
}
