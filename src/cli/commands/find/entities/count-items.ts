import { mapConcurrent } from '../../../../base/concurrent.ts';
import type { RunContext } from '../../../../base/context.ts';
import type { BackupPlan, ListStep } from '../../../../domain/backup/plan.ts';
import type { EntityCounts } from '../../../../domain/find/entities.ts';
import { RunError } from '../../../../domain/problem.ts';
import { formatGroupResource } from '../../../../domain/resource.ts';
import { ApiError, type Cluster } from '../../../../kube/cluster.ts';

/** Lists at a time. */
const PARALLEL = 4;

/** What a plan takes today, by namespace, and what could not be counted. */
export interface Counted {
  readonly counts: readonly EntityCounts[];
  /** In the server's words. */
  readonly problems: readonly string[];
}

/**
 * Counts what a policy's plan would take: one list of metadata for each type and place, as the backup's own lists. What
 * comes along because other objects need it is not counted.
 */
export async function countItems(
  ctx: RunContext,
  cluster: Cluster,
  policy: string,
  plan: BackupPlan,
): Promise<Counted> {
  const counts = new Map<string | undefined, Record<string, number>>();
  const problems: string[] = [];
  await mapConcurrent(plan.steps, PARALLEL, async (step) => {
    try {
      for (const namespace of await placesOf(ctx, cluster, plan, step)) {
        const types = counts.get(namespace) ?? {};
        const resource = formatGroupResource(step.type);
        types[resource] = (types[resource] ?? 0) + 1;
        counts.set(namespace, types);
      }
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (!(error instanceof ApiError) && !(error instanceof RunError)) throw error;
      problems.push(error.message);
    }
  });
  return { counts: [...counts].map(([namespace, types]) => ({ policy, namespace, types })), problems };
}

/** The namespace of every object of a step, once an object however many selectors find it. */
async function placesOf(
  ctx: RunContext,
  cluster: Cluster,
  plan: BackupPlan,
  { type, namespace, labelSelectors, fieldSelector }: ListStep,
): Promise<readonly (string | undefined)[]> {
  const places = new Map<string, string | undefined>();
  for (const labelSelector of labelSelectors) {
    const request = { type, namespace, labelSelector, fieldSelector, isMetadataOnly: true };
    for await (const batch of cluster.list(ctx, request)) {
      for (const { ref, uid, isTerminating } of batch) {
        const isKept = ref.namespace === undefined || plan.keepsNamespace(ref.namespace);
        if (isKept && !isTerminating) places.set(uid, ref.namespace);
      }
    }
  }
  return [...places.values()];
}
