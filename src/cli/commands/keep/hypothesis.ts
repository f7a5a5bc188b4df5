import { RunError } from '../../../domain/problem.ts';
import type { Hypothesis } from '../../../domain/retention/simulate.ts';

const HOUR_MS = 3_600_000;

/** Words for times; months and years are what people mean by them, and not the calendar's. */
const UNITS: Readonly<Record<string, number>> = {
  m: HOUR_MS / 60,
  minute: HOUR_MS / 60,
  h: HOUR_MS,
  hour: HOUR_MS,
  d: 24 * HOUR_MS,
  day: 24 * HOUR_MS,
  w: 168 * HOUR_MS,
  week: 168 * HOUR_MS,
  month: 730 * HOUR_MS,
  year: 8_760 * HOUR_MS,
};

/** More than five years of hours take long to judge, and nobody reads them. */
const MOST = 50_000;

/** Reads `every 24h for 400 days`, `every 6 hours for 2 years`. Anything else is `usage`. */
export function hypothesisOf(text: string): Hypothesis {
  const [, every = '', span = ''] = /^\s*every\s+(.+?)\s+for\s+(.+?)\s*$/.exec(text) ?? [];
  const everyMs = timeOf(every);
  const spanMs = timeOf(span);
  if (everyMs === undefined || spanMs === undefined) {
    throw new RunError('usage', `Cannot make a history of ${JSON.stringify(text)}`, {
      hint: "Write 'every 24h for 400 days'.",
    });
  }
  const count = Math.floor(spanMs / everyMs) + 1;
  if (count <= MOST) return { everyMs, count };
  throw new RunError('usage', `${JSON.stringify(text)} would be ${count} backups; at most ${MOST}`, {
    hint: 'Judge a shorter time, or fewer backups a day.',
  });
}

function timeOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})\s*([a-z]+)$/.exec(text) ?? [];
  const unitMs = Object.hasOwn(UNITS, unit) ? UNITS[unit] : UNITS[unit.replace(/s$/, '')];
  const ms = Number(count) * (unitMs ?? Number.NaN);
  return ms > 0 ? ms : undefined;
}
