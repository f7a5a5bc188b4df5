import { isJsonObject, type Json, type JsonObject } from '../api-server/objects/json.ts';
import type { ClusterObjects } from './cluster-objects.ts';

/** What servers write into the metadata of every object. */
const METADATA = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields']);

/** Types that a cluster keeps for itself, or that Velero's server keeps: no restore decides what they hold. */
const TYPES = new Set([
  'backups.velero.io',
  'backupstoragelocations.velero.io',
  'componentstatuses',
  'events',
  'events.events.k8s.io',
  'ipaddresses.networking.k8s.io',
  'restores.velero.io',
]);

/** Objects of the API server itself: they hold its address, or the day on which it first began. */
const OF_SERVER = new Set([
  'configmaps/kube-system/kube-apiserver-legacy-service-account-token-tracking',
  'endpoints/default/kubernetes',
  'endpointslices.discovery.k8s.io/default/kubernetes',
  'services/default/kubernetes',
]);

/** By these labels API servers know what they registered themselves: APIServices, and Leases that say they are there. */
const SERVER_LABELS = ['kube-aggregator.kubernetes.io/automanaged', 'apiserver.kubernetes.io/identity'];

/** Fields that each server fills with its own time, identity or key, wherever they occur. */
const OWN_VALUES = new Set([
  'batch.kubernetes.io/controller-uid',
  'ca.crt',
  'controller-uid',
  'kubernetes.io/service-account.uid',
  'lastPhaseTransitionTime',
  'lastTransitionTime',
  'velero.io/restore-name',
]);

/** The labels of a restore. */
const MARKS = new Set(['velero.io/backup-name', 'velero.io/restore-name']);

/** What a Service's server chooses where nothing is asked for. */
const CHOSEN = new Set(['clusterIP', 'clusterIPs', 'nodePort', 'healthCheckNodePort']);

/** Stands where a server chose a value that no cluster had before. */
export const ANEW = '<chosen>';

/**
 * The objects of a cluster as any server would show them: what belongs to this one is left out, or replaced by a mark
 * where its presence tells something. Addresses and ports stay where `known` clusters have them in the same place of a
 * Service of that name: nobody chose them.
 */
export function settled(objects: ClusterObjects, known: readonly ClusterObjects[]): ClusterObjects {
  const chosenBefore = new Set(known.flatMap(chosenValues));
  return new Map(
    [...objects]
      .filter(([key, object]) => !isOwn(key, object))
      .map(([key, object]) => [key, settledObject(key, object, chosenBefore)]),
  );
}

function isOwn(key: string, object: JsonObject): boolean {
  const labels = (object['metadata'] as { readonly labels?: object }).labels ?? {};
  const isOfServer = SERVER_LABELS.some((label) => Object.hasOwn(labels, label));
  return TYPES.has(key.split('/')[0] ?? '') || OF_SERVER.has(key) || isOfServer;
}

function settledObject(key: string, object: JsonObject, chosenBefore: ReadonlySet<string>): JsonObject {
  const kept = Object.entries(object['metadata'] as JsonObject).filter(([field]) => !METADATA.has(field));
  const isToken = object['type'] === 'kubernetes.io/service-account-token';
  const isService = key.startsWith('services/');
  const settle = (value: Json, path: string, field: string): Json => {
    if (OWN_VALUES.has(field) || (isToken && field === 'token')) return '<its own>';
    if (isService && CHOSEN.has(field)) return chosenBefore.has(chosenValue(key, path, value)) ? value : ANEW;
    if (Array.isArray(value)) return value.map((element: Json, at) => settle(element, `${path}/${at}`, ''));
    if (!isJsonObject(value)) return value;
    const fields = Object.entries(value).map(([at, inner]) => [at, settle(inner as Json, `${path}/${at}`, at)]);
    return Object.fromEntries(fields) as JsonObject;
  };
  const metadata = isDefaultAccount(key) ? withoutMarks(Object.fromEntries(kept)) : Object.fromEntries(kept);
  return settle({ ...object, metadata }, '', '') as JsonObject;
}

/** Whether a restore makes it, or the controller of the namespace was there first, chance decides. */
function isDefaultAccount(key: string): boolean {
  return /^serviceaccounts\/[^/]+\/default$/.test(key);
}

function withoutMarks({ labels, ...metadata }: JsonObject): JsonObject {
  const left = Object.entries((labels ?? {}) as JsonObject).filter(([label]) => !MARKS.has(label));
  return left.length === 0 ? metadata : { ...metadata, labels: Object.fromEntries(left) };
}

function chosenValues(objects: ClusterObjects): string[] {
  return [...objects].flatMap(([key, object]) => {
    const values = (value: Json, path: string, field: string): string[] => {
      if (CHOSEN.has(field)) return [chosenValue(key, path, value)];
      if (Array.isArray(value)) return value.flatMap((element: Json, at) => values(element, `${path}/${at}`, ''));
      if (!isJsonObject(value)) return [];
      return Object.entries(value).flatMap(([at, inner]) => values(inner as Json, `${path}/${at}`, at));
    };
    return key.startsWith('services/') ? values(object['spec'] ?? {}, '/spec', '') : [];
  });
}

/** A restore may bring a Service into another namespace: its name stays. */
function chosenValue(key: string, path: string, value: Json): string {
  return `${key.split('/').at(-1)} ${path} ${JSON.stringify(value)}`;
}
