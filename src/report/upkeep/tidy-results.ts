import type { RunContext } from '../../base/context.ts';
import { type HistoryLimits, type KeptResult, resultsBeyond } from '../../domain/retention/history-limits.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';
import { ANNOTATION, LABEL, labelsOf, MANAGED_BY } from '../annotations.ts';
import { configMapsIn } from '../config-map.ts';

/** A mark of people, as a label or an annotation with any value but `false`: this result stays. */
export const HOLD = 'lifeboat.dev/hold';

/**
 * Deletes the result ConfigMaps of a policy beyond its limits, the oldest first; returns their names. Open ones stay, and
 * those that somebody holds or that the latest pointer names. The records in the storage location are not touched.
 */
export async function tidyResults(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  { policy, limits }: { readonly policy: string; readonly limits: HistoryLimits },
): Promise<readonly string[]> {
  const path = configMapsIn(namespace);
  const objects = await cluster.listObjects(ctx, path, selectorOf(policy));
  const latest = await cluster.read(ctx, path, `lifeboat-latest-${policy}`);
  const named = latest?.metadata.annotations?.[ANNOTATION.result];
  const beyond = resultsBeyond(
    objects.map((object) => keptResultOf(object, named)),
    limits,
  );
  for (const name of beyond) {
    const uid = objects.find(({ metadata }) => metadata.name === name)?.metadata.uid;
    try {
      await cluster.delete(ctx, path, name, uid === undefined ? {} : { uid });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      ctx.log.debug({ configMap: name }, 'another object has the place of a result that was to go');
    }
  }
  return beyond;
}

function selectorOf(policy: string): string {
  const wanted = labelsOf({ [LABEL.managedBy]: MANAGED_BY, [LABEL.kind]: 'result', [LABEL.policy]: policy });
  return Object.entries(wanted)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function keptResultOf({ metadata }: KubeObject, latest: string | undefined): KeptResult {
  const { name, labels = {} } = metadata;
  return {
    name,
    phase: labels[LABEL.phase] ?? '',
    scheduledFor: labels[LABEL.scheduledFor] ?? '',
    isHeld: name === latest || isMarked(metadata),
  };
}

/** Whether somebody wants a result to stay. */
export function isMarked({ labels = {}, annotations = {} }: KubeObject['metadata']): boolean {
  return [labels[HOLD], annotations[HOLD]].some((mark) => mark !== undefined && mark !== 'false');
}
