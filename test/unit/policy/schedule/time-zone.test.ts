import { describe, expect, it } from 'vitest';
import { localTime, timeZoneFault, transitions } from '../../../../src/policy/schedule/time-zone.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

describe('timeZoneFault', () => {
  it.each([
    'Etc/UTC',
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
    'US/Pacific',
    'Etc/GMT+5',
  ])('accepts %s', (name) => {
    expect(timeZoneFault(name)).toBeUndefined();
  });

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['Europe/Berln', 'Europe/Berlin'],
    ['utc', 'UTC'],
  ])('refuses %s and says %s', (name, suggestion) => {
    expect(timeZoneFault(name)).toMatchObject({ suggestion });
  });

  it.each(['', 'Local', '+02:00', '../../etc/passwd', 'Europe/'])('refuses %j', (name) => {
    expect(timeZoneFault(name)).toBeDefined();
  });
});

describe('transitions', () => {
  it('finds the changes of a year to the minute', () => {
    expect(transitions('Europe/Berlin', NOW)).toEqual([
      { at: new Date('2027-03-28T01:00:00Z'), minutes: 60 },
      { at: new Date('2027-10-31T01:00:00Z'), minutes: -60 },
    ]);
  });

  it('knows changes of half an hour, and zones without any', () => {
    expect(transitions('Australia/Lord_Howe', NOW).map(({ minutes }) => minutes)).toEqual([-30, 30]);
    expect(transitions('Asia/Kolkata', NOW)).toEqual([]);
  });
});

describe('localTime', () => {
  it('is what clocks show', () => {
    expect(localTime('Asia/Kolkata', NOW).toISOString()).toBe('2026-11-21T05:30:00.000Z');
  });
});
