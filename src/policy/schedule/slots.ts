import { nextDue } from './cadence.ts';
import { parseCron } from './cron.ts';

/** More are not counted: a policy that rested for a year is late, whatever the number. */
const MOST_SLOTS = 1_000;

/** Times at which a schedule was due after one time and before another, the first thousand; undefined without a schedule. */
export function slotsBetween(
  { schedule, timeZone }: { readonly schedule: string | undefined; readonly timeZone: string },
  after: Date,
  before: Date,
): readonly Date[] | undefined {
  const parsed = schedule === undefined ? undefined : parseCron(schedule);
  if (parsed?.ok !== true) return undefined;
  const slots: Date[] = [];
  let from = after;
  while (slots.length < MOST_SLOTS) {
    const due = nextDue(parsed.value, timeZone, from, 64);
    const within = due.filter((slot) => slot < before);
    slots.push(...within);
    if (within.length < 64) break;
    from = within.at(-1)!;
  }
  return slots.slice(0, MOST_SLOTS);
}
