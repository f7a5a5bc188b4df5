import type { ApiType } from '../types/api-type.ts';

/** A rule as Roles hold it, and where it holds. */
export interface UserRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Empty or absent: every name. */
  readonly resourceNames?: readonly string[];
  /** The namespace of a RoleBinding; absent for a ClusterRoleBinding. */
  readonly namespace?: string;
}

/** The authorizer's question: `resource` carries the subresource, `pods/log`; no namespace is cluster scope. */
export type MayDo = (
  verb: string,
  group: string,
  resource: string,
  namespace: string | undefined,
  name: string | undefined,
) => boolean;

/** Someone who may talk to the server. With neither `rules` nor `may`: everything. */
export interface ApiUser {
  readonly token: string;
  readonly name: string;
  readonly groups?: readonly string[];
  /** What is allowed, as Roles say it; answers both reviews exactly. */
  readonly rules?: readonly UserRule[];
  /** What is allowed, as code; a rules review then asks it about every known type. */
  readonly may?: MayDo;
}

/** Who asks without a token. */
export const ANONYMOUS: ApiUser = {
  token: '',
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  may: () => false,
};

const REVIEWS: readonly UserRule[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];
const EVERYTHING: UserRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

const PUBLIC_PATHS = new Set(['/healthz', '/livez', '/readyz', '/version']);
const DISCOVERY_PATHS = /^\/(api|apis|openapi)(\/|$)/;

/** Whether a user may do what is asked of a resource. */
export function mayDo(user: ApiUser, ...question: Parameters<MayDo>): boolean {
  const everyone = user === ANONYMOUS ? [] : REVIEWS;
  if (everyone.some((rule) => allows(rule, ...question))) return true;
  if (user.may !== undefined) return user.may(...question);
  return (user.rules ?? [EVERYTHING]).some((rule) => allows(rule, ...question));
}

/** Whether a user may ask for a path that is no resource. */
export function mayVisit(user: ApiUser, path: string): boolean {
  if (PUBLIC_PATHS.has(path)) return true;
  if (user === ANONYMOUS) return false;
  return DISCOVERY_PATHS.test(path) || (user.may === undefined && user.rules === undefined);
}

/** What a user may do in a namespace, as `SelfSubjectRulesReview` lists it. */
export function rulesOf(user: ApiUser, namespace: string, types: readonly ApiType[]): UserRule[] {
  const { may } = user;
  if (may === undefined) {
    const own = (user.rules ?? [EVERYTHING]).filter((rule) => (rule.namespace ?? namespace) === namespace);
    return [...REVIEWS, ...own];
  }
  const asked = types.map(({ group, resource, verbs, namespaced }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: verbs.filter((verb) => may(verb, group, resource, namespaced ? namespace : undefined, undefined)),
  }));
  return [...REVIEWS, ...asked.filter(({ verbs }) => verbs.length > 0)];
}

function allows(rule: UserRule, ...[verb, group, resource, namespace, name]: Parameters<MayDo>): boolean {
  const subresource = resource.includes('/') ? [`*/${resource.split('/')[1]}`] : [];
  const names = rule.resourceNames ?? [];
  return (
    hasAny(rule.verbs, ['*', verb]) &&
    hasAny(rule.apiGroups, ['*', group]) &&
    hasAny(rule.resources, ['*', resource, ...subresource]) &&
    (names.length === 0 || (name !== undefined && names.includes(name))) &&
    (rule.namespace === undefined || rule.namespace === namespace)
  );
}

function hasAny(values: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((value) => values.includes(value));
}
