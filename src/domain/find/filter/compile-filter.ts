import { nearestName } from '../../nearest-name.ts';
import { RunError } from '../../problem.ts';
import { parseQuantity } from '../../quantity.ts';
import { type Field, type FieldKind, fieldNamed, type Fields, type FieldValue } from './field.ts';
import { type Filter, FILTER_GRAMMAR, type Operator, parseFilter, type Term } from './filter.ts';
import { likePattern } from './like.ts';
import { parseMoment, parseSpan } from './moment.ts';
import { phasesMeant, stateHint } from './states.ts';

/** Says of a row whether it is wanted. */
export type Test<Row> = (row: Row) => boolean;

/** Reads a filter; `usage` where it is not understood. */
export function readFilter(text: string, writtenAs: string): Filter {
  const parsed = parseFilter(text);
  if ('filter' in parsed) return parsed.filter;
  throw new RunError('usage', `${writtenAs}: ${JSON.stringify(parsed.rest)} is not understood`, {
    hint: `Write ${FILTER_GRAMMAR}.`,
  });
}

/**
 * A filter as a test of rows. Throws `usage` for a key that these rows do not have, for a value that is none of the
 * key's kind, and for a comparison that the kind does not know. Moments may be ages before `now`. A row without a value
 * satisfies nothing but `!=` and the empty value.
 */
export function compileFilter<Row>(filter: Filter, fields: Fields<Row>, now: Date): Test<Row> {
  const tests = filter.map((term) => compileTerm(term, fields, now));
  return (row) => tests.every((test) => test(row));
}

function compileTerm<Row>(term: Term, fields: Fields<Row>, now: Date): Test<Row> {
  const named = fieldNamed(fields, term.key);
  if (named === undefined) throw unknownKey(term.key, Object.keys(fields));
  const { field } = named;
  if (term.operator === '!=') {
    const isOne = compileTerm({ ...term, operator: '=' }, fields, now);
    return (row) => !isOne(row);
  }
  const tests = term.values.map((value) => valueTest(term, value, field, now));
  return (row) => {
    const value = field.value(row);
    return tests.some((test) => test(value));
  };
}

/** `usage`, with the keys that there are. */
export function unknownKey(key: string, keys: readonly string[]): RunError {
  const nearest = nearestName(key, keys);
  const meant = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  return new RunError('usage', `There is no key ${JSON.stringify(key)} here`, {
    hint: `${meant}The keys are ${keys.join(', ')}.`,
  });
}

function valueTest<Row>(
  { key, operator }: Term,
  text: string,
  { kind }: Field<Row>,
  now: Date,
): (value: FieldValue) => boolean {
  if (text === '' && operator === '=') return (value) => value === undefined || value === '';
  if (operator === '~') return ofTexts(kind, key, likePattern(text));
  if (kind === 'text' || kind === 'state' || kind === 'flag') {
    if (operator !== '=') throw wrongOperator(key, kind, operator);
    return kind === 'text' ? ofTexts(kind, key, (one) => one === text) : ofWord(kind, key, text);
  }
  const wanted = numberMeant(kind, key, text, now);
  return (value) => {
    if (value instanceof Date) return compares(value.getTime(), operator, wanted);
    return typeof value === 'number' && compares(value, operator, wanted);
  };
}

function ofTexts(kind: FieldKind, key: string, test: (text: string) => boolean): (value: FieldValue) => boolean {
  if (kind !== 'text' && kind !== 'state') throw wrongOperator(key, kind, '~');
  return (value) => {
    if (typeof value === 'string') return test(value);
    return Array.isArray(value) && (value as readonly string[]).some((one) => test(one));
  };
}

function ofWord(kind: 'state' | 'flag', key: string, text: string): (value: FieldValue) => boolean {
  if (kind === 'flag') {
    if (text !== 'true' && text !== 'false')
      throw new RunError('usage', `${key} is true or false, not ${show(text)}`, { hint: `Write ${key}=true.` });
    return (value) => (value ?? false) === (text === 'true');
  }
  const phases = phasesMeant(text);
  if (phases === undefined) {
    throw new RunError('usage', `${key}: there is no state ${show(text)}`, { hint: stateHint(text) });
  }
  return (value) => typeof value === 'string' && phases.includes(value);
}

function numberMeant(
  kind: Exclude<FieldKind, 'text' | 'state' | 'flag'>,
  key: string,
  text: string,
  now: Date,
): number {
  const value = READERS[kind].read(text, now);
  if (value !== undefined) return value;
  throw new RunError('usage', `${key} is ${READERS[kind].what}, not ${show(text)}`, {
    hint: `Write ${READERS[kind].example}.`,
  });
}

const READERS = {
  number: {
    what: 'a number',
    example: 'digits, such as 5',
    read: (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
  },
  bytes: {
    what: 'a size such as 500Mi or 1Gi',
    example: 'a number and its unit, such as 500Mi',
    read: (text: string) => {
      const nano = parseQuantity(text);
      return nano === undefined ? undefined : Number(nano / 1_000_000_000n);
    },
  },
  time: {
    what: 'a moment such as 2026-11-21, 2026-11-21T02:17:00Z or 7d (ago)',
    example: 'a day, a time in UTC, or an age such as 7d',
    read: (text: string, now: Date) => parseMoment(text, now)?.getTime(),
  },
  duration: {
    what: 'a span of time such as 90s or 2h',
    example: 'a number and its unit, such as 2h',
    read: (text: string) => parseSpan(text),
  },
} as const;

function compares(value: number, operator: Operator, wanted: number): boolean {
  switch (operator) {
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '=':
    case '!=':
    case '~':
      return value === wanted;
  }
}

function wrongOperator(key: string, kind: FieldKind, operator: Operator): RunError {
  const known =
    kind === 'text' || kind === 'state' ? '=, != and ~' : kind === 'flag' ? '= and !=' : '=, !=, >, >=, <, <=';
  return new RunError('usage', `${key} is not compared with ${operator}`, { hint: `It takes ${known}.` });
}

function show(text: string): string {
  return JSON.stringify(text);
}
