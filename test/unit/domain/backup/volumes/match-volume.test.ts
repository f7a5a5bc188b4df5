import { describe, expect, it } from 'vitest';
import type { VolumeConditions } from '../../../../../src/domain/backup/resource-policies.ts';
import { actionFor } from '../../../../../src/domain/backup/volumes/match-volume.ts';
import { volumeFactsOf } from '../../../../../src/domain/backup/volumes/volume-facts.ts';

const GI = 1024n ** 3n * 10n ** 9n;

const ANY: VolumeConditions = {
  capacity: { lower: 0n, upper: 0n },
  storageClass: [],
  nfs: undefined,
  csi: undefined,
  volumeTypes: [],
  pvcLabels: {},
  pvcPhase: [],
  pvcVolumeMode: '',
  pvcAccessModes: [],
};

const claim = {
  metadata: { labels: { tier: 'cache', app: 'shop' } },
  spec: { volumeMode: 'Filesystem', accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] },
  status: { phase: 'Bound' },
};
const csi = {
  spec: {
    capacity: { storage: '10Gi' },
    storageClassName: 'gp3',
    csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'v', volumeAttributes: { protocol: 'nfs' } },
  },
};
const nfs = { spec: { capacity: { storage: '1Gi' }, nfs: { server: '10.0.0.1', path: '/exports' } } };

const matches = (conditions: Partial<VolumeConditions>, volume: Record<string, unknown> | undefined) =>
  actionFor(
    [{ conditions: { ...ANY, ...conditions }, action: { type: 'skip', parameters: {} } }],
    volumeFactsOf(claim, volume),
  ) !== undefined;

describe('actionFor', () => {
  it.each<[string, Partial<VolumeConditions>, Record<string, unknown> | undefined, boolean]>([
    ['nothing is asked', {}, csi, true],
    ['capacity is at the lower end', { capacity: { lower: 10n * GI, upper: 20n * GI } }, csi, true],
    ['capacity is at the upper end', { capacity: { lower: 1n * GI, upper: 10n * GI } }, csi, true],
    ['capacity is below', { capacity: { lower: 11n * GI, upper: 0n } }, csi, false],
    ['capacity is above', { capacity: { lower: 0n, upper: 9n * GI } }, csi, false],
    ['the class is among them', { storageClass: ['gp2', 'gp3'] }, csi, true],
    ['the class is another', { storageClass: ['gp2'] }, csi, false],
    ['there is no class', { storageClass: ['gp2'] }, nfs, false],
    ['any NFS volume will do', { nfs: { server: '', path: '' } }, nfs, true],
    ['it is no NFS volume', { nfs: { server: '', path: '' } }, csi, false],
    ['server and path are equal', { nfs: { server: '10.0.0.1', path: '/exports' } }, nfs, true],
    ['the path is another', { nfs: { server: '10.0.0.1', path: '/other' } }, nfs, false],
    ['any CSI volume will do', { csi: { driver: '', volumeAttributes: {} } }, csi, true],
    [
      'driver and attributes are there',
      { csi: { driver: 'ebs.csi.aws.com', volumeAttributes: { protocol: 'nfs' } } },
      csi,
      true,
    ],
    [
      'an attribute is another',
      { csi: { driver: 'ebs.csi.aws.com', volumeAttributes: { protocol: 'smb' } } },
      csi,
      false,
    ],
    ['the type is among them', { volumeTypes: ['nfs', 'csi'] }, csi, true],
    ['the type is another', { volumeTypes: ['hostPath'] }, csi, false],
    ['all labels are there', { pvcLabels: { tier: 'cache' } }, csi, true],
    ['a label is another', { pvcLabels: { tier: 'data' } }, csi, false],
    ['the phase is among them', { pvcPhase: ['Bound'] }, csi, true],
    ['the phase is another', { pvcPhase: ['Pending'] }, csi, false],
    ['the mode is equal', { pvcVolumeMode: 'Filesystem' }, csi, true],
    ['the mode is another', { pvcVolumeMode: 'Block' }, csi, false],
    [
      'the access modes are the same in another order',
      { pvcAccessModes: ['ReadOnlyMany', 'ReadWriteOnce'] },
      csi,
      true,
    ],
    ['there are more access modes', { pvcAccessModes: ['ReadWriteOnce'] }, csi, false],
    ['there is no volume, and a class is asked for', { storageClass: ['gp3'] }, undefined, false],
    ['there is no volume, and the claim alone is asked', { pvcPhase: ['Bound'] }, undefined, true],
  ])('where %s', (_, conditions, volume, expected) => {
    expect(matches(conditions, volume)).toBe(expected);
  });

  it('takes the first policy that fits', () => {
    const policies = (['snapshot', 'skip'] as const).map((type) => ({
      conditions: { ...ANY, storageClass: type === 'snapshot' ? ['other'] : [] },
      action: { type, parameters: {} },
    }));

    expect(actionFor(policies, volumeFactsOf(claim, csi))?.type).toBe('skip');
  });
});
