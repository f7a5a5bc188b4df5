import type { RunContext } from '../../src/base/context.ts';
import type { Cluster, KubeObject, ObjectPath } from '../../src/kube/cluster.ts';

/** A cluster to hold to its promises, and what it takes to look behind it. */
export interface ClusterUnderTest extends AsyncDisposable {
  /** As somebody who may do everything. */
  readonly cluster: Cluster;
  /** Makes a namespace that nobody else uses. */
  newNamespace(): Promise<string>;
  /** The body of a GET as another client gets it. */
  raw(path: string): Promise<Buffer>;
  /** The same cluster as somebody who may only list ConfigMaps, and only in one namespace. */
  asLister(namespace: string): Promise<Cluster>;
  /** The same cluster with a token that it does not know. */
  asStranger(): Promise<Cluster>;
  /** Makes a Pod that runs, with a container `main` in which the commands of the suite run. */
  newShell(namespace: string, name: string): Promise<void>;
  /** Makes a Pod that has printed this; undefined where the nodes are of kwok, which print nothing. */
  readonly newPrinter?: (namespace: string, name: string, text: string) => Promise<void>;
  /** Makes the server forget its past states, so that lists which began before cannot be continued. */
  compact(): Promise<void>;
}

/** What differs between servers that all keep the contract. */
export interface Traits {
  /** Whether `compact` makes lists expire. A real server answers from its cache what etcd has forgotten. */
  readonly forgets: boolean;
  /** Whether the node tells exit codes. kwok says of every command that fails that it could not be run. */
  readonly tellsExitCodes: boolean;
}

/** What every test of the contract begins with. */
export interface Stage {
  readonly ctx: RunContext;
  readonly cluster: Cluster;
  /** Its own namespace. */
  readonly namespace: string;
  readonly under: ClusterUnderTest;
}

/** A ConfigMap as it is created. */
export function aConfigMap(
  name: string,
  more: Readonly<Record<string, unknown>> = {},
  metadata: object = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', data: { of: name }, ...more, metadata: { name, ...metadata } };
}

/** The path of the ConfigMaps of a namespace. */
export function configMapsIn(namespace: string): ObjectPath {
  return { group: '', version: 'v1', resource: 'configmaps', namespace };
}
