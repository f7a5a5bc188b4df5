import { expect, it } from 'vitest';
import { type Column, renderTable } from '../../../src/views/table.ts';

interface Row {
  readonly name: string;
  readonly note: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'NAME', cell: ({ name }) => name, mood: ({ name }) => (name === 'bad' ? 'bad' : undefined) },
  { heading: 'NOTE', cell: ({ note }) => note },
];

it('makes each column as wide as its widest cell, and marks empty ones', () => {
  const table = renderTable(COLUMNS, [
    { name: 'a', note: 'x' },
    { name: '日本日本', note: '' },
  ]);

  expect(table).toBe('NAME       NOTE\na          x\n日本日本   -\n');
});

it('leaves the headings out', () => {
  expect(renderTable(COLUMNS, [{ name: 'a', note: 'x' }], { noHeaders: true })).toBe('a   x\n');
});

it('is empty without rows and headings', () => {
  expect(renderTable(COLUMNS, [], { noHeaders: true })).toBe('');
});

it('paints a cell without moving the next one', () => {
  const rows = [
    { name: 'bad', note: 'x' },
    { name: 'fine', note: 'y' },
  ];

  const table = renderTable(COLUMNS, rows, { noHeaders: true, hasColour: true });

  expect(table).toBe('\u001B[31mbad\u001B[39m    x\nfine   y\n');
});

it('lets no cell forge a line or steer the terminal', () => {
  const table = renderTable(COLUMNS, [{ name: 'a\nb\u001B[2Jc', note: 'x' }], { noHeaders: true });

  expect(table).toBe('a b [2Jc   x\n');
});
