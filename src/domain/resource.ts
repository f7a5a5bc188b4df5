/** A kind of object without its version, as RBAC and Velero name it; the core group is the empty string. */
export interface GroupResource {
  readonly group: string;
  /** Plural name from discovery, lower case: `deployments`. */
  readonly resource: string;
}

/** What discovery offers for one group resource in one version. */
export interface ResourceType extends GroupResource {
  readonly version: string;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** `deployments.apps`, `pods`: the spelling of Velero's archive folders and resource filters. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** The inverse of `formatGroupResource`; a plural name holds no dot, so the first one ends it. */
export function parseGroupResource(text: string): GroupResource {
  const dot = text.indexOf('.');
  return dot < 0 ? { group: '', resource: text } : { group: text.slice(dot + 1), resource: text.slice(0, dot) };
}

/** `apps/v1`, `v1`: the `apiVersion` of objects of this type. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
