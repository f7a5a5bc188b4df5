import { KEEPING_CONTROLLERS } from '../support/cluster/keeping-controllers.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type ClusterObjects, objectsAtRest } from '../support/golden-restores/cluster-objects.ts';
import type { Difference } from '../support/golden-restores/differences.ts';
import { backedUpCluster } from '../support/golden-restores/golden-restore.ts';
import { loadCluster } from '../support/golden-restores/load-cluster.ts';
import { judgeDifferences } from '../support/golden-restores/named-differences.ts';
import { settledDifferences } from '../support/golden-restores/settled-differences.ts';
import { loadStatuses } from '../support/round-trip/load-statuses.ts';
import { WorldApi } from '../support/whole-run/world.ts';
import { installVelero, type SharedLocation } from './server/install.ts';

/** A cluster with Velero installed and nothing else in it; no controller edits what is written. */
export async function emptyCluster(location: SharedLocation): Promise<ClusterRig> {
  const rig = await startClusterRig({ controllers: KEEPING_CONTROLLERS });
  await installVelero(rig, location);
  return rig;
}

/** The same with the objects of the golden cluster, which is of nearly every kind, and with their statuses. */
export async function fullCluster(location: SharedLocation): Promise<ClusterRig> {
  const rig = await emptyCluster(location);
  const isVeleros = (key: string): boolean => /(^|[/.])velero(\.io)?(\/|$)/.test(key);
  const { refused } = await loadCluster(rig, new Map([...backedUpCluster()].filter(([key]) => !isVeleros(key))));
  const unexpected = refused.filter((refusal) => !refusal.includes('/services kubernetes: '));
  if (unexpected.length > 0) throw new Error(`Cannot make the cluster: ${unexpected.join('; ')}`);
  await loadStatuses(rig);
  return rig;
}

/** All objects that a cluster has, once its controllers have given each namespace what every one has. */
export async function objectsOf(rig: ClusterRig): Promise<ClusterObjects> {
  const api = new WorldApi(rig.url, rig.caPem, rig.token);
  try {
    return await objectsAtRest(api);
  } finally {
    await api.close();
  }
}

/**
 * Where clusters differ after a restore by Lifeboat and one by Velero of the same backup, outside the named differences
 * and what both leave to chance.
 */
export function unnamedDifferences(
  ours: ClusterObjects,
  theirs: ClusterObjects,
  backedUp: ClusterObjects,
): readonly Difference[] {
  const differences = settledDifferences(ours, theirs, [backedUp]);
  const restore = { name: 'plain', spec: {}, before: new Map(), after: theirs };
  return judgeDifferences(differences, restore).unnamed.filter((difference) => !isByChance(difference));
}

/**
 * The account `default` bears the labels of the restore where that was faster than the controller that makes it, in
 * each namespace anew; Velero's server makes itself a Secret, and looks after its own namespace.
 */
function isByChance({ object, at }: Difference): boolean {
  return (/^serviceaccounts\/[^/]+\/default$/.test(object) && at === 'metadata.labels') || /\/velero\//.test(object);
}
