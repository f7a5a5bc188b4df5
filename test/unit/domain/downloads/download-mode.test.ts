import { describe, expect, it } from 'vitest';
import { DOWNLOAD_MODE_NAMES, isDownloadMode, modeFacts } from '../../../../src/domain/downloads/download-mode.ts';

describe('the modes of downloads', () => {
  it('are Storware’s seven, each with a description', () => {
    expect(DOWNLOAD_MODE_NAMES).toEqual([
      'AUTO',
      'CLOUD_DOWNLOAD',
      'CLOUD_PST_DOWNLOAD',
      'INSTANT_RESTORE',
      'ISCSI',
      'MANUAL',
      'OS_DOWNLOAD',
    ]);
    for (const mode of DOWNLOAD_MODE_NAMES) expect(modeFacts(mode).description).toMatch(/^[A-Z].*[^.]$/);
  });

  it('name another way where they need the data of volumes', () => {
    const refused = DOWNLOAD_MODE_NAMES.filter((mode) => modeFacts(mode).instead !== undefined);

    expect(refused).toEqual(['INSTANT_RESTORE', 'ISCSI']);
  });

  it('are known by their names alone', () => {
    expect([isDownloadMode('AUTO'), isDownloadMode('auto'), isDownloadMode('toString')]).toEqual([true, false, false]);
  });
});
