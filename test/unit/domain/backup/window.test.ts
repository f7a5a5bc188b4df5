import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { isOpenAt, isTimeOfDay, judgedMoment, refusedByWindow } from '../../../../src/domain/backup/window.ts';

const NIGHT = { start: '22:00', end: '04:00' };
const DUE = new Date('2026-11-21T02:17:00Z');
const NOW = new Date('2026-11-21T09:00:00Z');

describe('a time of day', () => {
  it.each(['00:00', '04:00', '19:59', '23:59'])('is %s', (text) => {
    expect(isTimeOfDay(text)).toBe(true);
  });

  it.each(['', '4:00', '24:00', '22:60', '22', '22:00:00', ' 22:00', '22:00\n', '10pm'])('is not %j', (text) => {
    expect(isTimeOfDay(text)).toBe(false);
  });
});

describe('a window', () => {
  it.each([
    [NIGHT, '21:59', false],
    [NIGHT, '22:00', true],
    [NIGHT, '23:59', true],
    [NIGHT, '00:00', true],
    [NIGHT, '03:59', true],
    [NIGHT, '04:00', false],
    [{ start: '09:00', end: '17:00' }, '08:59', false],
    [{ start: '09:00', end: '17:00' }, '09:00', true],
    [{ start: '09:00', end: '17:00' }, '17:00', false],
    [{ start: '22:00', end: '00:00' }, '23:59', true],
    [{ start: '22:00', end: '00:00' }, '00:00', false],
  ])('of %j is open at %s: %s', (window, time, isOpen) => {
    expect(isOpenAt(window, time)).toBe(isOpen);
  });

  it('is open whenever the one with its ends exchanged is closed', () => {
    const times = fc
      .integer({ min: 0, max: 1439 })
      .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));

    fc.assert(
      fc.property(times, times, times, (start, end, time) => {
        fc.pre(start !== end);
        expect(isOpenAt({ start, end }, time)).toBe(!isOpenAt({ start: end, end: start }, time));
      }),
    );
  });
});

describe('a run', () => {
  it('is judged by when it was due where a schedule started it, however late it comes', () => {
    expect(judgedMoment({ trigger: 'Schedule', scheduledFor: DUE }, undefined, NOW)).toBe(DUE);
  });

  it.each(['Manual', 'Hook', 'Api', 'Workstation'] as const)('is judged by its first attempt: %s', (trigger) => {
    const first = new Date('2026-11-21T03:59:00Z');

    expect(judgedMoment({ trigger, scheduledFor: DUE }, undefined, NOW)).toBe(NOW);
    expect(judgedMoment({ trigger, scheduledFor: DUE }, first, NOW)).toBe(first);
  });

  it('is told time, zone and window where it may not begin', () => {
    const policy = { window: NIGHT, timeZone: 'America/New_York' };

    expect(refusedByWindow(policy, DUE)).toBe(
      "21:17 (America/New_York) is outside of the policy's window, 22:00 to 04:00: no backup was made",
    );
  });

  it('may begin within the window, and at any time where there is none', () => {
    expect(
      refusedByWindow({ window: NIGHT, timeZone: 'Etc/UTC' }, new Date('2026-11-21T03:59:59.999Z')),
    ).toBeUndefined();
    expect(refusedByWindow({ timeZone: 'Etc/UTC' }, NOW)).toBeUndefined();
  });

  it.each([
    ['2026-07-01T01:59:00Z', undefined],
    ['2026-07-01T02:00:00Z', '04:00'],
    ['2026-12-01T02:59:00Z', undefined],
    ['2026-12-01T03:00:00Z', '04:00'],
    ['2026-12-01T23:05:00Z', undefined],
  ])('goes by the clocks of the zone, in summer and in winter: %s', (moment, told) => {
    const refused = refusedByWindow({ window: NIGHT, timeZone: 'Europe/Berlin' }, new Date(moment));

    expect(refused?.slice(0, 5)).toBe(told);
  });
});
