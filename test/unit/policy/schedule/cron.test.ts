import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { parseCron } from '../../../../src/policy/schedule/cron.ts';

describe('parseCron', () => {
  it.each([
    ['17 2 * * *', '17 2 * * *'],
    ['*/20 * * * *', '0,20,40 * * * *'],
    ['5/20 * * * *', '5,25,45 * * * *'],
    ['0 8-18/5 * * mon-fri', '0 8,13,18 * * 1,2,3,4,5'],
    ['0 0 1 JAN,jul ?', '0 0 1 1,7 *'],
    ['0 0 ? * 0', '0 0 * * 0'],
    ['  0   0 * * *  ', '0 0 * * *'],
    ['*/1 * * * *', '* * * * *'],
    ['@hourly', '0 * * * *'],
    ['@Daily', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
  ])('reads %j as a CronJob does', (text, canonical) => {
    expect(parseCron(text)).toMatchObject({ ok: true, value: { canonical } });
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * 32 * *',
    '* * * 13 *',
    '* * * * 7',
    '5-1 * * * *',
    '*/0 * * * *',
    '1-2-3 * * * *',
    '1/2/3 * * * *',
    '*-5 * * * *',
    '-1 * * * *',
    '1, * * * *',
    '* * L * *',
    '* * 15W * *',
    '* * * * fri#2',
    '* * * foo *',
    '@every 5m',
    '@reboot',
    'TZ=UTC 0 0 * * *',
    'CRON_TZ=UTC 0 0 * * *',
  ])('refuses %j', (text) => {
    expect(parseCron(text)).toMatchObject({ ok: false, error: { message: expect.any(String) } });
  });

  it('suggests the same time in what a CronJob understands', () => {
    expect(parseCron('0 17 2 * * *')).toMatchObject({ error: { suggestion: '17 2 * * *' } });
    expect(parseCron('0 0 * * 7')).toMatchObject({ error: { suggestion: '0 0 * * 0' } });
    expect(parseCron('0 0 * * 1-7')).toMatchObject({ error: { suggestion: '0 0 * * 0,1-6' } });
  });

  it('takes either day where both fields about days restrict something', () => {
    expect(parseCron('0 0 1 * 1')).toMatchObject({ value: { eitherDay: true } });
    expect(parseCron('0 0 1 * *')).toMatchObject({ value: { eitherDay: false } });
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789*?/-, @LW#jansu')) }), (text) => {
        expect(typeof parseCron(text).ok).toBe('boolean');
      }),
    );
  });
});
