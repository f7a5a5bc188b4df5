import { mapConcurrent } from '../../../src/base/concurrent.ts';
import { encodeJson, type JsonObject } from '../api-server/objects/json.ts';
import type { ClusterRig } from '../cluster-rig.ts';
import { recordedLists } from '../fidelity-snapshot.ts';
import { ServerTexts } from '../fidelity-server.ts';

/** Types whose status somebody other than the server writes, and which the server lets anybody write. */
const WITH_STATUS = new Set([
  '/api/v1/persistentvolumeclaims',
  '/api/v1/persistentvolumes',
  '/api/v1/pods',
  '/apis/apps/v1/deployments',
  '/apis/batch/v1/jobs',
  '/apis/example.com/v1/widgets',
]);

/** Gives the objects of the recorded golden cluster the status that they had; returns how many have it now. */
export async function loadStatuses(rig: ClusterRig): Promise<number> {
  await using server = new ServerTexts(rig);
  const lists = recordedLists().filter(({ path }) => WITH_STATUS.has(path));
  const objects = lists.flatMap(({ path, items }) => items.map((object) => ({ path, object })));
  const written = await mapConcurrent(objects, 8, async ({ path, object }) => writeStatus(server, path, object));
  return written.filter(Boolean).length;
}

async function writeStatus(server: ServerTexts, path: string, object: JsonObject): Promise<boolean> {
  const { namespace, name } = object['metadata'] as { readonly namespace?: string; readonly name: string };
  const { status } = object;
  if (status === undefined) return false;
  const at = namespace === undefined ? path : path.replace(/\/([^/]+)$/, `/namespaces/${namespace}/$1`);
  const answer = await server.patch(`${at}/${name}/status`, encodeJson({ status }, 'given'));
  if (answer.status >= 300) throw new Error(`Cannot write the status of ${at}/${name}: ${answer.text}`);
  return true;
}
