import { describe, expect, it } from 'vitest';
import { backupNotFound } from '../../../../src/domain/restore/backup-not-found.ts';

function told(name: string, backups: readonly string[], uncommitted: readonly string[] = []) {
  const listing = { backups: backups.map((backup) => ({ name: backup })), uncommitted };
  const { code, message, hint } = backupNotFound(name, [{ root: 's3://tea/', listing }]);
  return { code, message, hint };
}

describe('backupNotFound', () => {
  it('suggests the nearest name', () => {
    expect(told('nightly-2', ['nightly-1', 'other'])).toEqual({
      code: 'backup-not-found',
      message: 'There is no backup nightly-2 in s3://tea/',
      hint: 'Did you mean nightly-1?',
    });
  });

  it('says what there is where no name is near', () => {
    expect(told('a', []).hint).toBe('There are none; is this where they are?');
    expect(told('a', ['weekly-20261121']).hint).toBe('The only one is weekly-20261121');
    expect(told('a', ['weekly-20261121', 'weekly-20261128']).hint).toBe('There are 2; see `lifeboat list`');
  });

  it('knows a backup that is not finished', () => {
    const { message, hint } = told('nightly-1', [], ['nightly-1']);

    expect(message).toMatch(/never finished, or is being made now/);
    expect(hint).toMatch(/wait until this one is made/);
  });
});
