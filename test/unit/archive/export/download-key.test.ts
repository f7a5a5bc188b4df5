import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadKey } from '../../../../src/archive/export/download-key.ts';
import { DOWNLOAD_KIND_NAMES, DOWNLOAD_KINDS } from '../../../../src/domain/downloads/download-kind.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** Files of a backup that Velero lets nobody download: it has no kind for them. */
const WITHOUT_KIND = new Set(['velero-backup.json', 'full-podvolumebackups.json.gz']);

function keysOf(of: 'backup' | 'restore', name: string): (string | undefined)[] {
  return DOWNLOAD_KIND_NAMES.filter((kind) => DOWNLOAD_KINDS[kind].of === of).map((kind) => downloadKey(kind, name));
}

describe('where the files of the kinds are', () => {
  it('is where Velero put them, of a backup', () => {
    const files = readdirSync(join(GOLDEN, 'full/archive')).filter((file) => !WITHOUT_KIND.has(file));

    expect(keysOf('backup', 'full')).toEqual(expect.arrayContaining(files.map((file) => `backups/full/${file}`)));
  });

  it('is where Velero put them, of a restore', () => {
    const files = readdirSync(join(GOLDEN, 'restores/plain/archive'));

    expect(files.length).toBeGreaterThan(3);
    expect(new Set(keysOf('restore', 'plain'))).toEqual(new Set(files.map((file) => `restores/plain/${file}`)));
  });

  it('is nowhere for what cannot be a name', () => {
    expect(downloadKey('BackupLog', '../other')).toBeUndefined();
  });
});
