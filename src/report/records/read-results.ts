import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import { decodeResult } from '../../domain/result/document.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';
import { LABEL, MANAGED_BY } from '../annotations.ts';
import { configMapsIn, dataOf } from '../config-map.ts';
import { lastStepOf, RESULT_KEY } from '../render-result.ts';

/** A run's record in the cluster, and the ConfigMap that holds it. */
export interface ResultRecord {
  readonly configMap: KubeObject;
  readonly result: RunResult;
}

/**
 * Every result ConfigMap of a namespace; one that cannot be read is logged and passed over. Where the run goes on, its
 * step is the one that its annotations tell. `permission-denied` with the rule to add where they may not be listed.
 */
export async function readResults(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
): Promise<readonly ResultRecord[]> {
  const selector = `${LABEL.managedBy}=${MANAGED_BY},${LABEL.kind}=result`;
  try {
    const found = await cluster.listObjects(ctx, configMapsIn(namespace), selector);
    return found.flatMap((configMap) => recordIn(ctx, configMap));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    throw new RunError('permission-denied', `Cannot list ConfigMaps in namespace ${namespace}: ${error.message}`, {
      hint: 'Allow "list" on "configmaps" there, or name another namespace with --runner-namespace.',
      cause: error,
    });
  }
}

function recordIn(ctx: RunContext, configMap: KubeObject): ResultRecord[] {
  const result = decodeResult(dataOf(configMap, RESULT_KEY) ?? '');
  if (result === undefined) {
    ctx.log.warn({ configMap: configMap.metadata.name }, 'a result ConfigMap cannot be read');
    return [];
  }
  const step = lastStepOf(configMap);
  if (result.terminal || step === undefined) return [{ configMap, result }];
  return [{ configMap, result: { ...result, progress: { ...result.progress, step } } }];
}
