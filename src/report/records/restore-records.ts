import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { ApiError, type Cluster } from '../../kube/cluster.ts';
import { configMapsIn } from '../config-map.ts';
import { renderResultConfigMap, resultNameOf } from '../render-result.ts';

/**
 * Writes the result ConfigMaps of finished runs whose records survived elsewhere, as their runs had written them; returns
 * their names. One that is there is left as it is. `permission-denied` where ConfigMaps may not be created.
 */
export async function restoreRecords(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  results: readonly RunResult[],
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const result of results.filter(({ terminal }) => terminal)) {
    const name = resultNameOf(result);
    if (isDryRun || (await createRecord(ctx, cluster, namespace, result))) written.push(name);
  }
  return written.toSorted();
}

async function createRecord(ctx: RunContext, cluster: Cluster, namespace: string, result: RunResult): Promise<boolean> {
  try {
    await cluster.create(ctx, configMapsIn(namespace), renderResultConfigMap(result, namespace));
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 409) return false;
    throw new RunError(
      error.status === 403 ? 'permission-denied' : 'cannot-write',
      `Cannot create ConfigMap ${namespace}/${resultNameOf(result)}: ${error.message}`,
      { hint: 'Allow "create" on "configmaps" there.', cause: error },
    );
  }
}
