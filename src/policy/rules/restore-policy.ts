import { whyNeverRecreated } from '../../domain/restore/conflict/existing-policy.ts';
import { NON_RESTORABLE_RESOURCES } from '../../domain/restore/scope/never-restored.ts';
import { parseItemName } from '../../domain/restore/item-name.ts';
import { isPattern } from '../../domain/selection/glob.ts';
import { conflict, type Finding, invalid, quoted } from '../finding.ts';
import type { RestorePolicyDocument } from '../generated/documents.ts';
import { isDnsLabel } from '../names.ts';
import { resourceFault } from '../patterns.ts';
import { checkConfigMapReference } from './config-map-reference.ts';
import { checkPositive, checkVeleroDefault } from './durations.ts';
import { checkRestoreHooks } from './hooks.ts';
import { checkNamespaces, checkResources } from './includes-excludes.ts';
import { checkLabelSelector } from './labels.ts';
import { checkNamespaceMapping, NO_NAMESPACE } from './namespace-mapping.ts';
import { checkMarks } from './restore/marks.ts';
import { checkSuccessConditions } from './restore/success-conditions.ts';
import { checkTelling } from './telling/notify.ts';
import type { Rule, RuleFacts } from './rule.ts';
import { isDuration, isNothing, refuseUnbuilt, type UnbuiltField, warnVolumeData } from './unbuilt.ts';

/** Fields about volume data, which no run honours yet. */
export const VOLUME_DATA_FIELDS: readonly UnbuiltField[] = [
  { path: ['restorePVs'], isInert: isNothing },
  { path: ['uploaderConfig'], isInert: isNothing },
  { path: ['itemOperationTimeout'], isInert: isDuration('4h') },
];

/** Fields about objects and runs that are not in this release. */
const UNBUILT_FIELDS: readonly UnbuiltField[] = [
  {
    path: ['resourcePolicy'],
    isInert: () => false,
    hint: 'releases of Velero after 1.18 read filters by type and namespace from it; includedResources, labelSelector and items choose for all namespaces of one restore, several restores for several',
  },
];

/** Everything about a restore policy that its schema cannot say. */
export const RESTORE_POLICY_RULES: readonly Rule<RestorePolicyDocument>[] = [
  nonRestorable,
  lists,
  selectors,
  oneSource,
  pointInTime,
  items,
  checkNamespaceMapping,
  allowances,
  existing,
  durations,
  ({ spec }) => checkRestoreHooks(spec.hooks),
  ({ spec }) => checkConfigMapReference(spec.resourceModifier, ['spec', 'resourceModifier']),
  ({ spec }) => checkSuccessConditions(spec),
  ({ spec }) => checkTelling(spec),
  ({ spec }) => checkMarks(spec),
  ({ spec }) => refuseUnbuilt(spec, UNBUILT_FIELDS),
  ({ spec }) => warnVolumeData(spec, VOLUME_DATA_FIELDS),
];

function nonRestorable({ spec }: RestorePolicyDocument): Finding[] {
  return (spec.includedResources ?? []).flatMap((entry, i) =>
    NON_RESTORABLE_RESOURCES.includes(entry)
      ? [conflict(['spec', 'includedResources', i], `${entry} are non-restorable resources`)]
      : [],
  );
}

function lists({ spec }: RestorePolicyDocument): Finding[] {
  return [
    ...checkResources({
      included: spec.includedResources,
      excluded: spec.excludedResources,
      includedPath: ['spec', 'includedResources'],
      excludedPath: ['spec', 'excludedResources'],
      prefix: 'Invalid included/excluded resource lists',
    }),
    ...checkNamespaces({
      included: spec.includedNamespaces,
      excluded: spec.excludedNamespaces,
      includedPath: ['spec', 'includedNamespaces'],
      excludedPath: ['spec', 'excludedNamespaces'],
      prefix: 'Invalid included/excluded namespace lists',
    }),
    ...checkResources({
      included: spec.restoreStatus?.includedResources,
      excluded: spec.restoreStatus?.excludedResources,
      includedPath: ['spec', 'restoreStatus', 'includedResources'],
      excludedPath: ['spec', 'restoreStatus', 'excludedResources'],
      prefix: 'Invalid included/excluded resource lists',
    }),
  ];
}

