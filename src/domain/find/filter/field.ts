/** What kind of values a key has, and so how they are written and compared. */
export type FieldKind = 'text' | 'number' | 'bytes' | 'time' | 'duration' | 'state' | 'flag';

/** A value of a row: times as `Date`, bytes and durations (ms) as numbers; several where any of them may be meant. */
export type FieldValue = string | number | boolean | Date | readonly string[] | undefined;

/** A key that rows of one kind are filtered and ordered by. */
export interface Field<Row> {
  readonly kind: FieldKind;
  /** For help: what it is. */
  readonly description: string;
  readonly value: (row: Row) => FieldValue;
}

/** The keys of one kind of rows, in the order of help. */
export type Fields<Row> = Readonly<Record<string, Field<Row>>>;

/** Other spellings of keys, as neighbouring interfaces have them. */
const ALIASES: Readonly<Record<string, string>> = {
  createdAt: 'started',
  creationTime: 'started',
  startedAt: 'started',
  completedAt: 'completed',
  finishedAt: 'completed',
  expiresAt: 'expires',
  scheduledFor: 'due',
  phase: 'state',
  jobState: 'state',
  status: 'state',
  schedule: 'policy',
  size: 'bytes',
};

/** The field of a key or of another spelling of it; undefined where there is none. */
export function fieldNamed<Row>(
  fields: Fields<Row>,
  key: string,
): { readonly key: string; readonly field: Field<Row> } | undefined {
  const name = Object.hasOwn(fields, key) ? key : Object.hasOwn(ALIASES, key) ? ALIASES[key]! : undefined;
  if (name === undefined || !Object.hasOwn(fields, name)) return undefined;
  return { key: name, field: fields[name]! };
}
