import type { Attachments } from '../backup-store.ts';
import { encodeJson, isRecord, parseJson, textOf } from './json.ts';

/** One volume in `<b>-volumeinfo.json.gz`, as far as Lifeboat reads it. */
export interface VolumeInfo {
  readonly claimNamespace: string | undefined;
  readonly claimName: string | undefined;
  readonly volume: string | undefined;
  /** `NativeSnapshot`, `PodVolumeBackup` or `CSISnapshot`; undefined where the data was not backed up. */
  readonly method: string | undefined;
  readonly isSkipped: boolean;
  readonly skippedReason: string | undefined;
}

/** In Velero's form, `approach: reason;`. */
const REASON = 'lifeboat: the objects are backed up, the data of the volume is not;';

/**
 * One entry per claim without data, each marked as skipped. Velero then restores a retained volume as it is and has
 * one that would be deleted provisioned anew; without the entry it would look for legacy snapshots first.
 */
export function encodeVolumeInfo(claims: Attachments['claims']): Buffer {
  return encodeJson(
    claims.map(({ namespace, name, volume }) => ({
      pvcName: name,
      pvcNamespace: namespace,
      ...(volume === undefined ? {} : { pvName: volume }),
      snapshotDataMoved: false,
      preserveLocalSnapshot: false,
      skipped: true,
      skippedReason: REASON,
    })),
  );
}

/** Reads a volume list of any Velero release and ours; empty where there is none. */
export function parseVolumeInfo(bytes: Uint8Array): VolumeInfo[] {
  const document = parseJson(bytes);
  const volumes = Array.isArray(document) ? document.filter(isRecord) : [];
  return volumes.map((volume) => ({
    claimNamespace: textOf(volume['pvcNamespace']),
    claimName: textOf(volume['pvcName']),
    volume: textOf(volume['pvName']),
    method: textOf(volume['backupMethod']),
    isSkipped: volume['skipped'] === true,
    skippedReason: textOf(volume['skippedReason']),
  }));
}
