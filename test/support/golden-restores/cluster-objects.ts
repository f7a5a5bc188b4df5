import { vi } from 'vitest';
import { objectsOfList, type RecordedAnswer, readRecordedCluster } from '../api-server/recorded-lists.ts';
import type { JsonObject } from '../api-server/objects/json.ts';
import { givenToNamespace } from '../cluster/keeping-controllers.ts';
import type { WorldApi } from '../whole-run/world.ts';

/** All objects of a cluster, each once, in the preferred version of its type, by `deployments.apps/alpha/web`. */
export type ClusterObjects = ReadonlyMap<string, JsonObject>;

/** The objects of a recorded cluster. */
export function recordedObjects(gzip: Buffer): ClusterObjects {
  return objectsOf(readRecordedCluster(gzip));
}

/** The objects that a cluster has now, of every type that it lists. */
export async function currentObjects(api: WorldApi): Promise<ClusterObjects> {
  const answers: RecordedAnswer[] = [];
  for (const root of await preferredVersions(api)) {
    const { status, text } = await api.ask('GET', root);
    if (status !== 200) continue; // the group of an APIService behind which nothing answers
    const { resources } = JSON.parse(text) as { resources: readonly { name: string; verbs: readonly string[] }[] };
    const listed = resources.filter(({ name, verbs }) => verbs.includes('list') && !name.includes('/'));
    for (const { name } of listed) answers.push({ path: `${root}/${name}`, text: await api.text(`${root}/${name}`) });
  }
  return objectsOf(answers);
}

/** The same, once its controllers have given each namespace what every one has. */
export async function objectsAtRest(api: WorldApi): Promise<ClusterObjects> {
  await vi.waitFor(async () => expectServed(api), { timeout: 200_000, interval: 50 });
  return currentObjects(api);
}

async function expectServed(api: WorldApi): Promise<void> {
  const { items } = JSON.parse(await api.text('/api/v1/namespaces')) as {
    items: readonly { metadata: { name: string }; status: { phase: string } }[];
  };
  const active = items.filter(({ status }) => status.phase === 'Active').map(({ metadata }) => metadata.name);
  for (const path of active.flatMap(givenToNamespace)) {
    if ((await api.ask('GET', path)).status !== 200) throw new Error(`${path} is not there yet`);
  }
}

async function preferredVersions(api: WorldApi): Promise<string[]> {
  const { groups } = JSON.parse(await api.text('/apis')) as {
    groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
  };
  return ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
}

/** The preferred version of a type is the first that is listed. */
function objectsOf(answers: readonly RecordedAnswer[]): ClusterObjects {
  const seen = new Set<string>();
  const objects = new Map<string, JsonObject>();
  for (const answer of answers) {
    const type = typeOfPath(answer.path);
    if (type === undefined || seen.has(type)) continue;
    seen.add(type);
    for (const object of objectsOfList(answer)) objects.set(keyOf(type, object), object);
  }
  return objects;
}

/** `/apis/apps/v1/deployments` lists `deployments.apps`. */
function typeOfPath(path: string): string | undefined {
  const [, group, resource] = /^\/(?:api|apis\/([^/]+))\/[^/]+\/([^/]+)$/.exec(path) ?? [];
  if (resource === undefined) return undefined;
  return group === undefined ? resource : `${resource}.${group}`;
}

function keyOf(type: string, object: JsonObject): string {
  const { namespace, name } = object['metadata'] as { readonly namespace?: string; readonly name: string };
  return namespace === undefined ? `${type}/${name}` : `${type}/${namespace}/${name}`;
}
