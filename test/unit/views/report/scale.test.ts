import { describe, expect, it } from 'vitest';
import { roundUp, timeScale, timeTicks } from '../../../../src/views/report/scale.ts';

describe('a scale of time', () => {
  it('places times from left to right, and none that lie outside', () => {
    const { x } = timeScale('2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z', { left: 0, right: 100 });

    expect([x('2026-11-01T00:00:00Z'), x('2026-11-02T00:00:00Z'), x('2026-11-03T00:00:00Z')]).toEqual([0, 50, 100]);
    expect([x('2026-10-31T00:00:00Z'), x('nonsense')]).toEqual([undefined, undefined]);
  });

  it('names no more days than fit, however long it is', () => {
    const years = timeScale('2016-01-01T00:00:00Z', '2026-01-01T00:00:00Z');

    expect(timeTicks(years, 60).length).toBeLessThanOrEqual(9);
  });
});

describe('a round number above', () => {
  it.each([
    [0, 1],
    [7, 10],
    [11, 20],
    [450, 500],
    [1_000, 1_000],
  ])('%i is %i', (value, round) => {
    expect(roundUp(value)).toBe(round);
  });
});
