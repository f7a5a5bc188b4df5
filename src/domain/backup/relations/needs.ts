import type { Item, ItemRef } from '../../item.ts';
import { type JsonObject, listAt, textAt } from '../../json/exact-json.ts';
import { formatGroupResource } from '../../resource.ts';
import { definitionOf } from '../../restore/planning/definitions.ts';
import type { RelatedTypes } from './related-types.ts';

/** What an item needs beside itself. */
export type Need =
  /** One object, by name. */
  | { readonly kind: 'item'; readonly ref: ItemRef }
  /** The ClusterRoleBindings that name a ServiceAccount, and their ClusterRoles. */
  | { readonly kind: 'bindings'; readonly namespace: string; readonly account: string }
  /** The running Pods that mount a claim. */
  | { readonly kind: 'pods'; readonly namespace: string; readonly claim: string }
  /** The claims of a namespace that a label selector matches: those of one volume group. */
  | { readonly kind: 'group'; readonly namespace: string; readonly selector: string };

type NeedsOf = (item: Item, types: RelatedTypes, groupLabel: string | undefined) => Need[];

const NEEDS: ReadonlyMap<string, NeedsOf> = new Map<string, NeedsOf>([
  ['pods', needsOfPod],
  ['persistentvolumeclaims', needsOfClaim],
  ['persistentvolumes', needsOfVolume],
  ['serviceaccounts', needsOfAccount],
]);

/**
 * What a stored item needs of the types that are looked for: the relations that Velero follows (its actions `pod`, `pv`
 * and `service-account`, its item blocks, and the definitions of custom resources), and a volume's claim. Parses Pods,
 * claims and volumes only, and only where something of theirs is looked for. `groupLabel` is the label by which claims
 * are one volume group; undefined for none.
 */
export function needsOf(item: Item, types: RelatedTypes, groupLabel?: string): readonly Need[] {
  const own = NEEDS.get(formatGroupResource(item.ref))?.(item, types, groupLabel);
  return own ?? needsOfCustomResource(item.ref, types);
}

/** Whether what items of a type need differs from one to the other. */
export function hasOwnNeeds(type: string): boolean {
  return NEEDS.has(type);
}

/** Groups of CustomResourceDefinitions have a dot; those of the API server's own types need no looking up. */
function needsOfCustomResource(ref: ItemRef, types: RelatedTypes): Need[] {
  const isCustom = ref.group.includes('.') && !OWN_GROUPS.has(ref.group);
  return isCustom && types.has('customresourcedefinitions.apiextensions.k8s.io')
    ? [{ kind: 'item', ref: definitionOf(ref) }]
    : [];
}

/** Groups with a dot that the API server serves itself. */
const OWN_GROUPS: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

function needsOfPod(item: Item, types: RelatedTypes): Need[] {
  const [claims, classes] = [types.has('persistentvolumeclaims'), types.has('priorityclasses.scheduling.k8s.io')];
  if (!claims && !classes) return [];
  const pod = parsed(item);
  const { namespace } = item.ref;
  const className = textAt(pod, 'spec', 'priorityClassName') ?? '';
  const priority = { group: 'scheduling.k8s.io', resource: 'priorityclasses', namespace: undefined, name: className };
  const mounted = claims ? claimsOfPod(pod).map((name) => claimRef(namespace, name)) : [];
  return [...mounted, ...(classes && className !== '' ? [priority] : [])].map((ref) => ({ kind: 'item', ref }));
}

/** The volume that a claim names, bound or about to be (Velero waits for the first), and the Pods and the group of any. */
function needsOfClaim(item: Item, types: RelatedTypes, groupLabel: string | undefined): Need[] {
  const { namespace, name } = item.ref;
  const pods: Need[] = types.has('pods') && namespace !== undefined ? [{ kind: 'pods', namespace, claim: name }] : [];
  const label = types.has('persistentvolumeclaims') ? groupLabel : undefined;
  if (!types.has('persistentvolumes') && label === undefined) return pods;
  const claim = parsed(item);
  const volume = types.has('persistentvolumes') ? (textAt(claim, 'spec', 'volumeName') ?? '') : '';
  const ref = { group: '', resource: 'persistentvolumes', namespace: undefined, name: volume };
  return [...(volume === '' ? [] : [{ kind: 'item' as const, ref }]), ...pods, ...groupOf(claim, namespace, label)];
}

/** A group has a name: claims whose label is empty are in none, as with Velero (`pvc_action.go`). */
function groupOf(claim: JsonObject, namespace: string | undefined, label: string | undefined): Need[] {
  const group = label === undefined ? '' : (textAt(claim, 'metadata', 'labels', label) ?? '');
  return group === '' || namespace === undefined ? [] : [{ kind: 'group', namespace, selector: `${label}=${group}` }];
}

function needsOfVolume(item: Item, types: RelatedTypes): Need[] {
  if (!types.has('persistentvolumeclaims')) return [];
  const volume = parsed(item);
  const namespace = textAt(volume, 'spec', 'claimRef', 'namespace');
  const name = textAt(volume, 'spec', 'claimRef', 'name');
  if (namespace === undefined || name === undefined) return [];
  return [{ kind: 'item', ref: claimRef(namespace, name) }];
}

function needsOfAccount({ ref: { namespace, name } }: Item, types: RelatedTypes): Need[] {
  const isFollowed =
    types.has('clusterrolebindings.rbac.authorization.k8s.io') || types.has('clusterroles.rbac.authorization.k8s.io');
  return isFollowed && namespace !== undefined ? [{ kind: 'bindings', namespace, account: name }] : [];
}

function claimRef(namespace: string | undefined, name: string): ItemRef {
  return { group: '', resource: 'persistentvolumeclaims', namespace, name };
}

/** Whether a Pod runs and mounts one of the claims. */
export function runsWithClaim(pod: Item, claims: ReadonlySet<string>): boolean {
  const document = parsed(pod);
  return textAt(document, 'status', 'phase') === 'Running' && claimsOfPod(document).some((name) => claims.has(name));
}

/** The ClusterRole that a binding gives to one of the ServiceAccounts (`namespace/name`); undefined for none of them. */
export function roleForAccounts(binding: Item, accounts: ReadonlySet<string>): ItemRef | undefined {
  const document = parsed(binding);
  const isNamed = listAt(document, 'subjects').some(
    (subject) =>
      textAt(subject, 'kind') === 'ServiceAccount' &&
      accounts.has(`${textAt(subject, 'namespace')}/${textAt(subject, 'name')}`),
  );
  const name = textAt(document, 'roleRef', 'name');
  if (!isNamed || name === undefined) return undefined;
  return { group: 'rbac.authorization.k8s.io', resource: 'clusterroles', namespace: undefined, name };
}

function claimsOfPod(pod: JsonObject): string[] {
  return listAt(pod, 'spec', 'volumes').flatMap((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? []);
}

function parsed({ bytes }: Item): JsonObject {
  return JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
}
