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
  const mapping = Object.entries(spec.namespaceMapping ?? {});
  return mapping.flatMap(([source, target], i) => {
    const path = ['spec', 'namespaceMapping', source];
    const twin = mapping.slice(0, i).find(([, other]) => other === target)?.[0];
    return [
      ...(isDnsLabel(source) ? [] : [invalidKey(path, `${quoted(source)} ${NO_NAMESPACE}`)]),
      ...(isDnsLabel(target) ? [] : [invalid(path, `${quoted(target)} ${NO_NAMESPACE}`)]),
      ...(twin === undefined ? [] : [conflict(path, `goes to ${target}, and so does ${twin}`)]),
      ...(isKept(spec, target) ? [conflict(path, `goes to ${target}, which is restored under its own name, too`)] : []),
      ...(isSelected(spec, source) ? [] : [doubtful(path, `has no effect: ${source} is not selected`)]),
    ];
  });
}

type Spec = RestorePolicyDocument['spec'];

/** Whether a namespace is named among those to restore and keeps its name. */
function isKept({ includedNamespaces = [], namespaceMapping = {} }: Spec, name: string): boolean {
  return !isPattern(name) && includedNamespaces.includes(name) && !Object.hasOwn(namespaceMapping, name);
}

function isSelected({ includedNamespaces = [], excludedNamespaces = [] }: Spec, name: string): boolean {
  return isListed(name, includedNamespaces, excludedNamespaces);
}
