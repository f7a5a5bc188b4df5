import { describe, expect, it } from 'vitest';
import { parseDownloadRequest, parseDownloadTarget } from '../../../../src/domain/downloads/download-request.ts';

const request = (target: unknown, head: object = {}) => ({
  apiVersion: 'velero.io/v1',
  kind: 'DownloadRequest',
  metadata: { name: 'full-20261121' },
  spec: { target },
  ...head,
});

describe('a request for a download', () => {
  it('is Velero’s document, or ours of the same shape', () => {
    const target = { kind: 'BackupLog', name: 'full' };

    expect(parseDownloadRequest(request(target))).toEqual(target);
    expect(parseDownloadRequest(request(target, { apiVersion: 'lifeboat.dev/v1alpha1' }))).toEqual(target);
  });

  it.each([
    [request({ kind: 'BackupLog' }), 'spec.target.name is missing'],
    [request({ name: 'full' }), 'spec.target.kind is missing'],
    [request(undefined), 'spec.target.kind is missing'],
    [request({}, { spec: 'x' }), 'spec.target.kind is missing'],
    [request({}, { kind: 'Backup' }), 'velero.io/v1 Backup is no DownloadRequest of velero.io/v1'],
    [request({}, { apiVersion: 'velero.io/v2' }), 'velero.io/v2 DownloadRequest is no DownloadRequest of velero.io/v1'],
    [request({ kind: 'BackupLogs', name: 'full' }), 'did you mean BackupLog? The kinds are BackupLog, BackupContents,'],
    [request({ kind: 'Tape', name: 'full' }), 'There is no kind "Tape" to download. The kinds are BackupLog, '],
  ])('says what is wrong with itself: %j', (document, fault) => {
    expect(parseDownloadRequest(document)).toContain(fault);
  });

  it('names every kind where one is not known', () => {
    expect(parseDownloadTarget('Nothing', 'full')).toContain('RestoreItemOperations, CSIBackupVolumeSnapshots');
  });
});
