import { nearestName } from '../../domain/nearest-name.ts';

/** Why a text is no time zone for a CronJob, and what was most likely meant; undefined where it is one. */
export function timeZoneFault(
  name: string,
): { readonly message: string; readonly suggestion?: string | undefined } | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  const canonical = canonicalName(name);
  if (canonical === undefined) {
    return {
      message: 'is not an IANA time zone such as Europe/Berlin',
      suggestion: nearestName(name, ['Etc/UTC', ...known]),
    };
  }
  const sameName = [...known, 'Etc/UTC', 'UTC', canonical].find((zone) => zone.toLowerCase() === name.toLowerCase());
  if (sameName === undefined || sameName === name) return undefined;
  return { message: 'is not spelled as Kubernetes wants it', suggestion: sameName };
}

/** Undefined for what is no zone, and for offsets such as `+02:00`, which ECMAScript takes and Go does not. */
function canonicalName(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A moment when the clocks of a zone are put forward or back. */
export interface Transition {
  readonly at: Date;
  /** How far, in minutes; positive for forward, when local times are left out. */
  readonly minutes: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Changes of a zone's offset within a year after `from`, to the minute. */
export function transitions(timeZone: string, from: Date): Transition[] {
  const format = formatter(timeZone);
  const found: Transition[] = [];
  const start = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS;
  for (let day = start; day < start + 366 * DAY_MS; day += DAY_MS) {
    const before = offsetMinutes(format, day);
    const change = offsetMinutes(format, day + DAY_MS) - before;
    if (change !== 0) found.push({ at: new Date(firstWith(format, day, before)), minutes: change });
  }
  return found;
}

/** The first minute of the day after `start` whose offset is not `before`. */
function firstWith(format: Intl.DateTimeFormat, start: number, before: number): number {
  let low = start;
  let high = start + DAY_MS;
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    if (offsetMinutes(format, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** What clocks in a zone show at a moment, as if it were UTC. */
export function localTime(timeZone: string, at: Date): Date {
  return new Date(at.getTime() + offsetMinutes(formatter(timeZone), at.getTime()) * 60_000);
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
}

function offsetMinutes(format: Intl.DateTimeFormat, at: number): number {
  const parts = format.formatToParts(at);
  const value = (wanted: string): number => Number(parts.find(({ type }) => type === wanted)?.value);
  const shown = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'));
  return Math.round((shown - Math.floor(at / 60_000) * 60_000) / 60_000);
}
