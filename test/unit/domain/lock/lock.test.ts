import { describe, expect, it } from 'vitest';
import { judgeLock, mustStopAfterMs, observeLock } from '../../../../src/domain/lock/lock.ts';

const record = (renewal: string, holder = 'them') => ({ holder, durationMs: 60_000, renewal });

describe('judgeLock', () => {
  it('is free without a Lease and with one that was given back', () => {
    expect(judgeLock(undefined, 'us', 0)).toBe('free');
    expect(judgeLock({ record: record('1', ''), sinceMs: 0 }, 'us', 0)).toBe('free');
  });

  it('is ours when we hold it already', () => {
    expect(judgeLock({ record: record('1', 'us'), sinceMs: 0 }, 'us', 1e9)).toBe('ours');
  });

  it('row 42: expires only after we watched it go unrenewed for its whole duration', () => {
    const seen = observeLock(undefined, record('1'), 1_000);

    expect(judgeLock(seen, 'us', 61_000)).toBe('held');
    expect(judgeLock(seen, 'us', 61_001)).toBe('expired');
  });
});

describe('observeLock', () => {
  it('starts to watch anew with every renewal and every new holder', () => {
    const first = observeLock(undefined, record('1'), 1_000);

    expect(observeLock(first, record('1'), 5_000)).toBe(first);
    expect(observeLock(first, record('2'), 5_000).sinceMs).toBe(5_000);
    expect(observeLock(first, record('1', 'others'), 5_000).sinceMs).toBe(5_000);
  });
});

it('stops a holder that cannot renew well before anyone may take over', () => {
  expect(mustStopAfterMs(60_000)).toBe(40_000);
});
