import { isListed, isPattern } from '../../domain/selection/glob.ts';
import { conflict, doubtful, type Finding, invalid, invalidKey, quoted } from '../finding.ts';
import type { RestorePolicyDocument } from '../generated/documents.ts';
import { isDnsLabel } from '../names.ts';

/** Words that follow what is no name of a namespace. */
export const NO_NAMESPACE = 'is not a namespace name (a DNS label)';

/**
 * Names are names; no two namespaces meet in one, where the objects of the second would be taken for conflicts or, under
 * `update`, change those of the first; and every source is one that is selected.
 */
export function checkNamespaceMapping({ spec }: RestorePolicyDocument): Finding[] {
  const findings: Finding[] = [];
  const sources = new Map<string, string>();
  for (const [source, target] of Object.entries(spec.namespaceMapping ?? {})) {
    const path = ['spec', 'namespaceMapping', source];
    const twin = sources.get(target);
    if (!isDnsLabel(source)) findings.push(invalidKey(path, `${quoted(source)} ${NO_NAMESPACE}`));
    if (!isDnsLabel(target)) findings.push(invalid(path, `${quoted(target)} ${NO_NAMESPACE}`));
    if (twin !== undefined) findings.push(conflict(path, `goes to ${target}, and so does ${twin}`));
    if (isKept(spec, target)) {
      findings.push(conflict(path, `goes to ${target}, which is restored under its own name, too`));
    }
    if (!isSelected(spec, source)) findings.push(doubtful(path, `has no effect: ${source} is not selected`));
    sources.set(target, source);
  }
  return findings;
}

type Spec = RestorePolicyDocument['spec'];

/** Whether a namespace is named among those to restore and keeps its name. */
function isKept({ includedNamespaces = [], namespaceMapping = {} }: Spec, name: string): boolean {
  return !isPattern(name) && includedNamespaces.includes(name) && !Object.hasOwn(namespaceMapping, name);
}

function isSelected({ includedNamespaces = [], excludedNamespaces = [] }: Spec, name: string): boolean {
  return isListed(name, includedNamespaces, excludedNamespaces);
}
