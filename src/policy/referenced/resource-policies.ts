import type {
  CapacityRange,
  IncludeExcludePolicy,
  ResourcePolicies,
  VolumeAction,
  VolumePolicy,
} from '../../domain/backup/resource-policies.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import { conflict, type Finding, invalid, type Path, quoted } from '../finding.ts';
import { resourceFault } from '../patterns.ts';
import type {
  IncludeExcludePolicyDocument,
  ResourcePoliciesDocument,
  VolumeConditionsDocument,
  VolumePolicyDocument,
} from './generated/documents.ts';
import { validateResourcePoliciesDocument } from './generated/validators.js';
import { type Checked, readReferenced, type ReferencedText } from './read-referenced.ts';

const ACTIONS = ['skip', 'snapshot', 'fs-backup', 'custom'] as const;

/** Lists of a scope that cannot name the same type. */
const SCOPES = [
  ['includedClusterScopedResources', 'excludedClusterScopedResources'],
  ['includedNamespaceScopedResources', 'excludedNamespaceScopedResources'],
] as const;

/** Reads Velero's resource policies, held to what Velero holds them to, in its words where it has some. */
export function readResourcePolicies(text: ReferencedText): Checked<ResourcePolicies> {
  return readReferenced<ResourcePoliciesDocument, ResourcePolicies>(text, {
    validate: validateResourcePoliciesDocument,
    check: ({ document }) => findingsOf(document),
    build: ({ document: { volumePolicies = [], includeExcludePolicy } }) => ({
      source: text.name,
      sha256: text.sha256,
      volumePolicies: volumePolicies.map(volumePolicyOf),
      includeExclude: includeExcludePolicy === undefined ? undefined : includeExcludeOf(includeExcludePolicy),
    }),
  });
}

function findingsOf(document: Partial<ResourcePoliciesDocument>): Finding[] {
  const { version = 'v1', volumePolicies = [], includeExcludePolicy = {} } = document;
  const words = `incompatible version number ${quoted(version)} with supported version v1`;
  return [
    ...(version === 'v1' ? [] : [invalid(['version'], words, 'v1')]),
    ...volumePolicies.flatMap((policy, i) => checkVolumePolicy(policy, ['volumePolicies', i])),
    ...SCOPES.flatMap(([included, excluded]) => checkLists(includeExcludePolicy, included, excluded)),
    ...unbuilt(document, 'clusterScopedFilterPolicy'),
    ...unbuilt(document, 'namespacedFilterPolicies'),
  ];
}

function unbuilt(document: Partial<ResourcePoliciesDocument>, key: keyof ResourcePoliciesDocument): Finding[] {
  if (document[key] === undefined) return [];
  const message =
    'not in this release: releases of Velero after 1.18 filter single types and namespaces by it; labelSelector and the lists of the backup choose for all of them, several policies for several';
  return [{ severity: 'error', code: 'not-supported', message, path: [key], at: 'key' }];
}

function checkVolumePolicy({ conditions = {}, action }: VolumePolicyDocument, path: Path): Finding[] {
  const { capacity = '', csi } = conditions;
  const fault = capacityFault(capacity);
  const isKnown = ACTIONS.some((one) => one === action.type);
  const isBare = csi?.volumeAttributes !== undefined && (csi.driver ?? '') === '';
  const words = 'csi driver should not be empty when filtering by volume attributes';
  return [
    ...(fault === undefined ? [] : [invalid([...path, 'conditions', 'capacity'], `${quoted(capacity)} ${fault}`)]),
    ...(isBare ? [invalid([...path, 'conditions', 'csi'], words)] : []),
    ...(isKnown ? [] : [unknownAction(action.type, [...path, 'action', 'type'])]),
  ];
}

function unknownAction(type: string, path: Path): Finding {
  return invalid(path, `invalid action type ${quoted(type)}`, nearestName(type, ACTIONS));
}

function capacityFault(text: string): string | undefined {
  if (text === '') return undefined;
  const range = rangeOf(text);
  if (range === undefined) return 'is no range of capacities, such as 10Gi,100Gi; either end may be empty';
  const { lower, upper } = range;
  const isSound = upper >= lower || (lower !== 0n && upper === 0n);
  return isSound ? undefined : 'ends before it begins';
}

/** Both ends, each 0 where it is not said; undefined for a text that says none. */
function rangeOf(text: string): CapacityRange | undefined {
  const ends = text === '' ? ['', ''] : text.split(',').map((end) => end.trim());
  const [lower, upper] = ends.map((end) => (end === '' ? 0n : parseQuantity(end)));
  if (ends.length !== 2 || lower === undefined || upper === undefined) return undefined;
  return { lower, upper };
}

function checkLists(
  policy: IncludeExcludePolicyDocument,
  included: keyof IncludeExcludePolicyDocument,
  excluded: keyof IncludeExcludePolicyDocument,
): Finding[] {
  const names = new Set(policy[included]);
  const twice = (policy[excluded] ?? []).flatMap((entry, i) => {
    const words = `excludes list cannot contain an item in the includes list: ${entry}`;
    return names.has(entry) ? [conflict(['includeExcludePolicy', excluded, i], words)] : [];
  });
  return [...[included, excluded].flatMap((list) => checkEntries(policy[list] ?? [], list)), ...twice];
}

function checkEntries(entries: readonly string[], list: string): Finding[] {
  return entries.flatMap((entry, i) => {
    const path = ['includeExcludePolicy', list, i];
    if (entry === '*') return [invalid(path, "cannot use '*' in includes or excludes filters in the policy")];
    const fault = resourceFault(entry);
    return fault === undefined ? [] : [invalid(path, `${quoted(entry)} ${fault}`)];
  });
}

function volumePolicyOf({ conditions = {}, action }: VolumePolicyDocument): VolumePolicy {
  return {
    conditions: conditionsOf(conditions),
    action: { type: action.type as VolumeAction['type'], parameters: action.parameters ?? {} },
  };
}

function conditionsOf({ capacity = '', nfs, csi, ...rest }: VolumeConditionsDocument): VolumePolicy['conditions'] {
  return {
    capacity: rangeOf(capacity) ?? { lower: 0n, upper: 0n },
    storageClass: rest.storageClass ?? [],
    nfs: nfs === undefined ? undefined : { server: nfs.server ?? '', path: nfs.path ?? '' },
    csi: csi === undefined ? undefined : { driver: csi.driver ?? '', volumeAttributes: csi.volumeAttributes ?? {} },
    volumeTypes: rest.volumeTypes ?? [],
    pvcLabels: rest.pvcLabels ?? {},
    pvcPhase: rest.pvcPhase ?? [],
    pvcVolumeMode: rest.pvcVolumeMode ?? '',
    pvcAccessModes: rest.pvcAccessModes ?? [],
  };
}

function includeExcludeOf(policy: IncludeExcludePolicyDocument): IncludeExcludePolicy {
  return {
    includedClusterScoped: policy.includedClusterScopedResources ?? [],
    excludedClusterScoped: policy.excludedClusterScopedResources ?? [],
    includedNamespaceScoped: policy.includedNamespaceScopedResources ?? [],
    excludedNamespaceScoped: policy.excludedNamespaceScopedResources ?? [],
  };
}
