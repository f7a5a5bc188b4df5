import { doubtful, type Finding } from '../finding.ts';
import { parseGoDuration } from '../go-duration.ts';

/** What a Velero Schedule's expression says, as a CronJob says it. */
export interface ScheduleText {
  readonly schedule: string;
  readonly timeZone: string | undefined;
  /** Paths are Velero's. */
  readonly findings: readonly Finding[];
}

const PATH = ['spec', 'schedule'];
const MINUTE = 60n * 1_000_000_000n;

/**
 * Reads `CRON_TZ=Europe/Berlin 17 2 * * *` as expression and zone, and `@every 6h` as the times of day that are as far
 * apart, where there are such; anything else is left as it is, for the rules to judge.
 */
export function readScheduleText(text: string): ScheduleText {
  const [, timeZone, rest] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/s.exec(text.trim()) ?? [];
  const expression = rest ?? text;
  const every = /^@every\s+(\S+)$/.exec(expression.trim())?.[1];
  const schedule = every === undefined ? undefined : timesEvery(every);
  if (schedule === undefined) return { schedule: expression, timeZone, findings: [] };
  const message = `Velero counts ${every} from the backup before; here it is ${JSON.stringify(schedule)}, by the clock`;
  return { schedule, timeZone, findings: [doubtful(PATH, message)] };
}

/** Undefined where a day, or an hour, cannot be parted evenly. */
function timesEvery(interval: string): string | undefined {
  const parsed = parseGoDuration(interval);
  if (!parsed.ok || parsed.value % MINUTE !== 0n) return undefined;
  const minutes = Number(parsed.value / MINUTE);
  if (minutes === 24 * 60) return '0 0 * * *';
  if (minutes === 7 * 24 * 60) return '0 0 * * 0';
  if (minutes > 0 && minutes < 60 && 60 % minutes === 0) return minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
  const hours = minutes / 60;
  if (!Number.isInteger(hours) || hours < 1 || 24 % hours !== 0) return undefined;
  return hours === 1 ? '0 * * * *' : `0 */${hours} * * *`;
}
