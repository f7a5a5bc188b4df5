import { Cron } from 'croner';
import type { CronFields } from './cron.ts';
import { localTime, transitions } from './time-zone.ts';

/** The next times a schedule is due after `from`; empty for one that never is, such as 31 February. */
export function nextDue(fields: CronFields, timeZone: string, from: Date, count: number): Date[] {
  return new Cron(fields.canonical, { mode: '5-part', timezone: timeZone, paused: true }).nextRuns(count, from);
}

/** The longest time between two runs of those to come, in milliseconds; undefined for fewer than two. */
export function longestInterval(fields: CronFields, timeZone: string, from: Date): number | undefined {
  const due = nextDue(fields, timeZone, from, 32).map((date) => date.getTime());
  const intervals = due.slice(1).map((time, i) => time - due[i]!);
  return intervals.length === 0 ? undefined : Math.max(...intervals);
}

/** A time of a schedule that clocks leave out or show twice when they are changed. */
export interface ClockHazard {
  /** Local: `2027-03-28 02:30`. */
  readonly localTime: string;
  readonly kind: 'skipped' | 'repeated';
}

/**
 * The first time within a year that a schedule names and clocks skip or repeat. A schedule for every hour has none: it
 * runs an hour later or earlier anyway.
 */
export function findClockHazard(fields: CronFields, timeZone: string, from: Date): ClockHazard | undefined {
  if (fields.hours.length === 24) return undefined;
  for (const { at, minutes } of transitions(timeZone, from)) {
    const after = localTime(timeZone, at);
    const first = new Date(after.getTime() - Math.max(minutes, 0) * 60_000);
    for (let passed = 0; passed < Math.abs(minutes); passed++) {
      const local = new Date(first.getTime() + passed * 60_000);
      if (!isDueAt(fields, local)) continue;
      const shown = local.toISOString().slice(0, 16).replace('T', ' ');
      return { localTime: shown, kind: minutes > 0 ? 'skipped' : 'repeated' };
    }
  }
  return undefined;
}

function isDueAt(fields: CronFields, local: Date): boolean {
  const isDayOfMonth = fields.daysOfMonth.includes(local.getUTCDate());
  const isDayOfWeek = fields.daysOfWeek.includes(local.getUTCDay());
  return (
    fields.minutes.includes(local.getUTCMinutes()) &&
    fields.hours.includes(local.getUTCHours()) &&
    fields.months.includes(local.getUTCMonth() + 1) &&
    (fields.eitherDay ? isDayOfMonth || isDayOfWeek : isDayOfMonth && isDayOfWeek)
  );
}
