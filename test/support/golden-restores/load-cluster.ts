import type { JsonObject } from '../api-server/objects/json.ts';
import type { ClusterRig } from '../cluster-rig.ts';
import { type Loaded, loadLists } from '../fidelity-snapshot.ts';
import { collectionOf } from '../whole-run/world.ts';
import type { ClusterObjects } from './cluster-objects.ts';

/** Creates what a cluster held in a rig, each object as it was without what servers own. */
export async function loadCluster(rig: ClusterRig, objects: ClusterObjects): Promise<Loaded> {
  const byCollection = Map.groupBy(objects, ([key, object]) => collectionPathOf(key, object));
  const lists = [...byCollection].map(([path, entries]) => ({ path, items: entries.map(([, object]) => object) }));
  return loadLists(rig, lists);
}

function collectionPathOf(key: string, object: JsonObject): string {
  const [resource = ''] = (key.split('/')[0] ?? '').split('.');
  return collectionOf(object['apiVersion'] as string, resource);
}
