import { isRecord, parseJson, recordAt, textOf } from './json.ts';

/** Kept on a PodVolumeBackup: the claim behind the volume of its Pod (Velero, `pkg/podvolume/configs`). */
const CLAIM_NAME = 'velero.io/pvc-name';

/** Names of the volumes in `<b>-volumesnapshots.json.gz`; empty where there is none. */
export function volumesInSnapshots(bytes: Uint8Array): string[] {
  return recordsIn(bytes).flatMap((snapshot) => textOf(recordAt(snapshot, 'spec')['persistentVolumeName']) ?? []);
}

/** `<namespace>/<name>` of the claims in `<b>-podvolumebackups.json.gz`; empty where there is none. */
export function claimsInPodBackups(bytes: Uint8Array): string[] {
  return recordsIn(bytes).flatMap((backup) => {
    const pod = recordAt(recordAt(backup, 'spec'), 'pod');
    return claimNames(pod['namespace'], recordAt(recordAt(backup, 'metadata'), 'annotations')[CLAIM_NAME]);
  });
}

/** `<namespace>/<name>` of the claims in `<b>-csi-volumesnapshots.json.gz`; empty where there is none. */
export function claimsInSnapshots(bytes: Uint8Array): string[] {
  return recordsIn(bytes).flatMap((snapshot) => {
    const source = recordAt(recordAt(snapshot, 'spec'), 'source');
    return claimNames(recordAt(snapshot, 'metadata')['namespace'], source['persistentVolumeClaimName']);
  });
}

function recordsIn(bytes: Uint8Array): Readonly<Record<string, unknown>>[] {
  const document = parseJson(bytes);
  return Array.isArray(document) ? document.filter(isRecord) : [];
}

function claimNames(namespace: unknown, name: unknown): string[] {
  return typeof namespace === 'string' && typeof name === 'string' ? [`${namespace}/${name}`] : [];
}
