import type { ClusterRig } from './cluster-rig.ts';
import { contentOf } from './whole-run/restore/dump.ts';
import { WorldApi } from './whole-run/world.ts';

/** Objects by key, each as people compare it; a namespace's own name reads `<ns>`. */
export type Content = ReadonlyMap<string, string>;

/** Made by a controller from something else and named at random, or made by the cluster for every namespace. */
const MADE_ANEW =
  /^(events|pods|endpoints|endpointslices\.discovery\.k8s\.io|leases\.coordination\.k8s\.io)\/|\/kube-root-ca\.crt$/;

/** Left out of backups: what says so itself, and the records of Lifeboat's runs. */
const LEFT_OUT = /"(velero\.io|[^"]+\.dev)\/exclude-from-backup":"true"|"[^"]+\.dev\/kind":"/;

/** What is true of an owner or a claim of one cluster only. */
const IDENTITY = /"(uid|resourceVersion)":"[^"]+",?/g;

/** The objects of a namespace of a rig with controllers, without what is made anew and what no backup holds. */
export async function rigContent(rig: ClusterRig, namespace: string): Promise<Content> {
  return contentWhere(rig, namespace, () => true);
}

/** The cluster-scoped objects whose names contain one of these words. */
export async function clusterContent(rig: ClusterRig, words: readonly string[]): Promise<Content> {
  return contentWhere(rig, undefined, (key) => {
    const [, name = '', ...rest] = key.split('/');
    return rest.length === 0 && words.some((word) => name.includes(word));
  });
}

async function contentWhere(
  rig: ClusterRig,
  namespace: string | undefined,
  isWanted: (key: string) => boolean,
): Promise<Content> {
  const api = new WorldApi(rig.url, rig.caPem, rig.token);
  try {
    const content = [...(await contentOf(api, namespace))].filter(([key]) => isWanted(key));
    const kept = content.filter(([key, text]) => !MADE_ANEW.test(key) && !LEFT_OUT.test(text));
    const plain = kept.map(([key, text]): [string, string] => [key, text.replaceAll(IDENTITY, '')]);
    return new Map(plain.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } finally {
    await api.close();
  }
}
