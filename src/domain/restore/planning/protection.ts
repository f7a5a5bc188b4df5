import type { Entry } from '../../entry.ts';
import type { ItemRef } from '../../item.ts';
import { type JsonObject, textAt } from '../../json/exact-json.ts';
import { nearestName } from '../../nearest-name.ts';
import { formatGroupResource, type ResourceType } from '../../resource.ts';
import { isPattern, matchesGlob } from '../../selection/glob.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';
import { convertsByWebhook, type DefinedType, DEFINITIONS } from './definitions.ts';
import { isBootstrapObject } from './made-by-cluster.ts';
import type { RestorePolicy } from '../policy.ts';
import type { ReasonCode } from '../reason.ts';

/**
 * Cluster-scoped types that grant power over a cluster, or over what may be written to it: whoever can write to the
 * place where backups lie could take the cluster over with one of them. Namespaced roles are the API server's to check.
 */
const POWERFUL: ReadonlySet<string> = new Set([
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'mutatingadmissionpolicies.admissionregistration.k8s.io',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  'apiservices.apiregistration.k8s.io',
  'certificatesigningrequests.certificates.k8s.io',
  'clustertrustbundles.certificates.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
  'podsecuritypolicies.policy',
  'podsecuritypolicies.extensions',
  'securitycontextconstraints.security.openshift.io',
  'nodes',
]);

const DEFINITION_TYPE = formatGroupResource(DEFINITIONS);

/** Namespaces that belong to the cluster, whose content is never an application's. */
export const CLUSTERS_OWN: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/** Objects by which Lifeboat keeps book of its runs bear this label: a restored one would tell of a run that never was. */
const RECORD_LABEL = 'lifeboat.dev/kind';

/** What a restore may not touch, after the allowances of its policy. */
export interface Protection {
  readonly deniedTypes: ReadonlySet<string>;
  readonly deniedNamespaces: ReadonlySet<string>;
  /** Allowances that allow nothing, because they are misspelt: warnings. */
  readonly doubts: readonly Entry[];
}

/** Why an item is left out, and half a sentence about it. */
export interface Denial {
  readonly reason: Extract<ReasonCode, 'kind-not-allowed' | 'namespace-not-allowed' | 'made-by-cluster'>;
  readonly detail: string;
}

/**
 * What the policy leaves protected: types that grant power, the cluster's own namespaces, and `ownNamespaces`, where
 * Lifeboat's runs live. `allowKinds` is read in any spelling (`clusterroles`, `ClusterRole`, `*.rbac.authorization.k8s.io`)
 * by `types`, those of the cluster and of the archive.
 */
export function protectionOf(
  { allowKinds, allowNamespaces }: Pick<RestorePolicy, 'allowKinds' | 'allowNamespaces'>,
  types: readonly ResourceType[],
  ownNamespaces: readonly string[],
): Protection {
  const { entries, unknown } = resolveResourceNames(allowKinds, types);
  const without = (names: Iterable<string>, allowed: readonly string[]) =>
    new Set([...names].filter((name) => !allowed.some((entry) => matchesGlob(entry, name))));
  const namespaces = [...CLUSTERS_OWN, ...ownNamespaces];
  return {
    deniedTypes: without([...POWERFUL, DEFINITION_TYPE], entries),
    deniedNamespaces: without(namespaces, allowNamespaces),
    doubts: [...misspeltKinds(unknown, types), ...misspeltNamespaces(allowNamespaces, namespaces)],
  };
}

/** A type of the list above may be unknown here, and a policy for many clusters names it all the same. */
function misspeltKinds(unknown: readonly string[], types: readonly ResourceType[]): Entry[] {
  const names = types.flatMap((type) => [type.resource, formatGroupResource(type)]);
  const powerful = [...POWERFUL].flatMap((name) => [name, name.replace(/\..*/, '')]);
  return unknown
    .filter((entry) => !isPattern(entry) && !powerful.includes(entry))
    .map((entry) => ({
      code: 'resource-not-found',
      resource: entry,
      message: `allowKinds names ${entry}, and neither the cluster nor the backup has such a type${hint(entry, [...powerful, ...names])}`,
    }));
}

/** What is not protected needs no allowance: only a name that is nearly one of these is doubtful. */
function misspeltNamespaces(allowed: readonly string[], namespaces: readonly string[]): Entry[] {
  return allowed
    .filter((entry) => !isPattern(entry) && !namespaces.includes(entry) && nearestName(entry, namespaces) !== undefined)
    .map((entry) => ({
      code: 'namespace-not-found',
      namespace: entry,
      message: `allowNamespaces names ${entry}, which is not protected${hint(entry, namespaces)}`,
    }));
}

function hint(written: string, known: readonly string[]): string {
  const near = nearestName(written, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Whether the definition of a type is left out, so that the restore does not make the cluster serve it. */
export function deniesDefinition(
  { deniedTypes }: Protection,
  defined: Pick<DefinedType, 'convertsByWebhook'>,
): boolean {
  return defined.convertsByWebhook && deniedTypes.has(DEFINITION_TYPE);
}

/**
 * Whether an item is protected. `target` is the namespace it goes to, after the mapping; a Namespace object counts as
 * part of the namespace it makes. Definitions are denied only where they convert by webhook.
 */
export function deniedBy(
  protection: Protection,
  { ref, target, object }: { readonly ref: ItemRef; readonly target: string | undefined; readonly object: JsonObject },
): Denial | undefined {
  const type = formatGroupResource(ref);
  if (textAt(object, 'metadata', 'labels', RECORD_LABEL) !== undefined) {
    return { reason: 'made-by-cluster', detail: 'it is a record of a Lifeboat run' };
  }
  if (protection.deniedTypes.has(type) && (type !== DEFINITION_TYPE || convertsByWebhook(object))) {
    if (isBootstrapObject(object))
      return { reason: 'made-by-cluster', detail: 'every API server makes it when it starts' };
    const what = type === DEFINITION_TYPE ? `${type} that convert by webhook` : type;
    return { reason: 'kind-not-allowed', detail: `${what} are restored only where allowKinds names ${ref.resource}` };
  }
  if (target !== undefined && protection.deniedNamespaces.has(target)) {
    return { reason: 'namespace-not-allowed', detail: `${target} is protected; allowNamespaces does not name it` };
  }
  return undefined;
}
