import type { Entry } from '../entry.ts';
import { formatGroupResource } from '../resource.ts';
import type { ListStep } from './plan.ts';
import type { Finding } from './planning/findings.ts';
import type { RelatedList } from './relations/related-lists.ts';

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

/**
 * What is said of related objects of one type and place that may not be listed. What is known to be needed is an error;
 * whether ServiceAccounts have bindings at all cannot be known, and is a warning.
 */
export function relatedForbidden(lists: readonly RelatedList[]): Finding {
  const { type, namespace } = lists[0]!.step;
  const resource = formatGroupResource(type);
  const rule = `{apiGroups: ["${type.group}"], resources: ["${type.resource}"], verbs: ["list"]}`;
  const where = namespace === undefined ? 'cluster-wide' : `in namespace ${namespace}`;
  const role = namespace === undefined ? 'ClusterRole' : 'Role there';
  const entry = (what: string): Entry => ({
    code: 'forbidden',
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    message: `Not permitted to list ${resource} ${where}; ${what}. Add to the ${role}: ${rule}; or exclude the type`,
  });
  const accounts = new Set(lists.flatMap(({ wants }) => (wants.kind === 'bindings' ? [...wants.accounts] : [])));
  if (accounts.size > 0) {
    const what = `the bindings of ${accounts.size} ServiceAccounts, if there are any, and their ClusterRoles are not in this backup`;
    return { severity: 'warning', entry: entry(what) };
  }
  const names = [...new Set(lists.flatMap(({ wants }) => (wants.kind === 'items' ? [...wants.names] : [])))].toSorted();
  const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const isOfGroup = lists.every(({ wants }) => wants.kind === 'group');
  const what =
    names.length === 0
      ? `those that ${isOfGroup ? 'are in one volume group with' : 'mount'} selected claims are not in this backup`
      : `what is in this backup needs ${shown}, which is not in it`;
  return { severity: 'error', entry: entry(what) };
}
