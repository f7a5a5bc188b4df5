import type { CalendarUnit } from './retention.ts';

const DAY_MS = 86_400_000;

/** Names the hour, day, week (ISO 8601, Monday first), month or year of a moment, by one zone's clock. */
export class Calendar {
  readonly #format: Intl.DateTimeFormat;

  /** `timeZone` is an IANA name. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      timeZoneName: 'shortOffset',
    });
  }

  /** Moments of one unit have one name: `2026-11-21`, `2026-W47`. The hour that is lived through twice has two. */
  nameOf(unit: CalendarUnit, moment: Date): string {
    const parts = Object.fromEntries(this.#format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const { year = '', month = '', day = '', hour = '', timeZoneName = '' } = parts;
    switch (unit) {
      case 'hour':
        return `${year}-${month}-${day}T${hour} ${timeZoneName}`;
      case 'day':
        return `${year}-${month}-${day}`;
      case 'week':
        return isoWeek(Number(year), Number(month), Number(day));
      case 'month':
        return `${year}-${month}`;
      case 'year':
        return year;
    }
  }
}

/** A week belongs to the year of its Thursday. */
function isoWeek(year: number, month: number, day: number): string {
  const date = Date.UTC(year, month - 1, day);
  const weekday = (new Date(date).getUTCDay() + 6) % 7;
  const thursday = new Date(date + (3 - weekday) * DAY_MS);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - first) / (7 * DAY_MS));
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}
