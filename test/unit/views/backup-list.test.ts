import { describe, expect, it } from 'vitest';
import { backupDocument, formatExpiry, renderBackupList } from '../../../src/views/backup-list.ts';
import { aBackup, anOrigin } from '../../support/builders.ts';

const NOW = new Date('2026-11-22T02:17:00Z');

it('shows what a person looks for first', () => {
  const rows = [
    { backup: aBackup(), location: 'main' },
    {
      backup: aBackup({
        name: 'from-velero',
        origin: undefined,
        scheduleName: undefined,
        phase: 'New',
        startedAt: undefined,
        completedAt: undefined,
        expiresAt: undefined,
        items: undefined,
        errors: 2,
      }),
      location: 'main',
    },
  ];

  const list = renderBackupList(rows, NOW, { isWide: false });

  expect(list).toBe(
    [
      'NAME                     PHASE       POLICY    STARTED                ITEMS   ERRORS   WARNINGS   EXPIRES',
      'nightly-20261121021700   Completed   nightly   2026-11-21T02:17:00Z   3       0        0          in 29 d',
      'from-velero              New         -         -                      -       2        0          -',
      '',
    ].join('\n'),
  );
});

it('adds under wide where a backup comes from', () => {
  const list = renderBackupList([{ backup: aBackup(), location: 'main' }], NOW, { isWide: true, noHeaders: true });

  expect(list).toContain('in 29 d   9 s   production   main   lifeboat   1.1.0\n');
});

it('names a backup of a Velero schedule by it', () => {
  const backup = aBackup({ origin: undefined, scheduleName: 'hourly' });

  expect(backupDocument({ backup, location: 'main' })).toMatchObject({ policy: 'hourly', madeBy: 'velero' });
});

it('says everything that decisions go by in the document', () => {
  const backup = aBackup({ origin: anOrigin({ adHoc: true }) });

  expect(backupDocument({ backup, location: 'main' })).toMatchObject({
    name: 'nightly-20261121021700',
    location: 'main',
    policy: 'nightly',
    adHoc: true,
    clusterName: 'production',
    scheduledFor: '2026-11-21T02:17:00Z',
    expiresAt: '2026-12-21T02:17:00Z',
  });
});

describe('an expiry', () => {
  it.each([
    [undefined, ''],
    ['2026-11-22T04:17:00Z', 'in 2 h'],
    ['2026-11-22T02:16:30Z', '30 s ago'],
  ])('of %s is %j', (time, text) => {
    expect(formatExpiry(time === undefined ? undefined : new Date(time), NOW)).toBe(text);
  });
});
