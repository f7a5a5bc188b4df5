import { describe, expect, it } from 'vitest';
import { formatExpiry } from '../../../../src/views/lists/cells.ts';

const NOW = new Date('2026-11-22T02:17:00Z');

describe('an expiry', () => {
  it.each([
    [undefined, ''],
    ['2026-11-22T04:17:00Z', 'in 2 h'],
    ['2026-11-22T02:16:30Z', '30 s ago'],
  ])('of %s is %j', (time, text) => {
    expect(formatExpiry(time === undefined ? undefined : new Date(time), NOW)).toBe(text);
  });
});
