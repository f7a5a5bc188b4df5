import { RunError } from '../problem.ts';
import { unknownKey } from './filter/compile-filter.ts';
import { fieldNamed, type Fields, type FieldValue } from './filter/field.ts';

/** Which rows, in which order, are wanted of those that a filter lets through. */
export interface Paging {
  /** A key of the rows, or another spelling of one. */
  readonly orderBy: string;
  readonly direction: 'asc' | 'desc';
  /** Rows a page; undefined for all. */
  readonly size: number | undefined;
  /** From 1 on. */
  readonly page: number;
  /** Where an earlier page ended, instead of a page's number. */
  readonly continueFrom: string | undefined;
}

/** Some rows of many. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Rows of all pages together. */
  readonly total: number;
  readonly pages: number;
  /** Given back as `continueFrom` it begins behind this page, whatever has come or gone meanwhile; undefined at the end. */
  readonly next: string | undefined;
}

/** Where a row has its place: what it is ordered by, then what it is called, which is unique. */
interface Place {
  readonly value: string | number | undefined;
  readonly id: string;
}

/** Orders rows and cuts one page out. Throws `usage` for an unknown key and for a token that is none of this order. */
export function pageOf<Row>(
  rows: readonly Row[],
  fields: Fields<Row>,
  idOf: (row: Row) => string,
  { orderBy, direction, size, page, continueFrom }: Paging,
): Page<Row> {
  const named = fieldNamed(fields, orderBy);
  if (named === undefined) throw unknownKey(orderBy, Object.keys(fields));
  const order = `${named.key}:${direction}`;
  const placed = rows.map((row) => ({ row, place: { value: placeValue(named.field.value(row)), id: idOf(row) } }));
  const compare = (a: Place, b: Place) => comparePlaces(a, b, direction);
  const sorted = placed.toSorted((a, b) => compare(a.place, b.place));
  const from = continueFrom === undefined ? undefined : readToken(continueFrom, order);
  const behind = from === undefined ? -1 : sorted.findIndex(({ place }) => compare(place, from) > 0);
  const first = from === undefined ? (page - 1) * (size ?? 0) : behind < 0 ? sorted.length : behind;
  const chosen = size === undefined ? sorted.slice(first) : sorted.slice(first, first + size);
  const last = chosen.at(-1);
  const isEnd = first + chosen.length >= sorted.length;
  return {
    rows: chosen.map(({ row }) => row),
    total: sorted.length,
    pages: size === undefined ? 1 : Math.max(1, Math.ceil(sorted.length / size)),
    next: isEnd || last === undefined ? undefined : writeToken(last.place, order),
  };
}

function placeValue(value: FieldValue): Place['value'] {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'object') return value.join(',');
  return typeof value === 'boolean' ? Number(value) : value;
}

/** A row without a value comes last in either direction; equal ones go by their names, the newest name first where desc. */
function comparePlaces(a: Place, b: Place, direction: Paging['direction']): number {
  const sign = direction === 'asc' ? 1 : -1;
  if (a.value === undefined || b.value === undefined) {
    if (a.value !== b.value) return a.value === undefined ? 1 : -1;
    return sign * compareValues(a.id, b.id);
  }
  return sign * (compareValues(a.value, b.value) || compareValues(a.id, b.id));
}

function compareValues(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Opaque to people: the order, and the place of the row before. */
function writeToken({ value, id }: Place, order: string): string {
  const text = encodeURIComponent(JSON.stringify([order, id, value ?? null]));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function readToken(token: string, order: string): Place {
  const parts = parseToken(token);
  const [written, id, value] = parts ?? [];
  if (
    written === order &&
    typeof id === 'string' &&
    (value === null || typeof value === 'string' || typeof value === 'number')
  ) {
    return { id, value: value ?? undefined };
  }
  throw new RunError('usage', 'This is no place where a list of this order was left off', {
    hint: 'Give back what "continue" said, with the same --order-by and --direction.',
  });
}

function parseToken(token: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(decodeURIComponent(atob(token.replaceAll('-', '+').replaceAll('_', '/'))));
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined; // whatever it is, it is none of ours
  }
}
