import { describe, expect, it } from 'vitest';
import {
  claimsInPodBackups,
  claimsInSnapshots,
  volumesInSnapshots,
} from '../../../../src/archive/files/legacy-volumes.ts';

describe('the volume lists of old releases of Velero', () => {
  it('name volumes with a native snapshot', () => {
    const list = [{ spec: { persistentVolumeName: 'pv-1' }, status: { providerSnapshotID: 'snap-1' } }, { spec: {} }];

    expect(volumesInSnapshots(Buffer.from(JSON.stringify(list)))).toEqual(['pv-1']);
  });

  it('name claims whose files were copied from a Pod, and pass over volumes that are none', () => {
    const pod = { name: 'db-0', namespace: 'shop' };
    const list = [
      { metadata: { annotations: { 'velero.io/pvc-name': 'data' } }, spec: { pod, volume: 'data' } },
      { metadata: { annotations: null }, spec: { pod, volume: 'scratch' } },
    ];

    expect(claimsInPodBackups(Buffer.from(JSON.stringify(list)))).toEqual(['shop/data']);
  });

  it('name claims with a CSI snapshot', () => {
    const source = { persistentVolumeClaimName: 'data' };
    const list = [
      { metadata: { namespace: 'shop' }, spec: { source } },
      { metadata: {}, spec: { source } },
    ];

    expect(claimsInSnapshots(Buffer.from(JSON.stringify(list)))).toEqual(['shop/data']);
  });

  it.each(['null', '[]', '{}', '[null, 1]', 'garbage', ''])('name nothing where they hold %j', (text) => {
    for (const parse of [volumesInSnapshots, claimsInPodBackups, claimsInSnapshots]) {
      expect(parse(Buffer.from(text))).toEqual([]);
    }
  });
});
