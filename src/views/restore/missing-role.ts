import { isInformation } from '../../domain/restore/rights/missing-rules.ts';
import type { MissingRule } from '../../domain/result/result.ts';
import { oneLine } from '../one-line.ts';
import { renderYaml } from '../yaml-document.ts';

/** What is missing for one restore, and who lacks it. */
export interface MissingRights {
  /** The restore's name: what is rendered is called after it. */
  readonly restore: string;
  /** As the API server names who asks: `system:serviceaccount:lifeboat-restore:lifeboat-restore`. */
  readonly user: string;
  readonly rules: readonly MissingRule[];
}

const API = 'rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';

/** What is rendered has to fit into a ConfigMap beside the result. */
const MAX_RULES = 400;

/**
 * Roles and bindings that give a restore what it lacks, for `kubectl apply -f`: one for the rights at cluster scope, one
 * for each set of namespaces that lack the same. What would let the restore grant more than it holds is said in a
 * comment and never rendered. Empty where nothing is missing.
 */
export function renderMissingRole({ restore, user, rules }: MissingRights): string {
  if (rules.length === 0) return '';
  const all = rules.filter((rule) => !isInformation(rule));
  const needed = all.slice(0, MAX_RULES);
  const name = `lifeboat-${restore}`;
  const subject = subjectOf(user);
  const sets = [...Map.groupBy(namespacesOf(needed), ({ key }) => key).values()];
  const objects = sets.flatMap((alike, at) => {
    const places = alike.map(({ namespace }) => namespace);
    return roleFor({ name: at === 0 ? name : `${name}-${at + 1}`, subject, places, rules: alike[0]!.rules });
  });
  const comments = [
    ...headline(restore, user, needed),
    ...(all.length > MAX_RULES ? [`${all.length - MAX_RULES} more rules are missing and are not part of it.`] : []),
    ...escalation(rules.filter(isInformation).slice(0, MAX_RULES)),
  ];
  return [comments.map((line) => `# ${oneLine(line, 300)}\n`).join(''), ...objects.map(renderYaml)].join('---\n');
}

interface Place {
  /** Undefined: cluster scope. */
  readonly namespace: string | undefined;
  readonly rules: readonly MissingRule[];
  /** Equal for places that lack the same; cluster scope is like no namespace. */
  readonly key: string;
}

function namespacesOf(rules: readonly MissingRule[]): Place[] {
  return [...Map.groupBy(rules, ({ namespace }) => namespace)].map(([namespace, own]) => ({
    namespace,
    rules: own,
    key: JSON.stringify([namespace === undefined, own.map(plainRule)]),
  }));
}

interface RoleFacts {
  readonly name: string;
  readonly subject: object;
  readonly places: readonly (string | undefined)[];
  readonly rules: readonly MissingRule[];
}

/** A Role where one namespace lacks the rules; a ClusterRole where several do or it must hold everywhere. */
function roleFor({ name, subject, places, rules }: RoleFacts): object[] {
  const [only] = places;
  const isRole = places.length === 1 && only !== undefined;
  const kind = isRole ? 'Role' : 'ClusterRole';
  const role = {
    apiVersion: API,
    kind,
    metadata: { name, ...(isRole && { namespace: only }) },
    rules: rules.map(plainRule),
  };
  const bindings = places.map((namespace) => ({
    apiVersion: API,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: GROUP, kind, name },
    subjects: [subject],
  }));
  return [role, ...bindings];
}

function plainRule({ apiGroups, resources, resourceNames, verbs }: MissingRule): object {
  return { apiGroups, resources, ...(resourceNames && { resourceNames }), verbs };
}

function subjectOf(user: string): object {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  if (namespace === undefined) return { apiGroup: GROUP, kind: 'User', name: user };
  return { kind: 'ServiceAccount', namespace, name };
}

function headline(restore: string, user: string, needed: readonly MissingRule[]): string[] {
  if (needed.length === 0) return [`${user} has every right that the restore ${restore} surely needs.`];
  const namespaces = [...new Set(needed.flatMap(({ namespace }) => namespace ?? []))];
  return [
    `What ${user} lacks for the restore ${restore}. Read it, then: kubectl apply -f <this file>`,
    'Delete it again when the restore is done.',
    ...(namespaces.length === 0 ? [] : [`These namespaces have to exist first: ${namespaces.join(', ')}`]),
  ];
}

function escalation(rules: readonly MissingRule[]): string[] {
  if (rules.length === 0) return [];
  const lacking = rules.map(({ namespace, verbs, resources }) => {
    const where = namespace === undefined ? 'cluster-wide' : `in namespace ${namespace}`;
    return `- ${verbs.join(', ')} ${resources.join(', ')} ${where}`;
  });
  return [
    'Roles and bindings are refused unless this restore holds itself every right that they grant, or may:',
    ...lacking,
    'That would let it grant anything to anybody, and is not part of what follows: rather give it those rights.',
  ];
}
