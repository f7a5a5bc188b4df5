import { BUILTIN_TYPES } from './builtin-types.ts';

/** One resource in one version, as discovery tells it and as requests find it. */
export interface ApiType {
  readonly group: string;
  readonly version: string;
  /** `v1`, `apps/v1`. */
  readonly groupVersion: string;
  readonly resource: string;
  readonly kind: string;
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** `configmaps`, `deployments.apps`: as error messages and the store call it. */
  readonly name: string;
  /** The collection of the store; two types that show the same objects share it. */
  readonly collection: string;
  readonly isCustom: boolean;
  readonly countsGenerations: boolean;
  readonly createsOnUpdate: boolean;
  readonly needsResourceVersion: boolean;
  readonly deleteReturnsObject: boolean;
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The table of built-in types, spelled out. */
export function builtinTypes(): ApiType[] {
  return BUILTIN_TYPES.flatMap(([groupVersion, lines]) =>
    lines.split('\n').map((line) => builtinType(groupVersion, line.trim())),
  );
}

function builtinType(groupVersion: string, line: string): ApiType {
  const [resource = '', kind = '', shortNames = '-', flags = '', subresources = ''] = line.split(' ');
  const [version, group = ''] = groupVersion.split('/').toReversed() as [string, string?];
  const has = (flag: string) => flags.includes(flag);
  const name = typeName(group, resource);
  return {
    group,
    version,
    groupVersion,
    resource,
    kind,
    listKind: `${kind}List`,
    singular: kind.toLowerCase(),
    shortNames: shortNames === '-' ? [] : shortNames.split(','),
    categories: [...(has('a') ? ['all'] : []), ...(has('x') ? ['api-extensions'] : [])],
    namespaced: !has('c'),
    verbs: verbsOf(has),
    subresources: [...(subresources === '' ? [] : subresources.split(',')), ...(has('s') ? ['status'] : [])],
    name,
    collection: name === 'events.events.k8s.io' ? 'events' : name,
    isCustom: false,
    countsGenerations: has('g'),
    createsOnUpdate: has('p'),
    needsResourceVersion: has('v'),
    deleteReturnsObject: has('d'),
  };
}

function verbsOf(has: (flag: string) => boolean): string[] {
  if (has('o')) return ['create'];
  if (has('r')) return ['get', 'list'];
  return has('n') ? ALL_VERBS.filter((verb) => verb !== 'deletecollection') : ALL_VERBS;
}

/** `pods`, `deployments.apps`. */
export function typeName(group: string, resource: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}
