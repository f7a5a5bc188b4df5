import { describe, expect, it } from 'vitest';
import { parseDurationMs } from '../../../../src/domain/hooks/parse-duration.ts';

describe('parseDurationMs', () => {
  it.each([
    ['30s', 30_000],
    ['1h2m3.5s', 3_723_500],
    ['1.5m', 90_000],
    ['.5s', 500],
    ['250ms', 250],
    ['0', 0],
    ['+5s', 5_000],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '30', 's', '1d', '-5s', '5 s', '1.s.2', '1h'.repeat(40)])('does not read %j', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});
