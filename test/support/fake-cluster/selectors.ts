import type { KubeObject } from '../../../src/kube/cluster.ts';

/** Whether an object matches a `labelSelector` and a `fieldSelector` parameter; both may be empty. */
export function matchesSelectors(object: KubeObject, labelSelector: string, fieldSelector: string): boolean {
  const { labels = {}, name, namespace } = object.metadata;
  const fields = { 'metadata.name': name, 'metadata.namespace': namespace };
  return (
    requirementsOf(labelSelector).every((requirement) => isMet(requirement, labels)) &&
    requirementsOf(fieldSelector).every((requirement) => isMet(requirement, fields))
  );
}

/** Commas between parentheses do not end a requirement. */
function requirementsOf(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((requirement) => requirement.trim())
    .filter((requirement) => requirement !== '');
}

function isMet(requirement: string, values: Readonly<Record<string, string | undefined>>): boolean {
  const set = /^(\S+) (in|notin) \(([^)]*)\)$/.exec(requirement);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const isIn = list.split(',').some((member) => member.trim() === values[key]);
    return isIn === (operator === 'in');
  }
  const equality = /^([^!=]+)(!=|==|=)(.*)$/.exec(requirement);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return (values[key] === value) === (operator !== '!=');
  }
  return requirement.startsWith('!') ? !(requirement.slice(1) in values) : requirement in values;
}
