import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../api-server/objects/json.ts';
import { type ClusterObjects, recordedObjects } from './cluster-objects.ts';

const GOLDEN = fileURLToPath(new URL('../../golden/velero-1.18.3', import.meta.url));

/** A restore that a real Velero made, with the cluster before and after it. */
export interface GoldenRestore {
  readonly name: string;
  /** `spec` of the Restore as it was asked for. */
  readonly spec: JsonObject;
  readonly before: ClusterObjects;
  readonly after: ClusterObjects;
}

/** Reads a golden restore by its folder's name. */
export function goldenRestore(name: string): GoldenRestore {
  const file = (of: string, what: string) => join(GOLDEN, 'restores', of, what);
  const { spec } = JSON.parse(readFileSync(file(name, 'request.json'), 'utf8')) as { readonly spec: JsonObject };
  const before = file(name, 'before.json.gz');
  return {
    name,
    spec,
    before: existsSync(before) ? recordedObjects(readFileSync(before)) : emptyCluster(file),
    after: recordedObjects(readFileSync(file(name, 'after.json.gz'))),
  };
}

/** The objects of the cluster that all golden backups were made of. */
export function backedUpCluster(): ClusterObjects {
  return recordedObjects(readFileSync(join(GOLDEN, 'cluster.json.gz')));
}

/** A cluster with nothing in it but itself and Velero: the one in which a restore without a backup did nothing. */
function emptyCluster(file: (of: string, what: string) => string): ClusterObjects {
  const objects = recordedObjects(readFileSync(file('missing-backup', 'after.json.gz')));
  return new Map([...objects].filter(([key]) => !key.startsWith('restores.velero.io/')));
}
