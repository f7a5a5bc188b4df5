import { type JsonObject, textAt } from '../json/exact-json.ts';

/** How a volume's data was backed up, as Velero's volumeinfo names it; `None` where it was not. */
export type BackupMethod = 'NativeSnapshot' | 'PodVolumeBackup' | 'CSISnapshot' | 'None';

/** What a backup's volume lists say. */
export interface VolumeFacts {
  /** By name of the PersistentVolume. */
  readonly methods: ReadonlyMap<string, BackupMethod>;
  /**
   * By `<namespace>/<name>` of the claim, for volumes that `methods` does not name: backups of Velero before 1.13 tell
   * by claim what was backed up from Pods and by CSI (`pkg/restore/restore.go`, `hasPodVolumeBackup`,
   * `hasCSIVolumeSnapshot`).
   */
  readonly methodsOfClaims: ReadonlyMap<string, BackupMethod>;
}

/** A claim by its name. */
export interface ClaimName {
  readonly namespace: string;
  readonly name: string;
}

/** What decisions read of a PersistentVolume, in an archive or in the cluster. */
export interface Volume {
  readonly name: string;
  /** `Delete`: what is behind it went when its claim did. */
  readonly reclaimPolicy: string | undefined;
  readonly claim: ClaimName | undefined;
  /** UID of the very claim that it was bound to; a volume waits for any claim of the name without it. */
  readonly claimUid: string | undefined;
}

/** Reads a PersistentVolume. */
export function readVolume(object: JsonObject): Volume {
  const namespace = textAt(object, 'spec', 'claimRef', 'namespace');
  const claim = textAt(object, 'spec', 'claimRef', 'name');
  return {
    name: textAt(object, 'metadata', 'name') ?? '',
    reclaimPolicy: textAt(object, 'spec', 'persistentVolumeReclaimPolicy'),
    claim: namespace === undefined || claim === undefined ? undefined : { namespace, name: claim },
    claimUid: textAt(object, 'spec', 'claimRef', 'uid'),
  };
}

/** The volumes of a restore: known before the first claim is planned, because a claim's fate is its volume's. */
export interface VolumeWorld {
  readonly facts: VolumeFacts;
  /** PersistentVolumes of the archive that this restore may make, by name. */
  readonly archived: ReadonlyMap<string, Volume>;
  /** PersistentVolumes of the cluster, by name. */
  readonly existing: ReadonlyMap<string, Volume>;
  /** Whether a claim of the archive, by its archived name, is part of this restore. */
  readonly selectsClaim: (claim: ClaimName) => boolean;
  readonly emptyVolumes: 'Skip' | 'Allow';
  /** `restorePVs: false`: native snapshots count for nothing, and their volumes for what they are themselves. */
  readonly ignoresSnapshots: boolean;
}

/**
 * What becomes of a claim: made with its volume's name, to be bound to it again; made without, so that a new and empty
 * volume is provisioned; made as it is, because it never had a volume; or left out, and why.
 */
export type ClaimDecision =
  | { readonly volume: 'rebind' | 'provision' | undefined }
  | { readonly skip: 'no-volume-data'; readonly detail: string };

/** What becomes of a PersistentVolume: made as it is, or left out, and why. */
export type VolumeDecision =
  | { readonly isRestored: true }
  | { readonly isRestored: false; readonly reason: 'no-volume-data' | 'made-by-cluster'; readonly detail: string };

/** Methods by which data lies somewhere else than in the volume; bringing it back is not in this release. */
const SAVED_ELSEWHERE: Readonly<Record<BackupMethod, string | undefined>> = {
  NativeSnapshot: 'a snapshot of its storage',
  PodVolumeBackup: 'a copy of its files',
  CSISnapshot: 'a CSI snapshot',
  None: undefined,
};

/**
 * Decides for a claim that is not in the cluster. Velero's rule for volumes whose data it does not bring back itself
 * (`restore.go`): one with reclaim policy `Delete` is provisioned anew, any other is bound again. What Velero makes empty
 * without a word is left out here unless `emptyVolumes` is `Allow`: a database must not start empty and be backed up as
 * good. `target` is the namespace that the claim goes to.
 */
