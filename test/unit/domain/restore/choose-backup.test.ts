import { describe, expect, it } from 'vitest';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { chooseBackup, doubtsOf, whyNone } from '../../../../src/domain/restore/choose-backup.ts';
import { aBackup } from '../../../support/builders.ts';

const LATEST = { type: 'schedule', name: 'nightly', at: 'latest', allowPartial: false, clusterName: 'prod' } as const;

function originIn(clusterName: string, adHoc = false): Backup['origin'] {
  return { ...aBackup().origin!, clusterName, adHoc };
}

function made(day: number, change: Partial<Backup> = {}): Backup {
  const startedAt = new Date(Date.UTC(2026, 10, day));
  return aBackup({ name: `nightly-${day}`, startedAt, origin: originIn('prod'), ...change });
}

describe('chooseBackup', () => {
  it('takes the newest good backup of the name', () => {
    const others = [made(4, { phase: 'PartiallyFailed' }), made(9, { scheduleName: 'hourly' })];

    const chosen = chooseBackup([made(1), made(3), made(2), ...others], LATEST);

    expect(chosen?.name).toBe('nightly-3');
  });

  it('takes a partial one where that is allowed', () => {
    const backups = [made(1), made(2, { phase: 'PartiallyFailed' }), made(3, { phase: 'Failed' })];

    expect(chooseBackup(backups, { ...LATEST, allowPartial: true })?.name).toBe('nightly-2');
  });

  it('passes over one in quarantine even where partial ones are allowed, until it is accepted', () => {
    const small = made(2, { phase: 'PartiallyFailed', errors: 1, quarantine: { reason: 'small', isAccepted: false } });
    const accepted = { ...small, quarantine: { reason: 'small', isAccepted: true } };

    expect(chooseBackup([made(1), small], { ...LATEST, allowPartial: true })?.name).toBe('nightly-1');
    expect(chooseBackup([made(1), accepted], LATEST)?.name).toBe('nightly-2');
  });

  it('goes back to a time, at which one may have begun', () => {
    const at = new Date(Date.UTC(2026, 10, 2));

    expect(chooseBackup([made(1), made(2), made(3)], { ...LATEST, at })?.name).toBe('nightly-2');
  });

  it('leaves out other clusters and what a run made beside its policy, but not what Velero made', () => {
    const foreign = made(8, { origin: originIn('test') });
    const adHoc = made(7, { origin: originIn('prod', true) });
    const velero = made(5, { origin: undefined });

    expect(chooseBackup([foreign, adHoc, velero, made(1)], LATEST)?.name).toBe('nightly-5');
  });
});

describe('whyNone', () => {
  it.each<{ readonly what: string; readonly backups: readonly Backup[]; readonly says: string }>([
    {
      what: 'a name without backups',
      backups: [made(1, { scheduleName: 'hourly' })],
      says: 'there are none of that name',
    },
    {
      what: 'other clusters',
      backups: [made(1, { origin: originIn('test') })],
      says: 'those of that name are of other clusters (test), not of prod',
    },
    {
      what: 'phases',
      backups: [made(1, { phase: 'Failed' })],
      says: 'none of the 1 of that name is good: their phases are Failed',
    },
  ])('names $what', ({ backups, says }) => {
    expect(whyNone(backups, LATEST)).toBe(says);
  });

  it('names the time where everything is later', () => {
    const at = new Date(Date.UTC(2026, 10, 1));

    expect(whyNone([made(3)], { ...LATEST, at })).toBe('the only one of that name began later');
  });
});

describe('doubtsOf', () => {
  it.each([
    ['Completed', 0, undefined],
    ['PartiallyFailed', 1, 'The backup nightly-1 is PartiallyFailed: what its error names is not in it'],
    ['Failed', 3, 'The backup nightly-1 is Failed: what it should hold and does not, nobody knows'],
    ['InProgress', 0, 'The backup nightly-1 is InProgress: what it should hold and does not, nobody knows'],
  ])('has of a backup that is %s', (phase, errors, message) => {
    const doubts = doubtsOf({ name: 'nightly-1', phase, errors });

    expect(doubts).toEqual(message === undefined ? [] : [{ code: 'backup-incomplete', message }]);
  });

  it('has of one in quarantine what its guard found, and nothing more once that is accepted', () => {
    const backup = { name: 'nightly-1', phase: 'PartiallyFailed', errors: 1 };
    const quarantine = { reason: 'It has 4 items', isAccepted: false };

    expect(doubtsOf({ ...backup, quarantine })).toMatchObject([{ message: expect.stringContaining('It has 4 items') }]);
    expect(doubtsOf({ ...backup, quarantine: { ...quarantine, isAccepted: true } })).toEqual([]);
  });
});
