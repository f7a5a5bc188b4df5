import { type JsonObject, listAt, textAt, valueAt } from '../json/exact-json.ts';
import type { ItemRef } from '../item.ts';
import { formatGroupResource } from '../resource.ts';

/** Says what makes an object of one type, in half a sentence, or undefined where a person or a program of theirs did. */
type Maker = (ref: ItemRef, object: JsonObject) => string | undefined;

const MAKERS: Readonly<Record<string, Maker>> = {
  pods: (_, object) =>
    annotationOf(object, 'kubernetes.io/config.mirror') === undefined
      ? undefined
      : "the mirror of a node's static Pod, made by its kubelet",
  configmaps: ({ name }) =>
    name === 'kube-root-ca.crt'
      ? 'the certificate authority of its cluster, published into every namespace'
      : undefined,
  secrets: tokenSecret,
  services: ofApiServer,
  endpoints: (ref, object) => ofApiServer(ref) ?? endpoints(object),
  'endpointslices.discovery.k8s.io': (ref, object) => ofApiServer(ref) ?? endpointSlice(object),
  'ipaddresses.networking.k8s.io': (_, object) =>
    labelOf(object, 'ipaddress.kubernetes.io/managed-by') === 'ipallocator.k8s.io'
      ? 'allocated by the API server for a Service'
      : undefined,
  'servicecidrs.networking.k8s.io': ({ name }) =>
    name === 'kubernetes' ? 'made by the API server from its own flags' : undefined,
  'apiservices.apiregistration.k8s.io': (_, object) =>
    labelOf(object, 'kube-aggregator.kubernetes.io/automanaged') === undefined
      ? undefined
      : 'registered by the API server for what it serves itself',
};

/**
 * What makes this object anew by itself, where something of the cluster does; restoring it would be undone, or would
 * stand in the way. Velero leaves out mirror Pods, tokens of ServiceAccounts and registrations too; it does restore
 * root certificates, addresses of Services and their endpoints, all of which are true of the old cluster only.
 */
export function makerOf(ref: ItemRef, object: JsonObject): string | undefined {
  const type = formatGroupResource(ref);
  return Object.hasOwn(MAKERS, type) ? MAKERS[type]!(ref, object) : undefined;
}

/** Roles and flow control that every API server makes, and mends, when it starts (they are marked so). */
export function isBootstrapObject(object: JsonObject): boolean {
  return (
    annotationOf(object, 'rbac.authorization.kubernetes.io/autoupdate') === 'true' ||
    annotationOf(object, 'apf.kubernetes.io/autoupdate-spec') === 'true'
  );
}

/** Whether a Pod or Job had ended: it is not started again (Velero restores Jobs that failed; they would run anew). */
export function hasEnded(ref: ItemRef, object: JsonObject): boolean {
  switch (formatGroupResource(ref)) {
    case 'pods':
      return ['Succeeded', 'Failed'].includes(textAt(object, 'status', 'phase') ?? '');
    case 'jobs.batch':
      return valueAt(object, 'status', 'completionTime') !== undefined || hasFailed(object);
    default:
      return false;
  }
}

function hasFailed(job: JsonObject): boolean {
  return listAt(job, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Failed' && textAt(condition, 'status') === 'True',
  );
}

/** The Service `kubernetes`, and where it leads: true of one API server only. */
function ofApiServer({ namespace, name }: ItemRef): string | undefined {
  return namespace === 'default' && name === 'kubernetes' ? 'made by the API server for itself' : undefined;
}

function endpoints(object: JsonObject): string | undefined {
  const isManaged =
    labelOf(object, 'endpoints.kubernetes.io/managed-by') !== undefined ||
    annotationOf(object, 'endpoints.kubernetes.io/last-change-trigger-time') !== undefined;
  return isManaged ? 'kept by the endpoints controller for a Service' : undefined;
}

/** Those of kube-controller-manager; slices of other controllers, or of people, come back as they were. */
const SLICE_CONTROLLERS: ReadonlySet<string> = new Set([
  'endpointslice-controller.k8s.io',
  'endpointslicemirroring-controller.k8s.io',
]);

function endpointSlice(object: JsonObject): string | undefined {
  const manager = labelOf(object, 'endpointslice.kubernetes.io/managed-by');
  return manager !== undefined && SLICE_CONTROLLERS.has(manager) ? `kept by ${manager} for a Service` : undefined;
}

/** Velero's rule (`secret_action.go`): named as the token controller names what it makes. */
function tokenSecret({ name }: ItemRef, object: JsonObject): string | undefined {
  if (textAt(object, 'type') !== 'kubernetes.io/service-account-token') return undefined;
  const account = annotationOf(object, 'kubernetes.io/service-account.name');
  return account !== undefined && name.startsWith(`${account}-token-`)
    ? `a token made for ServiceAccount ${account}`
    : undefined;
}

function labelOf(object: JsonObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'labels', key);
}

function annotationOf(object: JsonObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'annotations', key);
}
