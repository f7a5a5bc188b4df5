import type { RunContext } from '../base/context.ts';
import { retry, type Handling } from '../base/retry.ts';
import { RunError } from '../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject, type ObjectPath } from '../kube/cluster.ts';
import { ANNOTATION, LABEL } from './annotations.ts';

/** A ConfigMap as Lifeboat wants it; keys of people and other tools beside ours are left alone. */
export type ConfigMap = KubeObject & {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly immutable?: true;
  readonly data: Readonly<Record<string, string>>;
};

/** Where the ConfigMaps of a namespace are. */
export function configMapsIn(namespace: string): ObjectPath {
  return { group: '', version: 'v1', resource: 'configmaps', namespace };
}

/** The text of one key of a ConfigMap; undefined where it has none. */
export function dataOf(object: KubeObject, key: string): string | undefined {
  const data = object['data'] as Readonly<Record<string, unknown>> | null | undefined;
  const text = data?.[key];
  return typeof text === 'string' ? text : undefined;
}

/**
 * The merge patch that turns `current` into `wanted` and refuses, as a conflict, when somebody wrote in between. Labels
 * and annotations of ours that are not wanted any more go; those of others stay: a tracking mark, a `hold`.
 */
export function renderMergePatch(current: KubeObject, wanted: ConfigMap): Readonly<Record<string, unknown>> {
  const { labels, annotations } = wanted.metadata;
  return {
    metadata: {
      resourceVersion: current.metadata.resourceVersion,
      labels: { ...erased(LABEL, current.metadata.labels), ...labels },
      annotations: { ...erased(ANNOTATION, current.metadata.annotations), ...annotations },
    },
    ...(wanted.immutable && { immutable: true }),
    data: wanted.data,
  };
}

function erased(ours: Readonly<Record<string, string>>, present: Readonly<Record<string, string>> = {}) {
  const stale = Object.values(ours).filter((key) => Object.hasOwn(present, key));
  return Object.fromEntries(stale.map((key) => [key, null]));
}

/**
 * Writes one ConfigMap: reads it, lets `decide` say what it shall be (undefined: as it is), creates or patches it, and
 * begins again when somebody else wrote in between or an answer was lost. Errors: as `Cluster`, and what `decide` throws.
 */
export async function writeConfigMap(
  ctx: RunContext,
  cluster: Cluster,
  target: { readonly namespace: string; readonly name: string },
  decide: (current: KubeObject | undefined) => ConfigMap | undefined,
): Promise<void> {
  const path = configMapsIn(target.namespace);
  const write = async (): Promise<void> => {
    const current = await cluster.read(ctx, path, target.name);
    const wanted = decide(current);
    if (wanted === undefined) return;
    if (current === undefined) await cluster.create(ctx, path, wanted);
    else await cluster.patch(ctx, path, target.name, renderMergePatch(current, wanted));
  };
  await retry(ctx, write, judgeRace);
}

/** Somebody wrote first, or nobody knows whether we did: reading again tells. */
export function judgeRace(error: unknown): Handling {
  const isRace = error instanceof ApiError && [404, 409].includes(error.status);
  const isLost = error instanceof RunError && error.code === 'cluster-unavailable';
  return { retry: isRace || isLost };
}
