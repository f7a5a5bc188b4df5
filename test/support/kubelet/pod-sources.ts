import type { ClusterRig } from '../cluster-rig.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import type { KeyRef, ObjectRef, Pod } from './pod.ts';

/** Something a Pod refers to is not there yet: its container waits, as it does under a kubelet. */
export class MissingSource extends Error {
  override readonly name = 'MissingSource';
}

/** Named bytes: the keys of a ConfigMap or Secret. */
export type Data = Readonly<Record<string, Buffer>>;

/** What a Pod takes from the cluster: ConfigMaps and Secrets of its namespace, and a real token of its ServiceAccount. */
export class PodSources {
  /** How a process in a cluster finds the API server. */
  readonly apiServerEnvironment: Readonly<Record<string, string>>;
  readonly #rig: ClusterRig;
  readonly #pod: Pod;
  readonly #base: string;

  constructor(rig: ClusterRig, pod: Pod) {
    this.#rig = rig;
    this.#pod = pod;
    this.#base = `/api/v1/namespaces/${pod.metadata.namespace}`;
    const { hostname, port } = new URL(rig.url);
    this.apiServerEnvironment = {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      KUBERNETES_SERVICE_PORT_HTTPS: port,
    };
  }

  /** All of a ConfigMap; empty where it is optional and absent. */
  async configMap(ref: ObjectRef): Promise<Data> {
    const object = await this.#find('configmaps', ref);
    const text = Object.entries((object?.['data'] ?? {}) as Record<string, string>);
    const binary = Object.entries((object?.['binaryData'] ?? {}) as Record<string, string>);
    return Object.fromEntries([
      ...text.map(([key, value]) => [key, Buffer.from(value)] as const),
      ...binary.map(([key, value]) => [key, Buffer.from(value, 'base64')] as const),
    ]);
  }

  /** All of a Secret; empty where it is optional and absent. */
  async secret(ref: ObjectRef): Promise<Data> {
    const object = await this.#find('secrets', ref);
    const data = Object.entries((object?.['data'] ?? {}) as Record<string, string>);
    return Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(value, 'base64')]));
  }

  async configMapKey(ref: KeyRef): Promise<Buffer | undefined> {
    return this.#key('ConfigMap', await this.configMap(ref), ref);
  }

  async secretKey(ref: KeyRef): Promise<Buffer | undefined> {
    return this.#key('Secret', await this.secret(ref), ref);
  }

  /** A token of the Pod's ServiceAccount, bound to the Pod. */
  async token(audience: string | undefined, expirationSeconds = 3600): Promise<string> {
    const { name, uid } = this.#pod.metadata;
    const path = `${this.#base}/serviceaccounts/${this.#pod.spec.serviceAccountName ?? 'default'}/token`;
    const answer = await this.#rig.kubeletApi.create<{ status: { token: string } }>(path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        expirationSeconds,
        ...(audience !== undefined && { audiences: [audience] }),
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    });
    return answer.status.token;
  }

  async #find(resource: string, ref: ObjectRef): Promise<KubeObject | undefined> {
    const object = await this.#rig.kubeletApi.find(`${this.#base}/${resource}/${ref.name}`);
    if (object === undefined && ref.optional !== true) throw new MissingSource(`${resource} "${ref.name}" not found`);
    return object;
  }

  #key(kind: string, data: Data, ref: KeyRef): Buffer | undefined {
    if (data[ref.key] === undefined && ref.optional !== true) {
      throw new MissingSource(`couldn't find key ${ref.key} in ${kind} ${this.#pod.metadata.namespace}/${ref.name}`);
    }
    return data[ref.key];
  }
}
