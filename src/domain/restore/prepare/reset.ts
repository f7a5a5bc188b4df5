import { without } from '../../json/edit.ts';
import { objectAt, type JsonObject } from '../../json/exact-json.ts';
import { formatGroupResource } from '../../resource.ts';
import { remapSubjects } from './kinds/bindings.ts';
import { resetDefinition } from './kinds/definitions.ts';
import type { PrepareFacts, Step } from './facts.ts';
import { resetApiService } from './kinds/api-services.ts';
import { resetJob } from './kinds/jobs.ts';
import { resetNamespace } from './kinds/namespaces.ts';
import { resetPod } from './kinds/pods.ts';
import { resetServiceAccount, resetTokenSecret } from './kinds/service-accounts.ts';
import { resetService } from './kinds/services.ts';
import { withoutTracking } from '../ties/tracking.ts';
import { resetClaim, resetVolume } from './kinds/volumes.ts';
import { resetWebhooks } from './kinds/webhooks.ts';

/** What one kind of object needs beside the reset of its metadata, by type. */
const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['apiservices.apiregistration.k8s.io', resetApiService],
  ['clusterrolebindings.rbac.authorization.k8s.io', remapSubjects],
  ['customresourcedefinitions.apiextensions.k8s.io', resetDefinition],
  ['jobs.batch', resetJob],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', resetWebhooks],
  ['namespaces', resetNamespace],
  ['persistentvolumeclaims', resetClaim],
  ['persistentvolumes', resetVolume],
  ['pods', resetPod],
  ['rolebindings.rbac.authorization.k8s.io', remapSubjects],
  ['secrets', resetTokenSecret],
  ['serviceaccounts', resetServiceAccount],
  ['services', resetService],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', resetWebhooks],
]);

/**
 * What the API server writes into metadata itself (Velero, `resetMetadata` in `pkg/restore/restore.go`); owners by
 * their UIDs, with which the garbage collector would delete the object; and `managedFields`, which can only be put back
 * by a patch, as Velero does: whoever writes an object owns what is in it.
 */
const SERVER_OWNED = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * The object without what belongs to the cluster it came from, as it can be created in the namespace it goes to: the
 * steps of its kind, then metadata and status, which every kind has. Labels, annotations and finalizers stay, but for
 * what the policy takes away.
 */
export function reset(object: JsonObject, facts: PrepareFacts): JsonObject {
  const step = STEPS.get(formatGroupResource(facts.type));
  const changed = without(step === undefined ? object : step(object, facts), ['status']);
  const unmarked = facts.losesTracking ? withoutTracking(changed) : changed;
  const removed = facts.keepsFinalizers ? SERVER_OWNED : [...SERVER_OWNED, 'finalizers'];
  const metadata = without(objectAt(unmarked, 'metadata') ?? {}, removed);
  return { ...unmarked, metadata: facts.target === undefined ? metadata : { ...metadata, namespace: facts.target } };
}