function selectors({ spec }: RestorePolicyDocument): Finding[] {
  const several = spec.orLabelSelectors ?? [];
  const message = 'encountered labelSelector as well as orLabelSelectors in restore spec, only one can be specified';
  const isBoth = spec.labelSelector !== undefined && spec.orLabelSelectors !== undefined;
  return [
    ...(isBoth ? [conflict(['spec', 'orLabelSelectors'], message)] : []),
    ...checkLabelSelector(spec.labelSelector, ['spec', 'labelSelector']),
    ...several.flatMap((selector, i) => checkLabelSelector(selector, ['spec', 'orLabelSelectors', i])),
  ];
}

function oneSource({ spec }: RestorePolicyDocument, { refused }: RuleFacts): Finding[] {
  if (refused.has('backupName') || refused.has('scheduleName')) return [];
  if ((spec.backupName === undefined) !== (spec.scheduleName === undefined)) return [];
  const message = 'Either a backup or schedule must be specified as a source for the restore, but not both';
  return [conflict(['spec', ...(spec.backupName === undefined ? [] : ['scheduleName'])], message)];
}

function pointInTime({ spec }: RestorePolicyDocument): Finding[] {
  const { at } = spec.from ?? {};
  const path = ['spec', 'from', 'at'];
  if (at !== undefined && at !== 'latest' && Number.isNaN(Date.parse(at))) return [invalid(path, `${at} is no date`)];
  if (at === undefined || at === 'latest' || spec.backupName === undefined) return [];
  return [conflict(path, 'goes with scheduleName; backupName names one backup already')];
}

/** As `--item` says them; whether there is such a type, only a cluster knows. */
function items({ spec }: RestorePolicyDocument): Finding[] {
  return (spec.items ?? []).flatMap((text, i) => {
    const fault = itemFault(text);
    return fault === undefined ? [] : [invalid(['spec', 'items', i], fault)];
  });
}

function itemFault(text: string): string | undefined {
  const item = parseItemName(text);
  if (item === undefined) return `${quoted(text)} is neither type/namespace/name nor type/name`;
  const { resource, namespace } = item;
  if (isPattern(resource)) return `${quoted(resource)} is a pattern, and names no single object`;
  const fault = resourceFault(resource);
  if (fault !== undefined) return `${quoted(resource)} ${fault}`;
  return namespace === undefined || isDnsLabel(namespace) ? undefined : `${quoted(namespace)} ${NO_NAMESPACE}`;
}

function allowances({ spec }: RestorePolicyDocument): Finding[] {
  const kinds = (spec.allowKinds ?? []).flatMap((entry, i) => {
    const fault = resourceFault(entry);
    return fault === undefined ? [] : [invalid(['spec', 'allowKinds', i], `${quoted(entry)} ${fault}`)];
  });
  const namespaces = (spec.allowNamespaces ?? []).flatMap((entry, i) => {
    const isName = entry === '*' || isDnsLabel(entry);
    return isName ? [] : [invalid(['spec', 'allowNamespaces', i], `${quoted(entry)} ${NO_NAMESPACE}, nor "*"`)];
  });
  return [...kinds, ...namespaces];
}

/** A literal name that may not be recreated is refused here; a pattern simply does not fit such a type. */
function existing({ spec }: RestorePolicyDocument): Finding[] {
  return Object.entries(spec.existingResourcePolicies ?? {}).flatMap(([name, policy]) => {
    const path = ['spec', 'existingResourcePolicies', name];
    const fault = resourceFault(name);
    if (fault !== undefined) return [invalid(path, `${quoted(name)} ${fault}`)];
    const why = policy === 'recreate' ? whyNeverRecreated(name) : undefined;
    return why === undefined ? [] : [conflict(path, `${name} are never deleted to be created anew: ${why}`)];
  });
}

function durations({ spec }: RestorePolicyDocument): Finding[] {
  return [
    ...checkVeleroDefault(spec.itemOperationTimeout, ['spec', 'itemOperationTimeout'], '4h'),
    ...checkPositive(spec.timeout, ['spec', 'timeout']),
  ];
}
