import { RunError } from '../problem.ts';
import type { LabelSelector } from '../selection/label-selector.ts';
import type { ResourceFilter, Selection } from '../selection/selection.ts';
import { SCOPED_FIELDS, unscopedFields } from '../selection/velero-filter.ts';
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
  const given: SelectionOverrides = Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(given).length === 0) return policy;
  const { includedNamespaces, excludedNamespaces, labelSelector } = overrides;
  const selection: Selection = {
    includedNamespaces: includedNamespaces ?? policy.selection.includedNamespaces,
    excludedNamespaces: excludedNamespaces ?? policy.selection.excludedNamespaces,
    resources: overrideResources(policy.selection.resources, overrides),
    labelSelectors: labelSelector === undefined ? policy.selection.labelSelectors : [labelSelector],
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
  if (resources.style === 'scoped' || !changesResources(given)) return spec;
  for (const field of [...SCOPED_FIELDS, 'includedResources']) delete spec[field];
  const { includedResources, excludedResources } = unscopedFields(resources.included, resources.excluded);
  return { ...spec, ...(includedResources && { includedResources }), excludedResources };
}

function changesResources(overrides: SelectionOverrides): boolean {
  const { includedResources, excludedResources, includeClusterResources } = overrides;
  return includedResources !== undefined || excludedResources !== undefined || includeClusterResources !== undefined;
}

function overrideResources(filter: ResourceFilter, overrides: SelectionOverrides): ResourceFilter {
  const { includedResources, excludedResources, includeClusterResources } = overrides;
  if (!changesResources(overrides)) return filter;
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
