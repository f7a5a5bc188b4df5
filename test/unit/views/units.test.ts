import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration } from '../../../src/views/units.ts';

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 KiB'],
    [3_250_585, '3.1 MiB'],
    [10 * 1_024 - 1, '10 KiB'],
    [412 * 1_048_576, '412 MiB'],
    [1_048_576 - 1, '1.0 MiB'],
    [5 * 1_099_511_627_776, '5.0 TiB'],
    [2 ** 70, '1048576 PiB'],
  ])('of %i bytes reads as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('a span of time', () => {
  it.each([
    [-5, '0 s'],
    [499, '0 s'],
    [38_000, '38 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [3_780_000, '1 h 3 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
  ])('of %i ms reads as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

it.each([
  [0, '0 errors'],
  [1, '1 error'],
  [2, '2 errors'],
])('counts %i with its noun', (count, text) => {
  expect(formatCount(count, 'error')).toBe(text);
});
