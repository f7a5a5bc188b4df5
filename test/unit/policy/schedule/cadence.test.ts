import { describe, expect, it } from 'vitest';
import { findClockHazard, longestInterval, nextDue } from '../../../../src/policy/schedule/cadence.ts';
import { type CronFields, parseCron } from '../../../../src/policy/schedule/cron.ts';

const NOW = new Date('2026-11-21T00:00:00Z');
const HOUR_MS = 3_600_000;

function fields(text: string): CronFields {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

describe('nextDue', () => {
  it('says when a schedule is due in its zone', () => {
    const due = nextDue(fields('17 2 * * *'), 'Europe/Berlin', NOW, 2);

    expect(due.map((date) => date.toISOString())).toEqual(['2026-11-21T01:17:00.000Z', '2026-11-22T01:17:00.000Z']);
  });

  it('takes either day where both are restricted, as cron does', () => {
    const due = nextDue(fields('0 0 1 * 1'), 'Etc/UTC', NOW, 3);

    expect(due.map((date) => date.toISOString().slice(0, 10))).toEqual(['2026-11-23', '2026-11-30', '2026-12-01']);
  });

  it('finds nothing for a day that never comes', () => {
    expect(nextDue(fields('0 0 31 2 *'), 'Etc/UTC', NOW, 1)).toEqual([]);
  });
});

describe('longestInterval', () => {
  it.each([
    ['17 2 * * *', 24],
    ['0 8,20 * * mon-fri', 60],
    ['@hourly', 1],
  ])('of %s is %d hours', (text, hours) => {
    expect(longestInterval(fields(text), 'Etc/UTC', NOW)).toBe(hours * HOUR_MS);
  });

  it('of a schedule that is never due is not there', () => {
    expect(longestInterval(fields('0 0 31 2 *'), 'Etc/UTC', NOW)).toBeUndefined();
  });
});

describe('findClockHazard', () => {
  it('names the local time that is left out when clocks go forward', () => {
    const hazard = findClockHazard(fields('30 2 * * *'), 'Europe/Berlin', NOW);

    expect(hazard).toEqual({ localTime: '2027-03-28 02:30', kind: 'skipped' });
  });

  it('names the local time that comes twice when clocks go back', () => {
    const hazard = findClockHazard(fields('30 2 * * *'), 'Europe/Berlin', new Date('2026-06-01T00:00:00Z'));

    expect(hazard).toEqual({ localTime: '2026-10-25 02:30', kind: 'repeated' });
  });

  it.each([
    ['17 3 * * *', 'Europe/Berlin'],
    ['30 * * * *', 'Europe/Berlin'],
    ['30 2 * * 1', 'Europe/Berlin'],
    ['30 2 * * *', 'Etc/UTC'],
  ])('has nothing to say about %s in %s', (text, timeZone) => {
    expect(findClockHazard(fields(text), timeZone, NOW)).toBeUndefined();
  });
});
