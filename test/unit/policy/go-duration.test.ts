import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { formatGoDuration, goDurationMs, parseGoDuration } from '../../../src/policy/go-duration.ts';

describe('parseGoDuration', () => {
  it.each([
    ['720h', 2_592_000_000_000_000n],
    ['720h0m0s', 2_592_000_000_000_000n],
    ['1h30m', 5_400_000_000_000n],
    ['1.5s', 1_500_000_000n],
    ['.5m', 30_000_000_000n],
    ['1.h', 3_600_000_000_000n],
    ['20ms', 20_000_000n],
    ['3us', 3_000n],
    ['3µs', 3_000n],
    ['3μs', 3_000n],
    ['7ns', 7n],
    ['0', 0n],
    ['0s', 0n],
    ['2562047h47m16.854775807s', 2n ** 63n - 1n],
  ])('reads %s as Go does', (text, nanoseconds) => {
    expect(parseGoDuration(text)).toEqual({ ok: true, value: nanoseconds });
  });

  it.each([
    ['30d', '720h'],
    ['1w', '168h'],
    ['1w2d', '216h'],
    ['2 days', '48h'],
    ['12 hours', '12h'],
    ['1D12H', '36h'],
  ])('refuses %s, which Go does not know, and says %s', (text, suggestion) => {
    expect(parseGoDuration(text)).toEqual({ ok: false, error: { message: expect.any(String), suggestion } });
  });

  it.each([
    '',
    ' ',
    'h',
    '.h',
    '720',
    '1h 30m',
    '-5m',
    '+5m',
    '1e3s',
    'P30D',
    '5min',
    '1h,',
    '٣h',
    '9'.repeat(70) + 'h',
  ])('refuses %j without a guess', (text) => {
    expect(parseGoDuration(text)).toEqual({ ok: false, error: { message: expect.any(String), suggestion: undefined } });
  });

  it('refuses what Go cannot hold in 64 bits of nanoseconds', () => {
    const parsed = parseGoDuration('2562048h');

    expect(parsed).toMatchObject({ ok: false, error: { message: expect.stringContaining('292 years') } });
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof parseGoDuration(text).ok).toBe('boolean');
      }),
    );
  });
});

describe('formatGoDuration', () => {
  it.each([
    [0n, '0s'],
    [7n, '7ns'],
    [1_500n, '1.5µs'],
    [20_000_000n, '20ms'],
    [1_500_000_000n, '1.5s'],
    [600_000_000_000n, '10m0s'],
    [14_400_000_000_000n, '4h0m0s'],
    [2_592_000_000_000_000n, '720h0m0s'],
    [5_400_000_000_001n, '1h30m0.000000001s'],
  ])('writes %s ns as Velero stores it: %s', (nanoseconds, text) => {
    expect(formatGoDuration(nanoseconds)).toBe(text);
  });

  it('is the inverse of parsing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (nanoseconds) => {
        expect(parseGoDuration(formatGoDuration(nanoseconds))).toEqual({ ok: true, value: nanoseconds });
      }),
    );
  });
});

describe('goDurationMs', () => {
  it('gives milliseconds', () => {
    expect(goDurationMs('1h30m0.5s')).toBe(5_400_500);
  });

  it('throws for what no schema lets through', () => {
    expect(() => goDurationMs('soon')).toThrow(RangeError);
  });
});
