import { boundsOf } from '../../../../domain/find/filter/bounds.ts';
import { compileFilter, readFilter, type Test } from '../../../../domain/find/filter/compile-filter.ts';
import { type Fields, fieldNamed } from '../../../../domain/find/filter/field.ts';
import type { Filter, Term } from '../../../../domain/find/filter/filter.ts';
import type { NameBounds } from '../../../../domain/find/name-hint.ts';
import type { Paging } from '../../../../domain/find/page.ts';
import { phasesMeant, stateHint } from '../../../../domain/find/filter/states.ts';
import { RunError } from '../../../../domain/problem.ts';
import { matchesLabels } from '../../../../domain/selection/label-selector.ts';
import { parseLabelSelector } from '../../../../domain/selection/parse-label-selector.ts';
import { compileRegex } from '../../../../policy/referenced/patterns.ts';
import type { OptionValues } from '../../../arguments/option.ts';
import type { Call } from '../../../command.ts';
import type { LIST_OPTIONS, NARROWING_OPTIONS } from './list-options.ts';

/** A call of `lifeboat list`, whatever is listed. */
export type ListCall = Call<typeof LIST_OPTIONS>;

type Narrowing = OptionValues<typeof NARROWING_OPTIONS>;

/** What is asked for of one kind of rows. */
export interface Query<Row> {
  readonly fields: Fields<Row>;
  readonly filter: Filter;
  /** The filter, and the regular expression of names. */
  readonly test: Test<Row>;
  /** What of it names tell. */
  readonly bounds: NameBounds;
  readonly paging: Paging;
}

/** The order where none is asked for. */
export const NEWEST_FIRST = { orderBy: 'started', direction: 'desc' } as const;

/**
 * Reads the options as a query of rows with these keys; rows without `labelsOf` have no labels. Throws `usage` for what
 * these rows do not have.
 */
export function queryOf<Row>(
  call: ListCall,
  fields: Fields<Row>,
  nameOf: (row: Row) => string,
  defaults: Pick<Paging, 'orderBy' | 'direction'> = NEWEST_FIRST,
  labelsOf?: (row: Row) => Readonly<Record<string, string>>,
): Query<Row> {
  const { ctx, options, given } = call;
  const now = ctx.clock.now();
  const filter = [
    ...(options.filter === undefined ? [] : readFilter(options.filter, given.get('filter') ?? '--filter')),
    ...termsOf(options, (key) => given.get(key) ?? `--${key}`, fields),
  ];
  const passes = compileFilter(filter, fields, now);
  const isNamed = nameTest(options.nameRegex, given.get('nameRegex') ?? '--name-regex');
  const isLabelled = labelTest(options.selector, given.get('selector') ?? '--selector', labelsOf);
  return {
    fields,
    filter,
    test: (row) => isNamed(nameOf(row)) && isLabelled(row) && passes(row),
    bounds: boundsOf(filter, fields, now),
    paging: {
      orderBy: options.orderBy ?? defaults.orderBy,
      direction:
        options.direction ?? (options.orderBy === undefined ? defaults.direction : directionOf(options.orderBy)),
      size: options.size,
      page: options.page,
      continueFrom: options.continue,
    },
  };
}

/** Names and words from A, what can be large or late from its largest. */
function directionOf(key: string): Paging['direction'] {
  return ['name', 'state', 'policy', 'cluster', 'location'].includes(key) ? 'asc' : 'desc';
}

function termsOf<Row>(options: Narrowing, writtenAs: (key: string) => string, fields: Fields<Row>): readonly Term[] {
  if (fields['state']?.kind === 'state') {
    checkStates(options.phase, writtenAs('phase'), 'phase');
    checkStates(options.state, writtenAs('state'), 'state');
  }
  const terms: readonly (readonly [keyof Narrowing, Term | undefined])[] = [
    ['state', oneOf('state', options.state)],
    ['phase', oneOf('state', options.phase)],
    ['policy', oneOf('policy', options.policy)],
    ['cluster', oneOf('cluster', options.cluster)],
    ['project', oneOf('project', options.project)],
    ['backup', oneOf('backup', options.backup)],
    ['name', oneOf('name', options.name)],
    ['nameLike', term('name', '~', options.nameLike)],
    ['since', term('started', '>=', options.since)],
    ['until', term('started', '<', options.until)],
    ['finished', term('finished', '=', options.finished === undefined ? undefined : String(options.finished))],
  ];
  return terms.flatMap(([option, term]) => {
    if (term === undefined) return [];
    if (fieldNamed(fields, term.key) !== undefined) return [term];
    throw new RunError('usage', `${writtenAs(option)} does not narrow this list down: its rows have no ${term.key}`, {
      hint: `They have ${Object.keys(fields).join(', ')}.`,
    });
  });
}

function oneOf(key: string, values: readonly string[]): Term | undefined {
  return values.length === 0 ? undefined : { key, operator: '=', values };
}

function term(key: string, operator: Term['operator'], value: string | undefined): Term | undefined {
  return value === undefined ? undefined : { key, operator, values: [value] };
}

/** Here the message names the flag, as people typed it. */
function checkStates(words: readonly string[], writtenAs: string, noun: string): void {
  const wrong = words.find((word) => phasesMeant(word) === undefined);
  if (wrong === undefined) return;
  throw new RunError('usage', `${writtenAs}: there is no ${noun} ${JSON.stringify(wrong)}`, { hint: stateHint(wrong) });
}

function nameTest(expression: string | undefined, writtenAs: string): (name: string) => boolean {
  if (expression === undefined) return () => true;
  const compiled = compileRegex(expression);
  if (compiled.ok) return compiled.value;
  throw new RunError('usage', `${writtenAs}: ${JSON.stringify(expression)} ${compiled.error}`, {
    hint: "Write an expression of RE2, or a pattern with --name-like 'shop%'.",
  });
}

function labelTest<Row>(
  text: string | undefined,
  writtenAs: string,
  labelsOf: ((row: Row) => Readonly<Record<string, string>>) | undefined,
): (row: Row) => boolean {
  if (text === undefined) return () => true;
  if (labelsOf === undefined) {
    throw new RunError('usage', `${writtenAs} does not narrow this list down: its rows have no labels`, {
      hint: 'Restores and runs have them.',
    });
  }
  const selector = parseLabelSelector(text);
  if (selector !== undefined) return (row) => matchesLabels(selector, labelsOf(row));
  throw new RunError('usage', `The value of ${writtenAs} is no label selector: ${text}`, {
    hint: 'Write team=shop,stage!=live, as kubectl -l takes it.',
  });
}
