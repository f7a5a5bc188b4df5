import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import type { BackupMethod, VolumeFacts } from '../../domain/restore/volumes.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { claimsInSnapshots, claimsInPodBackups, volumesInSnapshots } from '../files/legacy-volumes.ts';
import { parseVolumeInfo, type VolumeInfo } from '../files/volume-info.ts';
import { fileKey, type SideFile } from '../layout.ts';
import { readUnpacked } from '../store/read-unpacked.ts';

const LISTS = ['volumeinfo', 'volumesnapshots', 'podvolumebackups', 'csi-volumesnapshots'] as const;

/**
 * What a backup's lists say of its volumes. Velero's volumeinfo decides where it has an entry; what older releases wrote
 * fills in the rest, in Velero's own order: native snapshots, then backups from Pods, then CSI snapshots.
 */
export async function readVolumeFacts(ctx: RunContext, store: ObjectStore, backup: string): Promise<VolumeFacts> {
  const lists = new Map<SideFile, Uint8Array>();
  await mapConcurrent(LISTS, LISTS.length, async (list) => {
    lists.set(list, (await readUnpacked(ctx, store, fileKey(backup, list)))?.bytes ?? new Uint8Array());
  });
  const listed = <T>(list: (typeof LISTS)[number], parse: (bytes: Uint8Array) => readonly T[]) =>
    parse(lists.get(list) ?? new Uint8Array());
  const as = (method: BackupMethod) => (name: string) => [name, method] as const;
  return {
    methods: new Map([
      ...listed('volumesnapshots', volumesInSnapshots).map(as('NativeSnapshot')),
      ...listed('volumeinfo', parseVolumeInfo).flatMap(methodOf),
    ]),
    methodsOfClaims: new Map([
      ...listed('csi-volumesnapshots', claimsInSnapshots).map(as('CSISnapshot')),
      ...listed('podvolumebackups', claimsInPodBackups).map(as('PodVolumeBackup')),
    ]),
  };
}

const METHODS: ReadonlySet<string> = new Set<BackupMethod>(['NativeSnapshot', 'PodVolumeBackup', 'CSISnapshot']);

/** A method that a newer release may have is none of ours: the data cannot come back, whatever it is. */
function methodOf({ volume, method = 'None', isSkipped }: VolumeInfo): (readonly [string, BackupMethod])[] {
  if (volume === undefined || volume === '') return [];
  return [[volume, isSkipped || !isMethod(method) ? 'None' : method]];
}

function isMethod(method: string): method is BackupMethod {
  return METHODS.has(method);
}
