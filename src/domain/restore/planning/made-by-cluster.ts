import type { ItemRef } from '../../item.ts';
import { type JsonObject, textAt } from '../../json/exact-json.ts';
import { formatGroupResource } from '../../resource.ts';

/** Says what makes an object of one type, in half a sentence, or undefined where a person or a program of theirs did. */
type Maker = (ref: ItemRef, object: JsonObject) => string | undefined;

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['configmaps', rootCertificate],
  ['services', ofApiServer],
  ['endpoints', (ref, object) => ofApiServer(ref) ?? endpoints(object)],
  ['endpointslices.discovery.k8s.io', (ref, object) => ofApiServer(ref) ?? endpointSlice(object)],
  ['ipaddresses.networking.k8s.io', (_, object) => address(object)],
  ['leases.coordination.k8s.io', apiServerLease],
  ['servicecidrs.networking.k8s.io', serviceCidr],
]);

/**
 * What of the cluster makes this object anew and keeps it, where something does. Velero does restore these: root
 * certificates, addresses of Services and their endpoints are true of the old cluster only, and whatever watches them
 * is misled until their controller comes by; a running API server whose Lease is overwritten looks gone to the others.
 * What people made of the same types is restored.
 */
export function makerOf(ref: ItemRef, object: JsonObject): string | undefined {
  return MAKERS.get(formatGroupResource(ref))?.(ref, object);
}

/** Roles and flow control that every API server makes, and mends, when it starts (they are marked so). */
export function isBootstrapObject(object: JsonObject): boolean {
  return (
    annotationOf(object, 'rbac.authorization.kubernetes.io/autoupdate') === 'true' ||
    annotationOf(object, 'apf.kubernetes.io/autoupdate-spec') === 'true'
  );
}

function rootCertificate({ name }: ItemRef): string | undefined {
  return name === 'kube-root-ca.crt' ? 'its cluster publishes it into every namespace' : undefined;
}

/** The Service `kubernetes`, and where it leads: true of one API server only. */
function ofApiServer({ namespace, name }: ItemRef): string | undefined {
  return namespace === 'default' && name === 'kubernetes' ? 'the API server makes it for itself' : undefined;
}

function endpoints(object: JsonObject): string | undefined {
  const isManaged =
    labelOf(object, 'endpoints.kubernetes.io/managed-by') !== undefined ||
    annotationOf(object, 'endpoints.kubernetes.io/last-change-trigger-time') !== undefined;
  return isManaged ? 'the endpoints controller keeps it for a Service' : undefined;
}

/** Those of kube-controller-manager; slices of other controllers, or of people, come back as they were. */
const SLICE_CONTROLLERS: ReadonlySet<string> = new Set([
  'endpointslice-controller.k8s.io',
  'endpointslicemirroring-controller.k8s.io',
]);

function endpointSlice(object: JsonObject): string | undefined {
  const manager = labelOf(object, 'endpointslice.kubernetes.io/managed-by');
  return manager !== undefined && SLICE_CONTROLLERS.has(manager) ? `${manager} keeps it for a Service` : undefined;
}

function address(object: JsonObject): string | undefined {
  const isAllocated = labelOf(object, 'ipaddress.kubernetes.io/managed-by') === 'ipallocator.k8s.io';
  return isAllocated ? 'the API server allocated it for a Service' : undefined;
}

/** By these Leases API servers find each other. */
function apiServerLease({ namespace }: ItemRef, object: JsonObject): string | undefined {
  const isIdentity = namespace === 'kube-system' && labelOf(object, 'apiserver.kubernetes.io/identity') !== undefined;
  return isIdentity ? 'an API server tells by it that it is there' : undefined;
}

function serviceCidr({ name }: ItemRef): string | undefined {
  return name === 'kubernetes' ? 'the API server makes it from its own flags' : undefined;
}

function labelOf(object: JsonObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'labels', key);
}

function annotationOf(object: JsonObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'annotations', key);
}
