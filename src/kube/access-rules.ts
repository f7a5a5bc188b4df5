import type { AccessCheck, AccessRule } from './cluster.ts';

/**
 * Whether rules allow what a check asks, as Kubernetes' RBAC authorizer decides
 * (`plugin/pkg/auth/authorizer/rbac`, `pkg/apis/rbac/v1/evaluation_helpers.go`): `*` means all verbs, groups or
 * resources, and `*` with a subresource that subresource of all; a rule for names allows nothing without one of them.
 */
export function isAllowed(rules: readonly AccessRule[], check: AccessCheck): boolean {
  const { verb, group, resource, name } = check;
  const subresource = resource.split('/')[1];
  const resources = ['*', resource, ...(subresource === undefined ? [] : [`*/${subresource}`])];
  return rules.some(
    (rule) =>
      hasAny(rule.verbs, ['*', verb]) &&
      hasAny(rule.apiGroups, ['*', group]) &&
      hasAny(rule.resources, resources) &&
      (rule.resourceNames.length === 0 || (name !== undefined && rule.resourceNames.includes(name))),
  );
}

function hasAny(values: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((value) => values.includes(value));
}
