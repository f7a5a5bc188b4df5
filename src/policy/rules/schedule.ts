import { isOpenAt, isTimeOfDay } from '../../domain/backup/window.ts';
import { doubtful, type Finding, invalid, quoted } from '../finding.ts';
import type { BackupPolicySpec } from '../generated/documents.ts';
import { formatGoDuration, parseGoDuration } from '../go-duration.ts';
import { findClockHazard, longestInterval, nextDue } from '../schedule/cadence.ts';
import { type CronFields, parseCron } from '../schedule/cron.ts';
import { timeZoneFault } from '../schedule/time-zone.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RuleFacts } from './rule.ts';

const SCHEDULE = ['spec', 'schedule'];
const WINDOW = ['spec', 'window'];

/** A schedule that a CronJob takes, that is due some day, and that means what it says when clocks change. */
export function checkSchedule(spec: BackupPolicySpec, { now }: RuleFacts): Finding[] {
  if (spec.schedule === undefined) return [];
  const parsed = parseCron(spec.schedule);
  if (!parsed.ok) {
    return [invalid(SCHEDULE, `${quoted(spec.schedule)} ${parsed.error.message}`, parsed.error.suggestion)];
  }
  const timeZone = zoneOf(spec);
  if (nextDue(parsed.value, 'Etc/UTC', now, 1).length === 0) {
    return [invalid(SCHEDULE, `${quoted(spec.schedule)} is never due`)];
  }
  return timeZone === undefined ? [] : warnClockChange(parsed.value, timeZone, now);
}

function warnClockChange(fields: CronFields, timeZone: string, now: Date): Finding[] {
  const hazard = findClockHazard(fields, timeZone, now);
  if (hazard === undefined) return [];
  const what =
    hazard.kind === 'skipped'
      ? 'there is no such time, and Kubernetes leaves that run out'
      : 'clocks show that time twice, and the run may come twice';
  return [
    doubtful(SCHEDULE, `at ${hazard.localTime} in ${timeZone} ${what}; choose another hour, or timeZone: Etc/UTC`),
  ];
}

/** A zone that Kubernetes knows under this very name. */
export function checkTimeZone(spec: BackupPolicySpec): Finding[] {
  if (spec.timeZone === undefined) return [];
  const fault = timeZoneFault(spec.timeZone);
  if (fault === undefined) return [];
  return [invalid(['spec', 'timeZone'], `${quoted(spec.timeZone)} ${fault.message}`, fault.suggestion)];
}

/** Backups that expire before the next one is made leave a time without any. */
export function checkTtlAgainstSchedule(spec: BackupPolicySpec, { now, refused }: RuleFacts): Finding[] {
  const timeZone = zoneOf(spec);
  const parsed = spec.schedule === undefined ? undefined : parseCron(spec.schedule);
  const ttl = spec.ttl === undefined ? undefined : parseGoDuration(spec.ttl);
  if (parsed?.ok !== true || ttl?.ok !== true || ttl.value === 0n || timeZone === undefined || refused.has('retention'))
    return [];
  const interval = longestInterval(parsed.value, timeZone, now);
  if (interval === undefined || Number(ttl.value) / 1e6 >= interval) return [];
  const between = formatGoDuration(BigInt(interval) * 1_000_000n);
  return [doubtful(['spec', 'ttl'], `a backup expires before the next one is due: up to ${between} lie between two`)];
}

/** Two times of day, and a schedule that is due between them at all: both are read in one zone. */
export function checkWindow({ window, schedule }: BackupPolicySpec): Finding[] {
  if (window === undefined) return [];
  const wrong = (['start', 'end'] as const).filter((field) => !isTimeOfDay(window[field]));
  if (wrong.length > 0) {
    return wrong.map((field) =>
      invalid([...WINDOW, field], `${quoted(window[field])} is not a time of day such as 04:00`),
    );
  }
  if (window.start === window.end) return [invalid([...WINDOW, 'end'], 'is also the start: the window is never open')];
  const parsed = schedule === undefined ? undefined : parseCron(schedule);
  if (parsed?.ok !== true || timesOfDay(parsed.value).some((time) => isOpenAt(window, time))) return [];
  return [doubtful(WINDOW, 'the schedule is never due within it: every run would be skipped')];
}

function timesOfDay({ hours, minutes }: CronFields): string[] {
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return hours.flatMap((hour) => minutes.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}`));
}

function zoneOf({ timeZone = DEFAULTS.timeZone }: BackupPolicySpec): string | undefined {
  return timeZoneFault(timeZone) === undefined ? timeZone : undefined;
}
