import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fileKey, type SideFile } from '../../../../src/archive/layout.ts';
import { readVolumeFacts } from '../../../../src/archive/open/read-volume-facts.ts';
import { aContext } from '../../../support/context.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';

const ctx = aContext();

async function factsOf(lists: Partial<Record<SideFile, unknown>>) {
  const objects = new MemoryObjectStore();
  for (const [list, content] of Object.entries(lists)) {
    await objects.put(ctx, fileKey('b', list as SideFile), gzipSync(JSON.stringify(content)));
  }
  const { methods, methodsOfClaims } = await readVolumeFacts(ctx, objects, 'b');
  return { methods: Object.fromEntries(methods), methodsOfClaims: Object.fromEntries(methodsOfClaims) };
}

describe('readVolumeFacts', () => {
  it('tells how each volume was backed up', async () => {
    const volumeinfo = [
      { pvName: 'a', backupMethod: 'NativeSnapshot' },
      { pvName: 'b', backupMethod: 'PodVolumeBackup' },
      { pvName: 'c', backupMethod: 'CSISnapshot' },
      { pvName: 'd', skipped: true, skippedReason: 'no snapshotter' },
      { pvName: 'e', backupMethod: 'Teleport' },
      { pvcName: 'unbound', pvcNamespace: 'shop' },
      { pvName: '', backupMethod: 'PodVolumeBackup' },
    ];

    expect(await factsOf({ volumeinfo })).toEqual({
      methods: { a: 'NativeSnapshot', b: 'PodVolumeBackup', c: 'CSISnapshot', d: 'None', e: 'None' },
      methodsOfClaims: {},
    });
  });

  it('fills in from the lists of old releases what the newer one does not tell', async () => {
    const facts = await factsOf({
      volumeinfo: [{ pvName: 'a', skipped: true }],
      volumesnapshots: [{ spec: { persistentVolumeName: 'a' } }, { spec: { persistentVolumeName: 'b' } }],
      podvolumebackups: [
        { metadata: { annotations: { 'velero.io/pvc-name': 'x' } }, spec: { pod: { namespace: 'shop' } } },
      ],
      'csi-volumesnapshots': [
        { metadata: { namespace: 'shop' }, spec: { source: { persistentVolumeClaimName: 'x' } } },
        { metadata: { namespace: 'shop' }, spec: { source: { persistentVolumeClaimName: 'y' } } },
      ],
    });

    expect(facts).toEqual({
      methods: { a: 'None', b: 'NativeSnapshot' },
      methodsOfClaims: { 'shop/x': 'PodVolumeBackup', 'shop/y': 'CSISnapshot' },
    });
  });

  it('knows of nothing where there are no lists, or empty ones', async () => {
    expect(await factsOf({})).toEqual({ methods: {}, methodsOfClaims: {} });
    expect(await factsOf({ volumeinfo: null, podvolumebackups: null })).toEqual({ methods: {}, methodsOfClaims: {} });
  });
});
