import type { SelectionOverrides } from '../../../domain/backup/override.ts';
import { RunError } from '../../../domain/problem.ts';
import type { LabelSelector } from '../../../domain/selection/label-selector.ts';
import { parseLabelSelector } from '../../../domain/selection/parse-label-selector.ts';
import { type Finding, quoted } from '../../../policy/finding.ts';
import { checkNamespaces, checkResources, type ListPair } from '../../../policy/rules/includes-excludes.ts';
import { labelKeyFault, labelValueFault } from '../../../policy/rules/labels.ts';
import type { OptionSpecs, OptionValues } from '../../arguments/option.ts';

/** What a call may say about the selection. */
export const SELECTION_OPTIONS = {
  includeNamespaces: {
    type: 'list',
    valueName: 'NAMES',
    description: 'Only these namespaces; patterns with *, ? and [abc]',
  },
  excludeNamespaces: { type: 'list', valueName: 'NAMES', description: 'All but these namespaces' },
  includeResources: { type: 'list', valueName: 'TYPES', description: 'Only these types: pods, deployments.apps' },
  excludeResources: { type: 'list', valueName: 'TYPES', description: 'All but these types' },
  includeClusterResources: {
    type: 'boolean',
    description: 'All cluster-scoped objects, or with --no- none; else all unless namespaces are chosen',
  },
  selector: { type: 'string', short: 'l', valueName: 'LABELS', description: 'Only objects with these labels: app=web' },
} as const satisfies OptionSpecs;

/** The values of those options as overrides; `usage` names the flag and what is wrong with its value. */
export function overridesOf(
  options: OptionValues<typeof SELECTION_OPTIONS>,
  given: ReadonlyMap<string, string>,
): SelectionOverrides {
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
  return {
    includedNamespaces: list('includeNamespaces'),
    excludedNamespaces: list('excludeNamespaces'),
    includedResources: list('includeResources'),
    excludedResources: list('excludeResources'),
    includeClusterResources: options.includeClusterResources,
    labelSelector: selectorOf(options.selector, given),
  };
}

type ListKey = 'includeNamespaces' | 'excludeNamespaces' | 'includeResources' | 'excludeResources';

/** What a policy may not say, a call may not say either; a finding's path begins with the flag. */
function refuse(findings: readonly Finding[]): void {
  const [first] = findings;
  if (first !== undefined) throw new RunError('usage', `${first.path[0]}: ${first.message}`);
}

function selectorOf(text: string | undefined, given: ReadonlyMap<string, string>): LabelSelector | undefined {
  if (text === undefined) return undefined;
  const selector = parseLabelSelector(text);
  if (selector === undefined) {
    throw new RunError('usage', `${given.get('selector')}: ${JSON.stringify(text)} is not a label selector`, {
      hint: 'Write it as kubectl takes it: app=web,tier in (a,b),!old',
    });
  }
  const fault = selectorFault(selector);
  if (fault === undefined) return selector;
  throw new RunError('usage', `${given.get('selector')}: ${fault}`);
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
