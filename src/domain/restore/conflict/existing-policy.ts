import type { Entry } from '../../entry.ts';
import { nearestName } from '../../nearest-name.ts';
import { formatGroupResource, type GroupResource, type ResourceType } from '../../resource.ts';
import { matchesGlob } from '../../selection/glob.ts';
import { resolveResourceNames } from '../../selection/resource-names.ts';
import type { ExistingPolicy, RestorePolicy } from '../policy.ts';

/** What a policy says of objects that exist and differ, by type. */
export interface ExistingPolicies {
  of(type: GroupResource): ExistingPolicy;
  /** Names that are no type of the cluster or the archive. */
  readonly warnings: readonly Entry[];
}

/** Types of which nothing is ever deleted to be created anew, and why, as the rest of a sentence. */
const NEVER_RECREATED: ReadonlyMap<string, string> = new Map([
  ['namespaces', 'everything in it would be deleted with it'],
  ['persistentvolumeclaims', 'the data of its volume could be deleted with it'],
  ['persistentvolumes', 'the data behind it could be deleted with it'],
  ['customresourcedefinitions.apiextensions.k8s.io', 'every object of its type would be deleted with it'],
]);

/** Other names of those types, without wildcards, as kubectl takes them. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [
    ['namespaces', 'namespace', 'ns'],
    ['persistentvolumeclaims', 'persistentvolumeclaim', 'pvc'],
    ['persistentvolumes', 'persistentvolume', 'pv'],
    [
      'customresourcedefinitions.apiextensions.k8s.io',
      'customresourcedefinitions',
      'customresourcedefinition',
      'customresourcedefinition.apiextensions.k8s.io',
      'crd',
      'crds',
    ],
  ].flatMap(([type = '', ...others]) => [type, ...others].map((name): [string, string] => [name, type])),
);

/** Why a type may not be recreated, by any of its names; undefined where it may. A pattern simply does not fit it. */
export function whyNeverRecreated(name: string): string | undefined {
  return NEVER_RECREATED.get(SPELLINGS.get(name.toLowerCase()) ?? name);
}

/**
 * Reads `existingResourcePolicies` in the spellings that these types allow: the first name or pattern that fits decides,
 * the policy's `existingResourcePolicy` where none does. A pattern that says `recreate` does not fit what is never
 * recreated.
 */
export function existingPoliciesOf(
  policy: Pick<RestorePolicy, 'existingResourcePolicy' | 'existingResourcePolicies'>,
  types: readonly ResourceType[],
): ExistingPolicies {
  const rules = [...policy.existingResourcePolicies].map(([name, existing]) => {
    const { entries, unknown } = resolveResourceNames([name], types);
    return { existing, entries, unknown };
  });
  const fits = ({ entries, existing }: (typeof rules)[number], type: string): boolean =>
    entries.some((entry) => matchesGlob(entry, type)) && !(existing === 'recreate' && NEVER_RECREATED.has(type));
  return {
    of: (type) => {
      const name = formatGroupResource(type);
      return rules.find((rule) => fits(rule, name))?.existing ?? policy.existingResourcePolicy;
    },
    warnings: rules.flatMap(({ unknown }) => unknown.map((name) => unknownType(name, types))),
  };
}

function unknownType(name: string, types: readonly ResourceType[]): Entry {
  const near = nearestName(
    name,
    types.flatMap((type) => [type.resource, formatGroupResource(type)]),
  );
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const message = `existingResourcePolicies names ${name}, and neither the cluster nor the backup has such a type${hint}`;
  return { code: 'resource-not-found', resource: name, message };
}
