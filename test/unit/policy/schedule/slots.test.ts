import { describe, expect, it } from 'vitest';
import { slotsBetween } from '../../../../src/policy/schedule/slots.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);
const daily = { schedule: '17 2 * * *', timeZone: 'Etc/UTC' };

describe('the slots of a schedule', () => {
  it('lie after one time and before another', () => {
    const slots = slotsBetween(daily, at('18T02:17:05'), at('21T02:17:00'));

    expect(slots?.map((slot) => slot.toISOString())).toEqual(['2026-11-19T02:17:00.000Z', '2026-11-20T02:17:00.000Z']);
  });

  it('are none within one interval', () => {
    expect(slotsBetween(daily, at('20T02:17:05'), at('21T02:17:00'))).toEqual([]);
  });

  it('are counted up to a thousand', () => {
    expect(slotsBetween({ ...daily, schedule: '* * * * *' }, at('01T00:00:00'), at('21T00:00:00'))).toHaveLength(1_000);
  });

  it('are unknown without a schedule that can be read', () => {
    expect(slotsBetween({ ...daily, schedule: undefined }, at('01T00:00:00'), at('21T00:00:00'))).toBeUndefined();
    expect(slotsBetween({ ...daily, schedule: 'daily' }, at('01T00:00:00'), at('21T00:00:00'))).toBeUndefined();
  });
});
