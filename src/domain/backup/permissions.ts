import type { Entry } from '../entry.ts';
import { formatGroupResource } from '../resource.ts';
import type { ListStep } from './plan.ts';

/** One rule of a Role as `SelfSubjectRulesReview` reports it. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** Whether rules let all objects of a type be listed; rules for single names do not. */
export function mayList(
  rules: readonly Rule[],
  { group, resource }: { readonly group: string; readonly resource: string },
): boolean {
  const has = (values: readonly string[], wanted: string) => values.includes('*') || values.includes(wanted);
  return rules.some(
    (rule) =>
      rule.resourceNames.length === 0 &&
      has(rule.verbs, 'list') &&
      has(rule.apiGroups, group) &&
      has(rule.resources, resource),
  );
}

/** One error per type that may not be listed, with the rule that is missing, ready to paste into a Role. */
export function describeForbidden(steps: readonly ListStep[]): Entry[] {
  const byType = Map.groupBy(steps, (step) => formatGroupResource(step.type));
  return [...byType].map(([resource, denied]): Entry => {
    const { type } = denied[0]!;
    const namespaces = denied.flatMap((step) => (step.namespace === undefined ? [] : [step.namespace]));
    const where =
      namespaces.length === 0 ? 'cluster-wide' : `in ${namespaces.map((it) => `namespace ${it}`).join(', ')}`;
    const rule = `{apiGroups: ["${type.group}"], resources: ["${type.resource}"], verbs: ["list"]}`;
    const binding = namespaces.length === 0 ? 'ClusterRole' : 'Role there';
    const message = `Not permitted to list ${resource} ${where}; none of them are in this backup. Add to the ${binding}: ${rule}`;
    return namespaces.length === 1
      ? { code: 'forbidden', resource, namespace: namespaces[0]!, message }
      : { code: 'forbidden', resource, message };
  });
}
