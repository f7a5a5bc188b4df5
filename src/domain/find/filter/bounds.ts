import { fieldNamed, type Fields } from './field.ts';
import type { Filter } from './filter.ts';
import { parseMoment } from './moment.ts';
import type { NameBounds } from '../name-hint.ts';

/** What the terms of a filter ask for that names tell of: policies, and when things began. */
export function boundsOf<Row>(filter: Filter, fields: Fields<Row>, now: Date): NameBounds {
  let [policies, since, until]: [readonly string[], Date | undefined, Date | undefined] = [[], undefined, undefined];
  for (const { key, operator, values } of filter) {
    const name = fieldNamed(fields, key)?.key;
    if (name === 'policy' && operator === '=' && !values.includes(''))
      policies = policies.length > 0 ? policies : values;
    if (name !== 'started') continue;
    const times = values.flatMap((text) => parseMoment(text, now) ?? []);
    if (times.length < values.length) continue;
    if (operator === '>' || operator === '>=') since = latest(since, earliestOf(times));
    if (operator === '<' || operator === '<=') until = earliest(until, latestOf(times));
  }
  return { policies, since, until };
}

function earliestOf(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>((best, time) => earliest(best, time), undefined);
}

function latestOf(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>((best, time) => latest(best, time), undefined);
}

function earliest(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function latest(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
