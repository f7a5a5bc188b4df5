import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../src/domain/backup/facts.ts';
import { doubtOfDeleted, doubtOfJudged } from '../../../../src/domain/retention/prune-policy.ts';
import { aBackup } from '../../../support/builders.ts';

const now = new Date('2027-06-01T00:00:00Z');
const said = (...facts: readonly Fact[]) => ({ facts, unreadable: [] });
const HEAD = { id: 'a', at: new Date('2027-05-31T23:00:00Z'), by: 'run a' };
const HOLD: Fact = { ...HEAD, type: 'hold', reason: 'audit' };
const USE: Fact = { ...HEAD, type: 'use', run: 'a', restore: 'shop-1', until: new Date('2027-06-01T02:00:00Z') };
const READ = 'held: restore shop-1 reads it (until 2027-06-01T02:00:00Z)';

describe('what speaks at the last moment against deleting a backup', () => {
  const backup = aBackup({});
  const foreign = aBackup({ origin: undefined });

  it('that was judged is what was said of it since, or that it is not ours', () => {
    expect(doubtOfJudged(backup, said(), now)).toBeUndefined();
    expect(doubtOfJudged(backup, said(HOLD), now)).toBe('held: audit');
    expect(doubtOfJudged(backup, said(USE), now)).toBe(READ);
    expect(
      doubtOfJudged(backup, said({ ...HEAD, type: 'extend', expiresAt: new Date('2027-07-01T00:00:00Z') }), now),
    ).toBe('its expiry was moved');
    expect(doubtOfJudged(foreign, said(), now)).toBe('it is not one of ours');
  });

  it('that was named is a hold, a restore that reads it, or that Lifeboat did not make it', () => {
    const asked = { now, mayBeVeleros: false };

    expect(doubtOfDeleted(backup, said(), asked)).toBeUndefined();
    expect(doubtOfDeleted(backup, said(HOLD, USE), asked)).toBe(`held: audit; ${READ.slice('held: '.length)}`);
    expect(doubtOfDeleted(foreign, said(), asked)).toBe('Lifeboat did not make it');
    expect(doubtOfDeleted(foreign, said(USE), { now, mayBeVeleros: true })).toBe(READ);
  });
});
