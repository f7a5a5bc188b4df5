/** How a strategic merge patch treats one field: as `patchStrategy` and `patchMergeKey` in `k8s.io/api` say. */
export interface PatchField {
  /** The shape of the field's object, or of the elements of its list. */
  readonly of?: string;
  /** The key by which elements are the same; empty for lists of plain values. Unset: a list is replaced as a whole. */
  readonly mergeKey?: string;
}

/** The fields of a type that are treated in a way of their own, by name. */
export type PatchShape = Readonly<Record<string, PatchField>>;

const one = (of: string): PatchField => ({ of });
const many = (mergeKey: string, of?: string): PatchField => ({ mergeKey, ...(of !== undefined && { of }) });
const metadata = one('ObjectMeta');
const conditions = many('type');

const CONTAINER: PatchShape = {
  ports: many('containerPort'),
  env: many('name'),
  volumeMounts: many('mountPath'),
  volumeDevices: many('devicePath'),
};

/**
 * Of `k8s.io/api` v0.36 (`core/v1`, `apps/v1`, `batch/v1`, and `ObjectMeta`), every struct from which a field with a
 * patch strategy can be reached. Status is among it for its meaning: what a restore patches has none.
 */
const SHAPES: Readonly<Record<string, PatchShape>> = {
  ObjectMeta: { ownerReferences: many('uid'), finalizers: many('') },
  Conditions: { conditions },
  Container: CONTAINER,
  ContainerStatus: { volumeMounts: many('mountPath'), allocatedResourcesStatus: many('name') },
  EphemeralVolumeSource: { volumeClaimTemplate: one('WithMetadata') },
  WithMetadata: { metadata },
  NodeSpec: { podCIDRs: many('') },
  NodeStatus: { conditions, addresses: many('type') },
  PodSpec: {
    volumes: many('name', 'Volume'),
    initContainers: many('name', 'Container'),
    containers: many('name', 'Container'),
    ephemeralContainers: many('name', 'Container'),
    imagePullSecrets: many('name'),
    hostAliases: many('ip'),
    topologySpreadConstraints: many('topologyKey'),
    schedulingGates: many('name'),
    resourceClaims: many('name'),
  },
  PodStatus: {
    conditions,
    hostIPs: many('ip'),
    podIPs: many('ip'),
    initContainerStatuses: one('ContainerStatus'),
    containerStatuses: one('ContainerStatus'),
    ephemeralContainerStatuses: one('ContainerStatus'),
    resourceClaimStatuses: many('name'),
  },
  PodTemplateSpec: { metadata, spec: one('PodSpec') },
  ServiceSpec: { ports: many('port') },
  Volume: { ephemeral: one('EphemeralVolumeSource') },
  WithTemplate: { template: one('PodTemplateSpec') },
  JobTemplateSpec: { metadata, spec: one('WithTemplate') },
  CronJobSpec: { jobTemplate: one('JobTemplateSpec') },
};

const WORKLOAD: PatchShape = { metadata, spec: one('WithTemplate'), status: one('Conditions') };
const WITH_CONDITIONS: PatchShape = { metadata, status: one('Conditions') };

/** Kinds with more than metadata in a way of their own, by API version. */
const KINDS: Readonly<Record<string, Readonly<Record<string, PatchShape>>>> = {
  v1: {
    ComponentStatus: { metadata, conditions },
    Namespace: WITH_CONDITIONS,
    Node: { metadata, spec: one('NodeSpec'), status: one('NodeStatus') },
    PersistentVolumeClaim: WITH_CONDITIONS,
    Pod: { metadata, spec: one('PodSpec'), status: one('PodStatus') },
    PodTemplate: { metadata, template: one('PodTemplateSpec') },
    ReplicationController: WORKLOAD,
    Service: { metadata, spec: one('ServiceSpec'), status: one('Conditions') },
    ServiceAccount: { metadata, secrets: many('name') },
  },
  'apps/v1': { DaemonSet: WORKLOAD, Deployment: WORKLOAD, ReplicaSet: WORKLOAD, StatefulSet: WORKLOAD },
  'batch/v1': { CronJob: { metadata, spec: one('CronJobSpec') }, Job: WORKLOAD },
  'velero.io/v1': {},
  'velero.io/v2alpha1': {},
  'snapshot.storage.k8s.io/v1': {},
  'groupsnapshot.storage.k8s.io/v1beta2': {},
};

/**
 * The shape of a kind; undefined for API versions that Velero's server knows no types of (`newServer` in
 * `pkg/cmd/server/server.go`), to which it applies no strategic merge patch either.
 */
export function shapeOfKind(apiVersion: string, kind: string): PatchShape | undefined {
  const kinds = Object.hasOwn(KINDS, apiVersion) ? KINDS[apiVersion] : undefined;
  if (kinds === undefined) return undefined;
  return Object.hasOwn(kinds, kind) ? kinds[kind] : { metadata };
}

/** How a field of a shape is treated; nothing special where the shape does not say. */
export function fieldOf(shape: PatchShape, key: string): PatchField {
  return Object.hasOwn(shape, key) ? shape[key]! : {};
}

/** The shape of a field's object or elements. */
export function shapeInside({ of }: PatchField): PatchShape {
  return of === undefined ? {} : SHAPES[of]!;
}
