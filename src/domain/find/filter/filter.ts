/** How a term compares: `~` is a pattern of SQL's LIKE, the others are as they look. */
export type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<' | '~';

/** One condition: the key's value compares so with one of the values; with `!=`, with none of them. */
export interface Term {
  readonly key: string;
  readonly operator: Operator;
  /** As written, at least one; an empty one stands for a key that has no value. */
  readonly values: readonly string[];
}

/** Terms that all have to hold: `state=FAILED|PARTIALLY_FAILED,bytes>1Gi,started>2026-11-01`. */
export type Filter = readonly Term[];

/** The grammar in a few lines, for help and hints. */
export const FILTER_GRAMMAR =
  'key=value, !=, >, >=, <, <=, key~pattern with % and _; a|b for either, commas between, "…" if need be';

const TERM = /\s*([A-Za-z][\w.-]*)\s*(!=|>=|<=|=|>|<|~)/y;
const VALUE = /\s*(?:"((?:[^"\\]|\\.)*)"|([^,|"]*))\s*/y;

/**
 * Reads a filter: `term *("," term)`, `term = key operator value *("|" value)`; a value is bare text without comma, bar
 * and quotes, trimmed, or quoted with `\"` and `\\` in it. An empty text is no term. The error is the rest that is not
 * understood.
 */
export function parseFilter(text: string): { readonly filter: Filter } | { readonly rest: string } {
  const terms: Term[] = [];
  if (text.trim() === '') return { filter: terms };
  let at = 0;
  for (;;) {
    const term = match(TERM, text, at);
    if (term === undefined) return { rest: text.slice(at) };
    const read = readValues(text, at + term[0].length);
    terms.push({ key: term[1]!, operator: term[2] as Operator, values: read.values });
    at = read.end;
    if (at === text.length) return { filter: terms };
    if (text[at] !== ',') return { rest: text.slice(at) };
    at++;
  }
}

function readValues(text: string, start: number): { readonly values: string[]; readonly end: number } {
  const values: string[] = [];
  let at = start;
  for (;;) {
    const value = match(VALUE, text, at)!;
    const quoted = value[1]?.replaceAll(/\\(.)/gs, '$1');
    values.push(quoted ?? value[2]!.trim());
    at += value[0].length;
    if (text[at] !== '|') return { values, end: at };
    at++;
  }
}

function match(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}

/** The filter as a text that `parseFilter` reads back alike. */
export function printFilter(filter: Filter): string {
  return filter
    .map(({ key, operator, values }) => `${key}${operator}${values.map((value) => printValue(value)).join('|')}`)
    .join(',');
}

function printValue(value: string): string {
  const isBare = value === value.trim() && !/[,|"\\\n]/.test(value) && !/^[=~<>]/.test(value);
  return isBare ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
