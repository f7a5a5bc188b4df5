import { describe, expect, it } from 'vitest';
import { readScheduleText } from '../../../../src/policy/velero/schedule-text.ts';

describe('the expression of a Velero Schedule', () => {
  it.each([
    ['CRON_TZ=Europe/Berlin 17 4 * * *', '17 4 * * *', 'Europe/Berlin'],
    ['TZ=Etc/UTC  @daily', '@daily', 'Etc/UTC'],
    ['17 2 * * *', '17 2 * * *', undefined],
    ['@hourly', '@hourly', undefined],
    ['@every 7h', '@every 7h', undefined],
    ['@every 90m', '@every 90m', undefined],
    ['@every 1d', '@every 1d', undefined],
    ['@every 30s', '@every 30s', undefined],
  ])('%s is read as %s in %s', (text, schedule, timeZone) => {
    expect(readScheduleText(text)).toEqual({ schedule, timeZone, findings: [] });
  });

  it.each([
    ['@every 6h', '0 */6 * * *'],
    ['@every 24h', '0 0 * * *'],
    ['@every 168h', '0 0 * * 0'],
    ['@every 1h', '0 * * * *'],
    ['@every 1h0m0s', '0 * * * *'],
    ['@every 15m', '*/15 * * * *'],
    ['@every 1m', '* * * * *'],
  ])('%s becomes times of the clock that are as far apart, and says so', (text, schedule) => {
    expect(readScheduleText(text)).toMatchObject({ schedule, findings: [{ severity: 'warning', code: 'doubtful' }] });
  });
});
