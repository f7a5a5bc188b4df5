import { RunError } from '../problem.ts';
import type { LabelSelector } from '../selection/label-selector.ts';
import type { ResourceFilter, Selection } from '../selection/selection.ts';
import { MIXED_GENERATIONS, SCOPED_FIELDS, scopedFields, unscopedFields } from '../selection/velero-filter.ts';
import type { BackupPolicy } from './policy.ts';

/** What a call says instead of the policy; undefined leaves the policy's word. */
export interface SelectionOverrides {
  readonly includedNamespaces?: readonly string[] | undefined;
  readonly excludedNamespaces?: readonly string[] | undefined;
  readonly includedResources?: readonly string[] | undefined;
  readonly excludedResources?: readonly string[] | undefined;
  readonly includeClusterResources?: boolean | undefined;
  readonly includedClusterScopedResources?: readonly string[] | undefined;
  readonly excludedClusterScopedResources?: readonly string[] | undefined;
  readonly includedNamespaceScopedResources?: readonly string[] | undefined;
  readonly excludedNamespaceScopedResources?: readonly string[] | undefined;
  readonly labelSelector?: LabelSelector | undefined;
  readonly orLabelSelectors?: readonly LabelSelector[] | undefined;
}

/**
 * The policy as a call changes it; such a run is ad hoc. The two generations of resource filters do not mix
 * (`usage`), as in Velero.
 */
export function overridePolicy(policy: BackupPolicy, overrides: SelectionOverrides): BackupPolicy {
  const given: SelectionOverrides = Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(given).length === 0) return policy;
  const { includedNamespaces, excludedNamespaces, labelSelector, orLabelSelectors } = overrides;
  const selection: Selection = {
    includedNamespaces: includedNamespaces ?? policy.selection.includedNamespaces,
    excludedNamespaces: excludedNamespaces ?? policy.selection.excludedNamespaces,
    resources: overrideResources(policy.selection.resources, overrides),
    labelSelectors:
      labelSelector === undefined ? (orLabelSelectors ?? policy.selection.labelSelectors) : [labelSelector],
  };
  return { ...policy, selection, veleroSpec: overrideSpec(policy.veleroSpec, given, selection.resources) };
}

/** The spec as Velero's server would have stored it, had the policy said what the call says. */
function overrideSpec(
  written: BackupPolicy['veleroSpec'],
  given: SelectionOverrides,
  resources: ResourceFilter,
): BackupPolicy['veleroSpec'] {
  const spec: Record<string, unknown> = { ...written, ...given };
  if (given.labelSelector !== undefined) delete spec['orLabelSelectors'];
  if (given.orLabelSelectors !== undefined) delete spec['labelSelector'];
  if (resources.style === 'scoped') return changesScoped(given) ? { ...spec, ...scopedFields(resources) } : spec;
  if (!changesUnscoped(given)) return spec;
  for (const field of [...SCOPED_FIELDS, 'includedResources']) delete spec[field];
  const { includedResources, excludedResources } = unscopedFields(resources.included, resources.excluded);
  return { ...spec, ...(includedResources && { includedResources }), excludedResources };
}

function changesUnscoped(overrides: SelectionOverrides): boolean {
  const { includedResources, excludedResources, includeClusterResources } = overrides;
  return includedResources !== undefined || excludedResources !== undefined || includeClusterResources !== undefined;
}

function changesScoped(overrides: SelectionOverrides): boolean {
  return SCOPED_FIELDS.some((field) => overrides[field] !== undefined);
}

function overrideResources(filter: ResourceFilter, overrides: SelectionOverrides): ResourceFilter {
  if (changesScoped(overrides)) return overrideScoped(filter, overrides);
  if (!changesUnscoped(overrides)) return filter;
  if (filter.style === 'scoped') {
    throw new RunError('usage', 'Cannot mix resource flags with a policy that uses the scoped resource lists', {
      hint: 'Change the policy, or run without resource flags',
    });
  }
  const { includedResources, excludedResources, includeClusterResources } = overrides;
  return {
    style: 'unscoped',
    included: includedResources ?? filter.included,
    excluded: excludedResources ?? filter.excluded,
    includeClusterResources: includeClusterResources ?? filter.includeClusterResources,
  };
}

/** A policy without any filter of types takes either generation. */
function overrideScoped(filter: ResourceFilter, overrides: SelectionOverrides): ResourceFilter {
  if (changesUnscoped(overrides))
    throw new RunError('usage', MIXED_GENERATIONS, { hint: 'Leave the flags of one kind out.' });
  const isUnfiltered =
    filter.style === 'unscoped' &&
    filter.included.length + filter.excluded.length === 0 &&
    filter.includeClusterResources === undefined;
  if (filter.style === 'unscoped' && !isUnfiltered) {
    throw new RunError('usage', 'Cannot mix scoped resource flags with a policy that uses the older resource lists', {
      hint: 'Change the policy, or run without resource flags',
    });
  }
  const written = filter.style === 'scoped' ? filter : undefined;
  return {
    style: 'scoped',
    includedClusterScoped: overrides.includedClusterScopedResources ?? written?.includedClusterScoped ?? [],
    excludedClusterScoped: overrides.excludedClusterScopedResources ?? written?.excludedClusterScoped ?? [],
    includedNamespaceScoped: overrides.includedNamespaceScopedResources ?? written?.includedNamespaceScoped ?? [],
    excludedNamespaceScoped: overrides.excludedNamespaceScopedResources ?? written?.excludedNamespaceScoped ?? [],
  };
}
