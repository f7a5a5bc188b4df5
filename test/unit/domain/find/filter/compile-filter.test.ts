import { describe, expect, it } from 'vitest';
import { BACKUP_FIELDS } from '../../../../../src/domain/find/rows/backup-fields.ts';
import { type BackupRow, backupRow } from '../../../../../src/domain/find/rows/backup-row.ts';
import { compileFilter, readFilter } from '../../../../../src/domain/find/filter/compile-filter.ts';
import { aBackup } from '../../../../support/builders.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

function matches(text: string, overrides: Partial<BackupRow> = {}): boolean {
  const row: BackupRow = { ...backupRow(aBackup(), 'main'), bytes: 2 * 1024 ** 3, ...overrides };
  return compileFilter(readFilter(text, '--filter'), BACKUP_FIELDS, NOW)(row);
}

describe('compileFilter', () => {
  it.each([
    ['', true],
    ['state=Completed', true],
    ['state=SUCCESS', true],
    ['state=FAILED', false],
    ['state!=FAILED|PARTIALLY_FAILED', true],
    ['bytes>1Gi', true],
    ['bytes>=2Gi,bytes<=2Gi', true],
    ['bytes<1Gi', false],
    ['policy=nightly', true],
    ['schedule=nightly', true],
    ['name~night%-2026_121%', true],
    ['started>2026-11-01', true],
    ['createdAt>2026-11-21T02:17:00Z', false],
    ['started>1d', true],
    ['started>12h', false],
    ['took<10s', true],
    ['took>=9s', true],
    ['project=', true],
    ['project!=', false],
    ['adHoc=false', true],
    ['items=3', true],
    ['items=4|3', true],
  ])('decides %j', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it('lets a row without a value pass where it is not to be something', () => {
    expect(matches('completed>2026-01-01', { completedAt: undefined })).toBe(false);
    expect(matches('completed!=2026-01-01', { completedAt: undefined })).toBe(true);
    expect(matches('policy=', { policy: undefined })).toBe(true);
  });

  it.each([
    ['stat=FAILED', 'There is no key "stat" here', /^Did you mean state\? The keys are name, state, policy, /],
    ['constructor=x', 'There is no key "constructor" here', /^The keys are /],
    ['state=FALED', 'state: there is no state "FALED"', /^Did you mean Failed\?$/],
    ['bytes>big', 'bytes is a size such as 500Mi or 1Gi, not "big"', undefined],
    ['started>yesterday', 'started is a moment such as', undefined],
    ['started>2026-02-30', 'started is a moment such as', undefined],
    ['items~3', 'items is not compared with ~', /=, !=, >, >=, <, <=/],
    ['policy>a', 'policy is not compared with >', /=, != and ~/],
    ['adHoc=yes', 'adHoc is true or false, not "yes"', undefined],
    ['name', '--filter: "name" is not understood', /key=value/],
  ])('refuses %j', (text, message, hint) => {
    expect(() => matches(text)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(message) as string,
        ...(hint && { hint: expect.stringMatching(hint) as string }),
      }),
    );
  });
});
