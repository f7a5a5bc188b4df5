import { mapConcurrent } from '../../../src/base/concurrent.ts';
import type { ClusterRig } from '../../support/cluster-rig.ts';

/** Lines of a ConfigMap: about 5 KiB of settings, of which a third is chance. */
const LINES = 128;

/** Makes a namespace with so many ConfigMaps of 5 KiB. */
export async function fill(rig: ClusterRig, namespace: string, objects: number): Promise<void> {
  await rig.api.create('/api/v1/namespaces', { metadata: { name: namespace } });
  const indexes = Array.from({ length: objects }, (_, index) => index);
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  await mapConcurrent(indexes, 20, (index) => rig.api.create(path, configMap(index)));
}

/** Throws where a namespace does not hold so many ConfigMaps, and the one that every namespace is given. */
export async function assertRestored(rig: ClusterRig, namespace: string, objects: number): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/configmaps?limit=1`;
  const { metadata } = await rig.api.get<{ metadata: { remainingItemCount?: number } }>(path);
  const restored = metadata.remainingItemCount ?? 0;
  if (restored !== objects) throw new Error(`${namespace} has ${restored} of ${objects} ConfigMaps`);
}

/** Removes a namespace, and waits until nothing of it is left. */
export async function remove(rig: ClusterRig, namespace: string): Promise<void> {
  const { code, stderr } = await rig.kubectl(['delete', 'namespace', namespace, '--wait', '--timeout=300s']);
  if (code !== 0) throw new Error(stderr);
}

function configMap(index: number): object {
  const value = (line: number) => Math.imul(index * LINES + line + 1, 2_654_435_761) >>> 0;
  const settings = Array.from(
    { length: LINES },
    (_, line) => `service.option.${line}.value=${value(line).toString(16).padStart(16, 'f')}`,
  );
  return {
    metadata: { name: `settings-${index}`, labels: { app: `app-${index % 40}` } },
    data: { 'app.properties': settings.join('\n') },
  };
}
