/** Which backups of a policy outlive time. A backup goes only when no rule keeps it. */
export interface Retention {
  /** A backup is kept until this long after it was started. */
  readonly ttlMs: number;
  /** How many of the newest good backups are kept whatever their age. */
  readonly keepLast: number;
  /** Of how many hours, days, … in which there are good backups the newest is kept. */
  readonly keep: Readonly<Record<CalendarUnit, number>>;
  /** Good backups that were started this long before the newest good one, or later, are kept. */
  readonly keepWithinMs: number;
  /** Good backups that must remain; while there are no more, nothing is given up. */
  readonly minGood: number;
  /** Whose midnight begins a day, a week, a month, a year: an IANA name. */
  readonly timeZone: string;
}

/** What people count backups by. */
export type CalendarUnit = 'hour' | 'day' | 'week' | 'month' | 'year';

/** All units, the shortest first. */
export const CALENDAR_UNITS: readonly CalendarUnit[] = ['hour', 'day', 'week', 'month', 'year'];

/** What retention decided about one backup, and why. */
export interface Verdict {
  readonly backup: string;
  readonly keep: boolean;
  /** In words: `not expired (until 2026-12-21T02:17:00Z)`. */
  readonly reason: string;
}
