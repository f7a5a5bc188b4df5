import { describe, expect, it } from 'vitest';
import { backupMeant, type MeantChoice } from '../../../../src/domain/restore/backup-meant.ts';
import { aBackup, anOrigin } from '../../../support/builders.ts';

const MONDAY = aBackup({ name: 'nightly-1', startedAt: new Date('2026-11-16T02:17:00Z') });
const TUESDAY = aBackup({ name: 'nightly-2', startedAt: new Date('2026-11-17T02:17:00Z') });
const BROKEN = aBackup({ name: 'nightly-3', startedAt: new Date('2026-11-18T02:17:00Z'), phase: 'PartiallyFailed' });
const BY_HAND = aBackup({
  name: 'before-upgrade',
  startedAt: new Date('2026-11-17T12:00:00Z'),
  scheduleName: undefined,
  origin: anOrigin({ policy: undefined }),
});
const AD_HOC = aBackup({
  name: 'nightly-x',
  startedAt: new Date('2026-11-19T00:00:00Z'),
  origin: anOrigin({ adHoc: true }),
});
const VELERO = aBackup({
  name: 'daily-1',
  startedAt: new Date('2026-11-10T00:00:00Z'),
  origin: undefined,
  scheduleName: 'daily',
});
const STAGING = aBackup({ name: 'staging-1', origin: anOrigin({ clusterName: 'staging' }) });
const ALL = [MONDAY, TUESDAY, BROKEN, BY_HAND, AD_HOC, VELERO];

function meant(word: string, overrides: Partial<MeantChoice> = {}, backups = ALL) {
  const found = backupMeant(backups, { word, at: 'latest', allowPartial: false, clusterName: undefined, ...overrides });
  return 'backup' in found ? found.backup.name : found;
}

describe('the backup that a word means', () => {
  it('is the one of that name first of all, however it ended', () => {
    expect(meant('nightly-3')).toBe('nightly-3');
    expect(meant('nightly-x')).toBe('nightly-x');
    expect(meant('latest', {}, [...ALL, aBackup({ name: 'latest', phase: 'Failed' })])).toBe('latest');
  });

  it('is the newest good one of a policy, of a Velero Schedule, or of all', () => {
    expect(meant('nightly')).toBe('nightly-2');
    expect(meant('daily')).toBe('daily-1');
    expect(meant('latest')).toBe('before-upgrade');
  });

  it('is one of a moment, and a partial one where that is said', () => {
    expect(meant('nightly', { at: new Date('2026-11-16T12:00:00Z') })).toBe('nightly-1');
    expect(meant('nightly', { allowPartial: true })).toBe('nightly-3');
  });

  it('is of one cluster, which must be said where there are several', () => {
    const backups = [...ALL, STAGING];

    expect(meant('latest', {}, backups)).toEqual({ clusters: ['production', 'staging'] });
    expect(meant('latest', { clusterName: 'staging' }, backups)).toBe('staging-1');
  });

  it('is none, and why', () => {
    expect(meant('weekly')).toEqual({ unknown: true });
    expect(meant('latest', {}, [])).toEqual({ none: 'there are none at all' });
    expect(meant('nightly', { at: new Date('2026-11-01T00:00:00Z') })).toEqual({ none: 'all 3 began later' });
    expect(meant('nightly', {}, [BROKEN])).toEqual({ none: 'the only one is PartiallyFailed' });
    expect(meant('nightly', { clusterName: 'staging' }, [MONDAY])).toEqual({
      none: 'the only one is ad hoc, or of another cluster than staging',
    });
  });
});