export function decideClaim(world: VolumeWorld, claim: JsonObject, target: string): ClaimDecision {
  const volumeName = textAt(claim, 'spec', 'volumeName') ?? '';
  if (volumeName === '') return { volume: undefined };
  const name = textAt(claim, 'metadata', 'name') ?? '';
  const existing = world.existing.get(volumeName);
  if (existing !== undefined) {
    const obstacle = whyNotBindable(existing, { namespace: target, name });
    return obstacle === undefined ? { volume: 'rebind' } : withoutData(world, obstacle, 'provision');
  }
  const moved = whyMoved(world, claim, volumeName);
  if (moved !== undefined) return withoutData(world, moved, 'provision');
  const archived = world.archived.get(volumeName);
  if (archived === undefined) {
    // Velero leaves the name in: somebody may bring the volume later.
    const detail = `its volume ${volumeName} is neither in the cluster nor in this restore`;
    return withoutData(world, detail, 'rebind');
  }
  const loss = whyLost(world, archived);
  return loss === undefined ? { volume: 'rebind' } : withoutData(world, loss, 'provision');
}

/** Decides for a PersistentVolume that is not in the cluster. */
export function decideVolume(world: VolumeWorld, object: JsonObject): VolumeDecision {
  const volume = readVolume(object);
  const loss = whyLost(world, volume);
  if (loss === undefined) return { isRestored: true };
  const isToldByClaim = volume.claim !== undefined && world.selectsClaim(volume.claim);
  const reason = isToldByClaim || world.emptyVolumes === 'Allow' ? 'made-by-cluster' : 'no-volume-data';
  return { isRestored: false, reason, detail: loss };
}

function withoutData({ emptyVolumes }: VolumeWorld, detail: string, volume: 'rebind' | 'provision'): ClaimDecision {
  return emptyVolumes === 'Allow' ? { volume } : { skip: 'no-volume-data', detail };
}

/** In a claim whose data Velero 1.12 moved, the annotation alone tells: it wrote no list of volumes yet. */
const DATA_UPLOAD = 'velero.io/data-upload-name';

function whyMoved({ facts }: VolumeWorld, claim: JsonObject, volume: string): string | undefined {
  const isMoved = textAt(claim, 'metadata', 'annotations', DATA_UPLOAD) !== undefined && !facts.methods.has(volume);
  return isMoved
    ? `the data of volume ${volume} was moved to object storage, from where it is not restored`
    : undefined;
}

/** Why the data behind an archived volume is not to be had by making the volume again. */
function whyLost({ facts, ignoresSnapshots }: VolumeWorld, { name, reclaimPolicy, claim }: Volume): string | undefined {
  const ofClaim = claim && facts.methodsOfClaims.get(`${claim.namespace}/${claim.name}`);
  const method = facts.methods.get(name) ?? ofClaim ?? 'None';
  const elsewhere = ignoresSnapshots && method === 'NativeSnapshot' ? undefined : SAVED_ELSEWHERE[method];
  if (elsewhere !== undefined) return `the data of volume ${name} is in ${elsewhere}, which is not restored`;
  if (reclaimPolicy !== 'Delete') return undefined;
  return `volume ${name} had reclaim policy Delete, and its data is not in the backup`;
}

/** Why a volume of the cluster cannot be bound to a claim. */
function whyNotBindable({ name, claim, claimUid }: Volume, wanted: ClaimName): string | undefined {
  if (claim === undefined) return undefined;
  if (claim.namespace !== wanted.namespace || claim.name !== wanted.name) {
    return `its volume ${name} belongs to claim ${claim.namespace}/${claim.name}`;
  }
  // A claim that is made anew has another UID, and the two would never find each other.
  if (claimUid !== undefined) {
    return `its volume ${name} waits for an earlier claim of this name; remove spec.claimRef.uid from it to bind it again`;
  }
  return undefined;
}
