import { describe, expect, it } from 'vitest';
import { parseMoment, parseSpan } from '../../../../../src/domain/find/filter/moment.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

describe('parseMoment', () => {
  it.each([
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21T02:17', '2026-11-21T02:17:00.000Z'],
    ['2026-11-21 02:17:05', '2026-11-21T02:17:05.000Z'],
    ['2026-11-21T02:17:00+01:00', '2026-11-21T01:17:00.000Z'],
    ['now', '2026-11-22T00:00:00.000Z'],
    ['7d', '2026-11-15T00:00:00.000Z'],
    ['1d12h', '2026-11-20T12:00:00.000Z'],
  ])('%s', (text, time) => {
    expect(parseMoment(text, NOW)?.toISOString()).toBe(time);
  });

  it.each(['', 'tomorrow', '2026-13-01', '2026-02-30', '7', '-7d', '2026-11-21T25:00'])('is none: %j', (text) => {
    expect(parseMoment(text, NOW)).toBeUndefined();
  });

  it('reads spans', () => {
    expect(['90s', '1.5h', '2w', 'x'].map(parseSpan)).toEqual([90_000, 5_400_000, 1_209_600_000, undefined]);
  });
});
