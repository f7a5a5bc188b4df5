import { type ApiObject, isTerminating, withContent } from '../objects/api-object.ts';
import { objectAt, textsAt } from '../objects/fields.ts';
import { withFields } from '../objects/json.ts';
import type { ApiType } from '../types/api-type.ts';
import type { ClusterState } from './cluster-state.ts';

/** The namespaces every cluster has. */
export const SYSTEM_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Those of them that the server refuses to delete. */
export const UNDELETABLE_NAMESPACES = ['default', 'kube-public', 'kube-system'];

const ROOT_CA_DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Gives a namespace what controllers keep in each: the default ServiceAccount and the cluster's root certificate. */
export function fillNamespace(state: ClusterState, namespace: string): void {
  ensure(state, 'serviceaccounts', { metadata: { name: 'default', namespace } });
  ensure(state, 'configmaps', {
    metadata: {
      name: 'kube-root-ca.crt',
      namespace,
      annotations: { 'kubernetes.io/description': ROOT_CA_DESCRIPTION },
    },
    data: { 'ca.crt': state.caPem },
  });
}

function ensure(state: ClusterState, typeName: string, object: ApiObject): void {
  const type = state.types.findNamed(typeName);
  const { namespace, name = '' } = object.metadata;
  if (type === undefined || state.get(type, namespace, name) !== undefined) return;
  state.insert(type, state.prepareNew(type, object));
}

/** Deletes what a terminating namespace holds and, once nothing is left, the namespace. Safe to call at every change. */
export function finishNamespace(state: ClusterState, name: string): void {
  if (state.emptying.has(name)) return;
  state.emptying.add(name);
  for (const [type, object] of contentOf(state, name)) if (!isTerminating(object)) state.delete(type, object);
  state.emptying.delete(name);
  if (contentOf(state, name).length === 0) finalizeNamespace(state, name);
}

function finalizeNamespace(state: ClusterState, name: string): void {
  const type = state.types.findNamed('namespaces');
  const namespace = type === undefined ? undefined : state.get(type, undefined, name);
  if (type === undefined || namespace === undefined) return;
  const spec = objectAt(namespace, 'spec');
  const left = textsAt(spec, 'finalizers').filter((finalizer) => finalizer !== 'kubernetes');
  const finalized = withFields(spec, { finalizers: left.length === 0 ? undefined : left });
  state.replace(type, namespace, withContent(namespace, { spec: finalized }));
}

function contentOf(state: ClusterState, namespace: string): (readonly [ApiType, ApiObject])[] {
  return state.store.collections().flatMap((collection) => {
    const type = state.types.findNamed(collection);
    if (type === undefined || !type.namespaced) return [];
    return state.store.list(collection, `${namespace}/`).map((object) => [type, object] as const);
  });
}
