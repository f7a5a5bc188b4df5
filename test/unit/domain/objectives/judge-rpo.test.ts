import { describe, expect, it } from 'vitest';
import { judgeRpo, judgeRto, spanText } from '../../../../src/domain/objectives/judge-rpo.ts';

const HOUR_MS = 3_600_000;
const at = (text: string) => new Date(`2026-11-${text}Z`);
const yesterday = { backup: 'nightly-20261120021700', startedAt: at('20T02:17:00') };
const today = { backup: 'nightly-20261121021700', startedAt: at('21T02:17:00') };

describe('an RPO', () => {
  it('is kept by a backup that is there in time', () => {
    const verdict = judgeRpo({ rpoMs: 25 * HOUR_MS, before: yesterday, made: today, now: at('21T02:18:00') });

    expect(verdict).toEqual({
      limitSeconds: 90_000,
      actualSeconds: 86_460,
      isMissed: false,
      reason:
        'the newest good backup, nightly-20261120021700, had become 24h1m old before nightly-20261121021700 was there, within the 25h of its objective',
    });
  });

  it('counts what a backup takes: until it is committed, the one before is the newest', () => {
    const verdict = judgeRpo({ rpoMs: 24 * HOUR_MS, before: yesterday, made: today, now: at('21T02:17:01') });

    expect(verdict.isMissed).toBe(true);
  });

  it('is missed by a run that made nothing while the last good backup grew too old', () => {
    const verdict = judgeRpo({ rpoMs: 25 * HOUR_MS, before: yesterday, made: undefined, now: at('21T08:00:00') });

    expect(verdict).toMatchObject({ isMissed: true, actualSeconds: 107_000 - 20 });
    expect(verdict.reason).toBe(
      'the newest good backup, nightly-20261120021700, is 29h43m old, more than the 25h of its objective',
    );
  });

  it('is not missed by the first good backup, and is missed without one', () => {
    const facts = { rpoMs: HOUR_MS, before: undefined, now: at('21T02:18:00') };

    expect(judgeRpo({ ...facts, made: today })).toMatchObject({ isMissed: false, actualSeconds: 0 });
    expect(judgeRpo({ ...facts, made: undefined })).toEqual({
      limitSeconds: 3_600,
      isMissed: true,
      reason: 'there is no good backup',
    });
  });

  it('takes a clock that went back for no age at all', () => {
    const verdict = judgeRpo({ rpoMs: HOUR_MS, before: today, made: undefined, now: at('21T02:00:00') });

    expect(verdict).toMatchObject({ isMissed: false, actualSeconds: 0 });
  });
});

describe('an RTO', () => {
  it('is measured against what a restore took', () => {
    expect(judgeRto(60_000, 60_000, 'restore shop-1')).toMatchObject({ isMissed: false });
    expect(judgeRto(60_000, 61_000, 'restore shop-1')).toEqual({
      limitSeconds: 60,
      actualSeconds: 61,
      isMissed: true,
      reason: 'restore shop-1 took 1m1s, more than the 1m of its objective',
    });
  });
});

describe('a span', () => {
  it.each([
    [0, '0s'],
    [59, '59s'],
    [60, '1m'],
    [3_600, '1h'],
    [90_060, '25h1m'],
  ])('of %i s is written %s', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });
});
