import { changeAt, withoutAt } from '../../../json/edit.ts';
import { type JsonObject, textAt } from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/** How the volume controller tells that it has bound a claim and a volume. */
const BINDING = ['pv.kubernetes.io/bind-completed', 'pv.kubernetes.io/bound-by-controller'];

/** What else a claim was told on its way to a volume: by provisioners, the scheduler, and Velero's backups. */
const PROVISIONING = [
  'volume.kubernetes.io/storage-provisioner',
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/selected-node',
  'velero.io/volume-snapshot-name',
  'velero.io/data-upload-name',
];

/**
 * Takes from a claim the traces of its binding (Velero, `pkg/restore/actions/pvc_action.go`), and its volume where a
 * new one is to be provisioned. A claim that never was bound keeps the volume it asks for.
 */
export function resetClaim(claim: JsonObject, { volume, losesSnapshots }: PrepareFacts): JsonObject {
  const unsourced = losesSnapshots ? withoutSnapshot(claim) : claim;
  const unbound = withoutAt(unsourced, ['metadata', 'annotations'], [...BINDING, ...PROVISIONING]);
  return volume === 'provision' ? withoutAt(unbound, ['spec'], ['volumeName']) : unbound;
}

/** Without a snapshot as its source: one that is not there would be waited for for ever (Velero, `csi/pvc_action.go`). */
function withoutSnapshot(claim: JsonObject): JsonObject {
  const snapshots = ['dataSource', 'dataSourceRef'].filter(
    (field) => textAt(claim, 'spec', field, 'kind') === 'VolumeSnapshot',
  );
  return withoutAt(claim, ['spec'], snapshots);
}

/**
 * Makes a volume wait for its claim by name, in the namespace that claim goes to: with the claim's UID it would be
 * released instead, and its data out of reach (Velero, `resetVolumeBindingInfo` in `pkg/restore/restore.go`).
 */
export function resetVolume(volume: JsonObject, { mapping }: PrepareFacts): JsonObject {
  const unbound = withoutAt(volume, ['metadata', 'annotations'], BINDING);
  const waiting = withoutAt(unbound, ['spec', 'claimRef'], ['uid', 'resourceVersion']);
  return changeAt(waiting, ['spec', 'claimRef', 'namespace'], (name) => mapping.get(name as string) ?? name);
}
