import type { SelectionOverrides } from '../../../domain/backup/override.ts';
import { RunError } from '../../../domain/problem.ts';
import type { LabelSelector } from '../../../domain/selection/label-selector.ts';
import { parseLabelSelector } from '../../../domain/selection/parse-label-selector.ts';
import { type Finding, quoted } from '../../../policy/finding.ts';
import {
  checkNamespaces,
  checkResources,
  checkScopedResources,
  type ListPair,
} from '../../../policy/rules/includes-excludes.ts';
import { labelKeyFault, LABELS_HINT, labelValueFault } from '../../../policy/rules/labels.ts';
import type { OptionSpecs, OptionValues } from '../../arguments/option.ts';

/** What a call may say about the selection, of a backup or a restore. */
export const SELECTION_OPTIONS = {
  includeNamespaces: {
    type: 'list',
    valueName: 'NAMES',
    description: 'Only these namespaces; patterns with *, ? and [abc]',
  },
  excludeNamespaces: { type: 'list', rare: true, valueName: 'NAMES', description: 'All but these namespaces' },
  includeResources: { type: 'list', valueName: 'TYPES', description: 'Only these types: pods, deployments.apps' },
  excludeResources: { type: 'list', rare: true, valueName: 'TYPES', description: 'All but these types' },
  includeClusterResources: {
    type: 'boolean',
    rare: true,
    description: 'All cluster-scoped objects, or with --no- none; else all unless namespaces are chosen',
  },
  selector: { type: 'string', short: 'l', valueName: 'LABELS', description: 'Only objects with these labels: app=web' },
  orSelector: {
    type: 'string',
    topic: 'velero',
    valueName: 'LABELS',
    description: 'Objects that match one of several selectors: app=web or app=db',
  },
} as const satisfies OptionSpecs;

/** The newer generation of type lists, which backups alone have, and which do not go with the older one. */
export const SCOPED_OPTIONS = {
  includeClusterScopedResources: {
    type: 'list',
    topic: 'velero',
    valueName: 'TYPES',
    description: 'Only these cluster-scoped types, or "*"',
  },
  excludeClusterScopedResources: {
    type: 'list',
    topic: 'velero',
    valueName: 'TYPES',
    description: 'All but these cluster-scoped types; "*": none',
  },
  includeNamespaceScopedResources: {
    type: 'list',
    topic: 'velero',
    valueName: 'TYPES',
    description: 'Only these namespaced types, or "*"',
  },
  excludeNamespaceScopedResources: {
    type: 'list',
    topic: 'velero',
    valueName: 'TYPES',
    description: 'All but these namespaced types; "*": none',
  },
} as const satisfies OptionSpecs;

/** Values of those options; a restore has none of the scoped lists. */
export type SelectionOptions = OptionValues<typeof SELECTION_OPTIONS> & Partial<OptionValues<typeof SCOPED_OPTIONS>>;

/** The values of those options as overrides; `usage` names the flag and what is wrong with its value. */
export function overridesOf(options: SelectionOptions, given: ReadonlyMap<string, string>): SelectionOverrides {
  const list = (key: ListKey) => (given.has(key) ? options[key] : undefined);
  const pair = (prefix: string, include: ListKey, exclude: ListKey): ListPair => ({
    included: list(include),
    excluded: list(exclude),
    includedPath: [given.get(include) ?? include],
    excludedPath: [given.get(exclude) ?? exclude],
    prefix,
  });
  refuse(checkNamespaces(pair('namespace', 'includeNamespaces', 'excludeNamespaces')));
  refuse(checkResources(pair('resource', 'includeResources', 'excludeResources')));
  refuse(
    checkScopedResources(pair('cluster-scoped', 'includeClusterScopedResources', 'excludeClusterScopedResources')),
  );
  refuse(
    checkScopedResources(
      pair('namespace-scoped', 'includeNamespaceScopedResources', 'excludeNamespaceScopedResources'),
    ),
  );
  refuseBothSelectors(given);
  return {
    includedNamespaces: list('includeNamespaces'),
    excludedNamespaces: list('excludeNamespaces'),
    includedResources: list('includeResources'),
    excludedResources: list('excludeResources'),
    includeClusterResources: options.includeClusterResources,
    includedClusterScopedResources: list('includeClusterScopedResources'),
    excludedClusterScopedResources: list('excludeClusterScopedResources'),
    includedNamespaceScopedResources: list('includeNamespaceScopedResources'),
    excludedNamespaceScopedResources: list('excludeNamespaceScopedResources'),
    labelSelector: options.selector === undefined ? undefined : selectorOf(options.selector, given.get('selector')),
    orLabelSelectors: selectorsOf(options.orSelector, given.get('orSelector')),
  };
}

type ListKey =
  | 'includeNamespaces'
  | 'excludeNamespaces'
  | 'includeResources'
  | 'excludeResources'
  | keyof typeof SCOPED_OPTIONS;

/** In the words of Velero's command line. */
function refuseBothSelectors(given: ReadonlyMap<string, string>): void {
  if (!given.has('selector') || !given.has('orSelector')) return;
  throw new RunError(
    'usage',
    "either a 'selector' or an 'or-selector' can be specified, but not both: " +
      `${given.get('selector')} and ${given.get('orSelector')}`,
    { hint: 'Leave one of them out.' },
  );
}

/** What a policy may not say, a call may not say either; a finding's path begins with the flag. */
function refuse(findings: readonly Finding[]): void {
  const [first] = findings;
  if (first === undefined) return;
  throw new RunError('usage', `${first.path[0]}: ${first.message}`, { hint: suggestionOf(first) });
}

function suggestionOf({ suggestion }: Finding): string {
  return suggestion === undefined ? 'Leave one of its entries out, or write it differently.' : `Write ${suggestion}.`;
}

function selectorOf(text: string, writtenAs: string | undefined): LabelSelector {
  const selector = parseLabelSelector(text);
  if (selector === undefined) {
    throw new RunError('usage', `${writtenAs}: ${JSON.stringify(text)} is not a label selector`, {
      hint: 'Write it as kubectl takes it: app=web,tier in (a,b),!old',
    });
  }
  const fault = selectorFault(selector);
  if (fault === undefined) return selector;
  throw new RunError('usage', `${writtenAs}: ${fault}`, { hint: LABELS_HINT });
}

/** `app=web or app=db`, as Velero's command line parts them. */
function selectorsOf(text: string | undefined, writtenAs: string | undefined): readonly LabelSelector[] | undefined {
  return text?.split(' or ').map((one) => selectorOf(one.trim(), writtenAs));
}

/** What the API server would refuse: keys and values that no label can have. */
function selectorFault({ matchExpressions = [] }: LabelSelector): string | undefined {
  for (const { key, values = [] } of matchExpressions) {
    const keyFault = labelKeyFault(key);
    if (keyFault !== undefined) return `${quoted(key)} ${keyFault}`;
    for (const value of values) {
      const valueFault = labelValueFault(value);
      if (valueFault !== undefined) return `${quoted(value)} ${valueFault}`;
    }
  }
  return undefined;
}
