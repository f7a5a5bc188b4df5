import { describe, expect, it } from 'vitest';
import { encodeVolumeInfo, parseVolumeInfo } from '../../../../src/archive/files/volume-info.ts';

describe('encodeVolumeInfo', () => {
  it('marks every claim as skipped, so that Velero looks for no snapshot', () => {
    const claims = [
      { namespace: 'shop', name: 'data', volume: 'pv-1' },
      { namespace: 'shop', name: 'pending', volume: undefined },
    ];

    const encoded = encodeVolumeInfo(claims);

    expect(JSON.parse(encoded.toString())).toEqual([
      {
        pvcName: 'data',
        pvcNamespace: 'shop',
        pvName: 'pv-1',
        snapshotDataMoved: false,
        preserveLocalSnapshot: false,
        skipped: true,
        skippedReason: 'lifeboat: the objects are backed up, the data of the volume is not;',
      },
      expect.not.objectContaining({ pvName: expect.anything() as unknown }),
    ]);
    expect(parseVolumeInfo(encoded)).toMatchObject([
      { claimNamespace: 'shop', claimName: 'data', volume: 'pv-1', method: undefined, isSkipped: true },
      { claimName: 'pending', volume: undefined },
    ]);
  });

  it('is an empty list where there are no claims', () => {
    expect(encodeVolumeInfo([]).toString()).toBe('[]\n');
  });
});

describe('parseVolumeInfo', () => {
  it.each(['null', '[]', '{}', 'garbage', '[null,1]'])('finds no volumes in %s', (text) => {
    expect(parseVolumeInfo(Buffer.from(text))).toEqual([]);
  });
});
