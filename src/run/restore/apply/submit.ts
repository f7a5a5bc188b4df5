import type { RunContext } from '../../../base/context.ts';
import { RESTORE_LABEL } from '../../../domain/restore/prepare/prepare.ts';
import { RunError } from '../../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';

/** How often a create is asked again whose answer was lost and whose object is not there. */
const ATTEMPTS = 3;

/** Whether an object was made, or there was one already. */
export type Submitted =
  | { readonly outcome: 'created'; readonly warnings: readonly string[] }
  | { readonly outcome: 'exists' };

/**
 * Creates an object exactly once, although a create cannot be repeated blindly: after a lost answer its name is looked
 * up, and it counts as made where it carries this restore's label. Throws `ApiError` for a refusal, and
 * `cluster-unavailable` where not even the look-up is answered.
 */
export async function submit(
  ctx: RunContext,
  cluster: Cluster,
  {
    path,
    object,
    restoreLabel,
  }: { readonly path: ObjectPath; readonly object: KubeObject; readonly restoreLabel: string },
): Promise<Submitted> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { warnings } = await cluster.write(ctx, path, object);
      return { outcome: 'created', warnings };
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'AlreadyExists') return { outcome: 'exists' };
      if (!(error instanceof RunError && error.code === 'cluster-unavailable')) throw error;
      const found = await cluster.read(ctx, path, object.metadata.name);
      if (found?.metadata.labels?.[RESTORE_LABEL] === restoreLabel) return { outcome: 'created', warnings: [] };
      if (found !== undefined) return { outcome: 'exists' };
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
