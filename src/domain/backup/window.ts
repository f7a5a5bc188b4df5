import type { RunIdentity } from '../identity/run-identity.ts';

/** Between which times of day backups may begin, `HH:MM` by the policy's zone; over midnight where `end` is first. */
export interface BackupWindow {
  /** Belongs to the window. */
  readonly start: string;
  /** Does not belong to it. */
  readonly end: string;
}

/** The reason of a run that was skipped because its window was closed. */
export const OUTSIDE_WINDOW = 'outside-window';

/** Whether a text is a time of day as clocks show it, from 00:00 to 23:59. */
export function isTimeOfDay(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Whether a window is open at a time of day. */
export function isOpenAt({ start, end }: BackupWindow, time: string): boolean {
  return start < end ? start <= time && time < end : start <= time || time < end;
}

/**
 * The moment by which a run is judged: when it was due where a schedule started it, so that a late Pod changes nothing;
 * else when its first attempt began, which for that attempt is `now`.
 */
export function judgedMoment(
  { trigger, scheduledFor }: Pick<RunIdentity, 'trigger' | 'scheduledFor'>,
  firstAttempt: Date | undefined,
  now: Date,
): Date {
  return trigger === 'Schedule' ? scheduledFor : (firstAttempt ?? now);
}

/**
 * Why a run that is judged by a moment may not begin, in one sentence; undefined where it may. The clocks of the zone, an
 * IANA name, decide: what they show twice counts twice.
 */
export function refusedByWindow(
  { window, timeZone }: { readonly window?: BackupWindow | undefined; readonly timeZone: string },
  moment: Date,
): string | undefined {
  if (window === undefined) return undefined;
  const time = timeOfDay(timeZone, moment);
  if (isOpenAt(window, time)) return undefined;
  const { start, end } = window;
  return `${time} (${timeZone}) is outside of the policy's window, ${start} to ${end}: no backup was made`;
}

function timeOfDay(timeZone: string, moment: Date): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
  return format.format(moment);
}
