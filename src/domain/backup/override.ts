import { RunError } from '../problem.ts';
import type { LabelSelector } from '../selection/label-selector.ts';
import type { ResourceFilter, Selection } from '../selection/selection.ts';
import type { BackupPolicy } from './policy.ts';

/** What a call says instead of the policy; undefined leaves the policy's word. */
export interface SelectionOverrides {
  readonly includedNamespaces?: readonly string[] | undefined;
  readonly excludedNamespaces?: readonly string[] | undefined;
  readonly includedResources?: readonly string[] | undefined;
  readonly excludedResources?: readonly string[] | undefined;
  readonly includeClusterResources?: boolean | undefined;
  readonly labelSelector?: LabelSelector | undefined;
}

/**
 * The policy as a call changes it; such a run is ad hoc. The two generations of resource filters do not mix
 * (`usage`), as in Velero.
 */
export function overridePolicy(policy: BackupPolicy, overrides: SelectionOverrides): BackupPolicy {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return policy;
  const { includedNamespaces, excludedNamespaces, labelSelector } = overrides;
  const selection: Selection = {
    includedNamespaces: includedNamespaces ?? policy.selection.includedNamespaces,
    excludedNamespaces: excludedNamespaces ?? policy.selection.excludedNamespaces,
    resources: overrideResources(policy.selection.resources, overrides),
    labelSelectors: labelSelector === undefined ? policy.selection.labelSelectors : [labelSelector],
  };
  const { orLabelSelectors, ...veleroSpec } = policy.veleroSpec;
  const keepsOr = labelSelector === undefined && orLabelSelectors !== undefined;
  return { ...policy, selection, veleroSpec: { ...veleroSpec, ...(keepsOr ? { orLabelSelectors } : {}), ...given } };
}

function overrideResources(filter: ResourceFilter, overrides: SelectionOverrides): ResourceFilter {
  const { includedResources, excludedResources, includeClusterResources } = overrides;
  if (includedResources === undefined && excludedResources === undefined && includeClusterResources === undefined) {
    return filter;
  }
  if (filter.style === 'scoped') {
    throw new RunError('usage', 'Cannot mix resource flags with a policy that uses the scoped resource lists', {
      hint: 'Change the policy, or run without resource flags',
    });
  }
  return {
    style: 'unscoped',
    included: includedResources ?? filter.included,
    excluded: excludedResources ?? filter.excluded,
    includeClusterResources: includeClusterResources ?? filter.includeClusterResources,
  };
}
