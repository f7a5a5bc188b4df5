import { failure, ok, type Result } from '../../base/result.ts';

/** The values each field of a cron expression takes in, ascending. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[];
  /** Where both fields about days restrict something, a day that satisfies either is taken. */
  readonly eitherDay: boolean;
  /** The expression in five fields of `*` and plain lists, for parsers with another dialect. */
  readonly canonical: string;
}

/** Why an expression is none that a CronJob takes. */
export interface CronFault {
  readonly message: string;
  readonly suggestion?: string;
}

interface FieldRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly FieldRule[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of month', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 0, max: 6, words: DAYS },
];

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Reads a cron expression by the grammar of Kubernetes' CronJob (robfig/cron, standard parser): five fields of `*`, `?`,
 * numbers, names, ranges, lists and steps, or a macro such as `@daily`. Refuses what only other dialects know.
 */
export function parseCron(text: string): Result<CronFields, CronFault> {
  const trimmed = text.trim();
  if (/^(CRON_)?TZ=/.test(trimmed)) return failure({ message: 'holds a time zone; it goes into timeZone' });
  if (trimmed.startsWith('@every')) {
    return failure({ message: 'counts from whenever it was seen first; say times, as in "17 * * * *" for every hour' });
  }
  const expression = trimmed.startsWith('@') ? MACROS[trimmed.toLowerCase()] : trimmed;
  if (expression === undefined)
    return failure({ message: `knows no ${trimmed}; there are ${Object.keys(MACROS).join(', ')}` });
  const written = expression.split(/\s+/);
  if (written.length !== FIELDS.length) return failure(wrongCount(written));
  const values: (readonly number[])[] = [];
  const isStar = written.map((part) => /^[*?](\/0*1)?$/.test(part));
  for (const [i, field] of FIELDS.entries()) {
    const parsed = parseField(field, written[i]!);
    if (!parsed.ok) return failure(withFix(parsed.error, written, i));
    values.push(parsed.value);
  }
  const [minutes = [], hours = [], daysOfMonth = [], months = [], daysOfWeek = []] = values;
  const canonical = values.map((list, i) => (isStar[i] ? '*' : list.join(','))).join(' ');
  return ok({ minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay: !isStar[2] && !isStar[4], canonical });
}

function wrongCount(written: readonly string[]): CronFault {
  const message = `has ${written.length} fields; a CronJob takes five: minute, hour, day of month, month, day of week`;
  const isWithSeconds = written.length === 6 && /^\d+$/.test(written[0]!);
  return isWithSeconds ? { message, suggestion: written.slice(1).join(' ') } : { message };
}

function withFix(message: string, written: readonly string[], field: number): CronFault {
  if (FIELDS[field]!.name !== 'day of week' || !/^(7|\d-7)$/.test(written[field]!)) return { message };
  const sunday = written[field] === '7' ? '0' : `0,${written[field]!.replace('-7', '-6')}`;
  return { message, suggestion: [...written.slice(0, field), sunday].join(' ') };
}

/** Comma-separated parts to ascending values, or what is wrong with the first bad part. */
function parseField(field: FieldRule, text: string): Result<readonly number[], string> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = parsePart(field, part);
    if (!range.ok) return failure(`${field.name} ${JSON.stringify(text)} ${range.error}`);
    for (let value = range.value.from; value <= range.value.to; value += range.value.step) values.add(value);
  }
  return ok([...values].toSorted((a, b) => a - b));
}

function parsePart(field: FieldRule, part: string): Result<{ from: number; to: number; step: number }, string> {
  const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d{1,4}))?$/.exec(part);
  if (match === null) return failure('is not understood by a CronJob');
  const [, star, low = '', high, stepText] = match;
  const step = Number(stepText ?? 1);
  if (step === 0) return failure('has a step of 0');
  if (star !== undefined) return ok({ from: field.min, to: field.max, step });
  const from = toNumber(field, low);
  if (from === undefined) return failure(`is not from ${field.min} to ${field.max}`);
  const to = high === undefined ? (stepText === undefined ? from : field.max) : toNumber(field, high);
  if (to === undefined) return failure(`is not from ${field.min} to ${field.max}`);
  return from > to ? failure('begins after its end') : ok({ from, to, step });
}

function toNumber({ min, max, words }: FieldRule, text: string): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + min : /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}
