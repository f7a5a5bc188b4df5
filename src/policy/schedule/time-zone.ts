import { nearestName } from '../../domain/nearest-name.ts';

/** Why a text is no time zone for a CronJob, and what was most likely meant; undefined where it is one. */
export function timeZoneFault(
  name: string,
): { readonly message: string; readonly suggestion?: string | undefined } | undefined {
  if (name === 'Etc/UTC') return undefined;
  const canonical = canonicalName(name);
  if (canonical === name) return undefined;
  const known = Intl.supportedValuesOf('timeZone');
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
/** Shorter than the time between any two changes of a zone: the closest, around Ramadan, are a month apart. */
const STEP_MS = 7 * 24 * HOUR_MS;
const YEAR_MS = 366 * 24 * HOUR_MS;

/** Changes of a zone's offset within a year after `from`, to the minute. */
export function transitions(timeZone: string, from: Date): Transition[] {
  const format = formatter(timeZone);
  const found: Transition[] = [];
  const start = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS;
  let before = offsetMinutes(format, start);
  for (let at = start; at < start + YEAR_MS; at += STEP_MS) {
    const after = offsetMinutes(format, at + STEP_MS);
    if (after !== before) found.push({ at: new Date(firstChange(format, at, before)), minutes: after - before });
    before = after;
  }
  return found;
}

/** The first minute within a step after `start` whose offset is not `before`. */
function firstChange(format: Intl.DateTimeFormat, start: number, before: number): number {
  let low = start;
  let high = start + STEP_MS;
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
