import { isSameJson } from '../../json/canonical.ts';
import { type JsonObject, objectAt, valueAt } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import { isContainedIn } from './contained-in.ts';
import { changedPodField } from './pod-fields.ts';
import { changedServiceField } from './service-fields.ts';

/** What the API server keeps as it is below one path of an object. */
interface FixedFields {
  readonly path: readonly string[];
  /** The fixed fields; without them all but those of `except`. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** Fields that may be given a value, once. */
  readonly once?: readonly string[];
  /** Only the object's own `immutable: true` makes them so. */
  readonly ifImmutable?: true;
  /** A field that the archive lacks is taken for a default of a newer server, which is put back when it is removed. */
  readonly hasDefaults?: true;
}

const SELECTOR: readonly FixedFields[] = [{ path: ['spec'], only: ['selector'] }];
const ROLE_REF: readonly FixedFields[] = [{ path: [], only: ['roleRef'] }];

/**
 * What an update cannot change, by type: the API reference, and where that is silent the validation of an update in
 * Kubernetes' `pkg/apis/<group>/validation`. What is missing here the API server refuses itself (`reasonOfRefusal`).
 */
const FIXED: Readonly<Record<string, readonly FixedFields[]>> = {
  'deployments.apps': SELECTOR,
  'replicasets.apps': SELECTOR,
  'daemonsets.apps': SELECTOR,
  'statefulsets.apps': [
    {
      path: ['spec'],
      except: [
        'replicas',
        'ordinals',
        'template',
        'updateStrategy',
        'revisionHistoryLimit',
        'minReadySeconds',
        'persistentVolumeClaimRetentionPolicy',
      ],
      hasDefaults: true,
    },
  ],
  'jobs.batch': [
    {
      path: ['spec'],
      only: [
        'selector',
        'template',
        'completions',
        'completionMode',
        'podFailurePolicy',
        'successPolicy',
        'backoffLimitPerIndex',
        'managedBy',
      ],
      hasDefaults: true,
    },
  ],
  persistentvolumeclaims: [
    {
      path: ['spec'],
      except: ['resources', 'volumeAttributesClassName'],
      once: ['volumeName', 'storageClassName'],
      hasDefaults: true,
    },
  ],
  persistentvolumes: [
    {
      path: ['spec'],
      except: [
        'capacity',
        'accessModes',
        'claimRef',
        'persistentVolumeReclaimPolicy',
        'storageClassName',
        'mountOptions',
        'volumeAttributesClassName',
      ],
      once: ['nodeAffinity'],
      hasDefaults: true,
    },
  ],
  secrets: [
    { path: [], only: ['type'] },
    { path: [], only: ['data', 'immutable'], ifImmutable: true },
  ],
  configmaps: [{ path: [], only: ['data', 'binaryData', 'immutable'], ifImmutable: true }],
  'rolebindings.rbac.authorization.k8s.io': ROLE_REF,
  'clusterrolebindings.rbac.authorization.k8s.io': ROLE_REF,
  'storageclasses.storage.k8s.io': [
    { path: [], only: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'] },
  ],
  'volumeattributesclasses.storage.k8s.io': [{ path: [], only: ['driverName', 'parameters'] }],
  'csidrivers.storage.k8s.io': [
    { path: ['spec'], only: ['attachRequired', 'volumeLifecycleModes'], hasDefaults: true },
  ],
  'priorityclasses.scheduling.k8s.io': [{ path: [], only: ['value', 'preemptionPolicy'], hasDefaults: true }],
  'ingressclasses.networking.k8s.io': [{ path: ['spec'], only: ['controller'] }],
  'ipaddresses.networking.k8s.io': [{ path: ['spec'], only: ['parentRef'] }],
  'runtimeclasses.node.k8s.io': [{ path: [], only: ['handler'] }],
  'endpointslices.discovery.k8s.io': [{ path: [], only: ['addressType'] }],
  'resourceclaims.resource.k8s.io': [{ path: [], only: ['spec'], hasDefaults: true }],
  'volumesnapshots.snapshot.storage.k8s.io': [{ path: ['spec'], only: ['source'] }],
  'volumesnapshotcontents.snapshot.storage.k8s.io': [{ path: ['spec'], only: ['source', 'sourceVolumeMode'] }],
  'customresourcedefinitions.apiextensions.k8s.io': [
    { path: ['spec'], only: ['group', 'scope'] },
    { path: ['spec', 'names'], only: ['plural', 'kind'] },
  ],
};

/**
 * The first field that an update from `live` to `wanted` would have to change and the API server does not let change,
 * as a path (`spec.selector`); undefined where there is none. Both are prepared: server-owned fields take no part.
 */
export function changedImmutableField(type: GroupResource, live: JsonObject, wanted: JsonObject): string | undefined {
  const name = formatGroupResource(type);
  if (name === 'services') return changedServiceField(live, wanted);
  if (name === 'pods') return changedPodField(live, wanted);
  for (const rule of Object.hasOwn(FIXED, name) ? FIXED[name]! : []) {
    if (rule.ifImmutable && live['immutable'] !== true) continue;
    const field = changedFieldOf(rule, live, wanted);
    if (field !== undefined) return [...rule.path, field].join('.');
  }
  return undefined;
}

function changedFieldOf(rule: FixedFields, live: JsonObject, wanted: JsonObject): string | undefined {
  const before = objectAt(live, ...rule.path) ?? {};
  const after = objectAt(wanted, ...rule.path) ?? {};
  const fields = rule.only ?? [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.find((field) => {
    if (rule.except?.includes(field)) return false;
    const [was, becomes] = [valueAt(before, field), valueAt(after, field)];
    if (was === undefined && rule.once?.includes(field)) return false;
    return rule.hasDefaults ? !isContainedIn(was, becomes) : !isSameJson(was, becomes);
  });
}
