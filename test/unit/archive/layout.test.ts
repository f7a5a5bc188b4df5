import { describe, expect, it } from 'vitest';
import { archiveKey, fileKey, folderOf, isBackupName, metadataKey, runRecordKey } from '../../../src/archive/layout.ts';
import { aRunResult } from '../../support/builders.ts';

describe('layout', () => {
  it('is the one that Velero looks for', () => {
    expect([folderOf('b'), metadataKey('b'), archiveKey('b')]).toEqual([
      'backups/b/',
      'backups/b/velero-backup.json',
      'backups/b/b.tar.gz',
    ]);
    expect(fileKey('b', 'logs')).toBe('backups/b/b-logs.gz');
    expect(fileKey('b', 'resource-list')).toBe('backups/b/b-resource-list.json.gz');
    expect(fileKey('b', 'manifest')).toBe('backups/b/b-manifest.json.gz');
    expect(fileKey('b', 'claim')).toBe('backups/b/b-claim.json');
  });

  it('keeps records of runs where Velero tolerates a folder, sorted by the time they were due', () => {
    expect(runRecordKey(aRunResult())).toBe('metadata/lifeboat/runs/nightly/20261121021700-7b0f2f0e.json');
    const { policy: _, ...manual } = aRunResult();
    expect(runRecordKey(manual)).toBe('metadata/lifeboat/runs/manual/20261121021700-7b0f2f0e.json');
  });

  it('takes only names that a Backup object can have, and so no path', () => {
    const names = ['b', 'nightly-20261121021700', 'a.b-c.d', '0', 'a'.repeat(253)];
    const others = ['', '.', '..', 'a/b', 'a\\b', 'A', 'a_b', '-a', 'a-', 'a..b', 'a.', 'a\n', 'ü', 'a'.repeat(254)];

    expect(names.filter((name) => !isBackupName(name))).toEqual([]);
    expect(others.filter(isBackupName)).toEqual([]);
  });
});
