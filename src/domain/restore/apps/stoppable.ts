import { isJsonObject, type JsonObject, objectAt } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';

/** How something is kept from running, or from writing what a restore writes. */
export type StoppableKind = 'workload' | 'suspendable' | 'argo-cd';

/** Types in namespaces of a restore that are stopped, in their order: nothing is to be started while others stop. */
export const APP_TYPES: readonly GroupResource[] = [
  { group: 'batch', resource: 'cronjobs' },
  { group: 'apps', resource: 'deployments' },
  { group: 'apps', resource: 'statefulsets' },
];

/** Of Argo CD. */
export const APPLICATIONS: GroupResource = { group: 'argoproj.io', resource: 'applications' };
/** Of Flux. */
export const KUSTOMIZATIONS: GroupResource = { group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations' };
/** Of Flux. */
export const HELM_RELEASES: GroupResource = { group: 'helm.toolkit.fluxcd.io', resource: 'helmreleases' };

/** What keeps objects as a repository says; stopped before everything else, and started after it. */
export const RECONCILER_TYPES: readonly GroupResource[] = [APPLICATIONS, KUSTOMIZATIONS, HELM_RELEASES];

const KINDS: ReadonlyMap<string, StoppableKind> = new Map([
  ['deployments.apps', 'workload'],
  ['statefulsets.apps', 'workload'],
  ['cronjobs.batch', 'suspendable'],
  [formatGroupResource(KUSTOMIZATIONS), 'suspendable'],
  [formatGroupResource(HELM_RELEASES), 'suspendable'],
  [formatGroupResource(APPLICATIONS), 'argo-cd'],
]);

/** How objects of a type are stopped; undefined for those that are not. */
export function stoppableKind(type: GroupResource): StoppableKind | undefined {
  return KINDS.get(formatGroupResource(type));
}

/** How one object is stopped. */
export interface Stop {
  /** What it is to have again. */
  readonly was: JsonObject;
  /** A JSON merge patch. */
  readonly patch: JsonObject;
  /** For people: `3 replicas to 0`. */
  readonly words: string;
}

/** How an object is stopped; undefined where it stands still already, which is then not ours to end. */
export function stopOf(kind: StoppableKind, object: JsonObject): Stop | undefined {
  const spec = objectAt(object, 'spec') ?? {};
  switch (kind) {
    case 'workload': {
      const replicas = spec['replicas'] ?? 1;
      if (replicas === 0) return undefined;
      return {
        was: { replicas },
        patch: { spec: { replicas: 0 } },
        words: `${JSON.stringify(replicas)} replicas to 0`,
      };
    }
    case 'suspendable':
      if (spec['suspend'] === true) return undefined;
      return { was: { suspend: spec['suspend'] ?? null }, patch: { spec: { suspend: true } }, words: 'suspend' };
    case 'argo-cd': {
      const automated = objectAt(spec, 'syncPolicy', 'automated');
      if (automated === undefined || automated['enabled'] === false) return undefined;
      const patch = { spec: { syncPolicy: { automated: null } } };
      return { was: { automated }, patch, words: 'suspend automated sync' };
    }
  }
}

/**
 * The merge patch that gives an object back what it had. What somebody has set since, the restore itself among them,
 * stays: it is started already, as whoever did that wants it.
 */
export function startPatch(kind: StoppableKind, object: JsonObject, was: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec') ?? {};
  switch (kind) {
    case 'workload':
      return spec['replicas'] === 0 ? { spec: { replicas: was['replicas'] } } : {};
    case 'suspendable':
      return spec['suspend'] === true ? { spec: { suspend: was['suspend'] ?? null } } : {};
    case 'argo-cd':
      return isJsonObject(objectAt(spec, 'syncPolicy', 'automated'))
        ? {}
        : { spec: { syncPolicy: { automated: was['automated'] } } };
  }
}

/** Whether what belongs to a stopped object has gone: its Pods. */
export function hasStopped(kind: StoppableKind, object: JsonObject): boolean {
  if (kind !== 'workload') return true;
  const status = objectAt(object, 'status') ?? {};
  const { observedGeneration: seen, replicas = 0 } = status;
  const generation = objectAt(object, 'metadata')?.['generation'];
  const isSeen = typeof seen !== 'number' || typeof generation !== 'number' || seen >= generation;
  return isSeen && replicas === 0;
}
