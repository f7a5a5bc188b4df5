import { formatGroupResource, type GroupResource } from '../resource.ts';

/**
 * The waves of a restore, in order; within a wave objects are written in parallel. Velero's high priorities
 * (`pkg/cmd/server/config`, `defaultRestorePriorities`) up to configuration, then everything else, then what starts
 * containers, and last what stands in the way of writing: quotas and aggregated APIs, and behind them webhooks and
 * policies, which may judge those two.
 */
export const WAVES = [
  'definitions',
  'namespaces',
  'storage',
  'claims',
  'identities',
  'bindings',
  'configuration',
  'others',
  'pods',
  'replica-sets',
  'workloads',
  'jobs',
  'gates',
  'admission',
] as const;

/** One of `WAVES`. */
export type WaveName = (typeof WAVES)[number];

/** Types by wave; what no wave names is among the others. */
const TYPES: Readonly<Record<Exclude<WaveName, 'others'>, readonly string[]>> = {
  definitions: ['customresourcedefinitions.apiextensions.k8s.io'],
  namespaces: ['namespaces'],
  storage: [
    'storageclasses.storage.k8s.io',
    'volumeattributesclasses.storage.k8s.io',
    'csidrivers.storage.k8s.io',
    'csistoragecapacities.storage.k8s.io',
    'volumesnapshotclasses.snapshot.storage.k8s.io',
    'volumesnapshotcontents.snapshot.storage.k8s.io',
    'volumesnapshots.snapshot.storage.k8s.io',
    'volumegroupsnapshotclasses.groupsnapshot.storage.k8s.io',
    'volumegroupsnapshotcontents.groupsnapshot.storage.k8s.io',
    'volumegroupsnapshots.groupsnapshot.storage.k8s.io',
    'persistentvolumes',
  ],
  claims: ['persistentvolumeclaims'],
  identities: ['clusterroles.rbac.authorization.k8s.io', 'roles.rbac.authorization.k8s.io', 'serviceaccounts'],
  bindings: ['clusterrolebindings.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'],
  configuration: ['secrets', 'configmaps', 'limitranges', 'priorityclasses.scheduling.k8s.io'],
  pods: ['pods'],
  // The old spellings of a type hold the same objects; archives of old clusters have them.
  'replica-sets': ['replicasets.apps', 'replicasets.extensions'],
  workloads: [
    'deployments.apps',
    'deployments.extensions',
    'statefulsets.apps',
    'daemonsets.apps',
    'daemonsets.extensions',
    'replicationcontrollers',
  ],
  jobs: ['jobs.batch', 'cronjobs.batch'],
  gates: ['resourcequotas', 'apiservices.apiregistration.k8s.io'],
  admission: [
    'validatingwebhookconfigurations.admissionregistration.k8s.io',
    'mutatingwebhookconfigurations.admissionregistration.k8s.io',
    'validatingadmissionpolicies.admissionregistration.k8s.io',
    'validatingadmissionpolicybindings.admissionregistration.k8s.io',
    'mutatingadmissionpolicies.admissionregistration.k8s.io',
    'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  ],
};

const WAVE_BY_TYPE: ReadonlyMap<string, WaveName> = new Map(
  Object.entries(TYPES).flatMap(([wave, types]) => types.map((type) => [type, wave as WaveName])),
);

/**
 * The wave of a type. Pods come before what controls them, so that it adopts them by their labels; what may refuse others
 * comes last, webhooks and policies after everything that they may judge.
 */
export function waveOf(type: GroupResource): WaveName {
  return WAVE_BY_TYPE.get(formatGroupResource(type)) ?? 'others';
}
