import { describe, expect, it } from 'vitest';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { chooseToVerify, type VerifyChoice } from '../../../../src/domain/verify/choose.ts';
import { aBackup, anOrigin } from '../../../support/builders.ts';

function made(day: number, policy: string, change: Partial<Backup> = {}): Backup {
  const origin = anOrigin({ policy });
  return aBackup({ name: `${policy}-${day}`, startedAt: new Date(Date.UTC(2026, 10, day)), origin, ...change });
}

const BACKUPS = [
  made(1, 'nightly'),
  made(3, 'nightly', { phase: 'PartiallyFailed' }),
  made(2, 'nightly'),
  made(1, 'hourly'),
  made(4, 'hourly', { phase: 'Failed' }),
];

function choose(choice: Partial<VerifyChoice>) {
  return chooseToVerify(BACKUPS, { policies: [], which: 'All', ...choice }, ({ name }) => name).map(({ name }) => name);
}

describe('chooseToVerify', () => {
  it('takes all that promise an archive, the newest first', () => {
    expect(choose({})).toEqual(['nightly-3', 'nightly-2', 'nightly-1', 'hourly-1']);
  });

  it('takes the newest good one of each policy', () => {
    expect(choose({ which: 'Latest' })).toEqual(['nightly-2', 'hourly-1']);
  });

  it('takes those of some policies only', () => {
    expect(choose({ policies: ['hourly'] })).toEqual(['hourly-1']);
    expect(choose({ policies: ['hourly'], which: 'Latest' })).toEqual(['hourly-1']);
  });

  it('takes a sample, which its ranks decide', () => {
    expect(choose({ which: { sample: { count: 2 } } })).toEqual(['nightly-1', 'hourly-1']);
  });
});
