import { describe, expect, it } from 'vitest';
import { Calendar } from '../../../../src/domain/retention/calendar.ts';

function name(unit: 'hour' | 'day' | 'week' | 'month' | 'year', time: string, zone = 'Etc/UTC') {
  return new Calendar(zone).nameOf(unit, new Date(time));
}

describe('a calendar', () => {
  it('names units by the clock of its zone', () => {
    const moment = '2026-12-31T23:30:00Z';

    expect(name('day', moment)).toBe('2026-12-31');
    expect(name('day', moment, 'Europe/Berlin')).toBe('2027-01-01');
    expect(name('month', moment, 'Europe/Berlin')).toBe('2027-01');
    expect(name('year', moment, 'America/New_York')).toBe('2026');
  });

  it.each([
    ['2026-01-01T00:00:00Z', '2026-W01'],
    ['2027-01-03T23:59:59Z', '2026-W53'],
    ['2027-01-04T00:00:00Z', '2027-W01'],
    ['2024-12-30T12:00:00Z', '2025-W01'],
    ['2026-11-21T12:00:00Z', '2026-W47'],
  ])('puts %s into week %s, as ISO 8601 counts', (time, week) => {
    expect(name('week', time)).toBe(week);
  });

  it('tells apart the two hours that have one name when clocks go back', () => {
    const [first, second] = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];

    expect(name('hour', first, 'Europe/Berlin')).not.toBe(name('hour', second, 'Europe/Berlin'));
    expect(name('day', first, 'Europe/Berlin')).toBe(name('day', second, 'Europe/Berlin'));
  });
});
