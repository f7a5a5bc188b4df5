import { serverObjects } from '../server-objects.ts';
import { collectionOf, type WorldApi } from '../world.ts';

/** Takes a namespace away with all that it holds: what its controller does, where there is one or not. */
export async function removeNamespace(api: WorldApi, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}`;
  await api.delete(path);
  while ((await api.find(path)) !== undefined) {
    await emptyNamespace(api, namespace);
    await api.ask('PUT', `${path}/finalize`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
}

/** Deletes everything in a namespace at once, whatever would rather wait. */
async function emptyNamespace(api: WorldApi, namespace: string): Promise<void> {
  const objects = (await serverObjects(api)).filter((object) => object.namespace === namespace);
  for (const { text, type, name } of objects) {
    const { apiVersion, metadata } = JSON.parse(text) as { apiVersion: string; metadata: { finalizers?: string[] } };
    const path = `${collectionOf(apiVersion, type.split('.')[0] ?? '', namespace)}/${name}`;
    await api.delete(path);
    if (metadata.finalizers !== undefined) await releaseObject(api, path);
  }
}

/** Takes an object's finalizers off, if it is there still: a controller may be faster. */
async function releaseObject(api: WorldApi, path: string): Promise<void> {
  try {
    await api.patch(path, { metadata: { finalizers: null } });
  } catch (error) {
    if ((await api.find(path)) !== undefined) throw error;
  }
}
