import { mapConcurrent } from '../../base/concurrent.ts';
import type { RunContext } from '../../base/context.ts';
import { describeForbidden, mayList } from '../../domain/backup/permissions.ts';
import type { ListStep } from '../../domain/backup/plan.ts';
import type { Entry } from '../../domain/entry.ts';
import { RunError } from '../../domain/problem.ts';
import type { AccessCheck, Cluster } from '../../kube/cluster.ts';

/** The lists that may be asked for, and an error for each type that may not. */
export interface Permitted {
  readonly steps: readonly ListStep[];
  readonly errors: readonly Entry[];
}

/**
 * Asks the API server's authorizer before the first list, so that everything missing is named at once. One question
 * settles the usual case, a right to list everything; else one per namespace, or per type for cluster-wide lists.
 */
export async function checkPermissions(
  ctx: RunContext,
  cluster: Cluster,
  steps: readonly ListStep[],
): Promise<Permitted> {
  const [mayListAll] = await cluster.mayI(ctx, [{ verb: 'list', group: '*', resource: '*', namespace: undefined }]);
  if (mayListAll === true) return { steps, errors: [] };
  const byNamespace = [...Map.groupBy(steps, (step) => step.namespace)];
  const answers = await mapConcurrent(byNamespace, 4, async ([namespace, asked]) =>
    deniedOf(ctx, cluster, namespace, asked),
  );
  const denied = new Set(answers.flat());
  if (denied.size === steps.length && steps.length > 0) throw nothingPermitted(cluster, steps[0]!);
  const permitted = steps.filter((step) => !denied.has(step));
  return { steps: permitted, errors: describeForbidden(steps.filter((step) => denied.has(step))) };
}

async function deniedOf(ctx: RunContext, cluster: Cluster, namespace: string | undefined, steps: readonly ListStep[]) {
  const review = namespace === undefined ? undefined : await cluster.rules(ctx, namespace);
  if (review?.isComplete === true) return steps.filter((step) => !mayList(review.rules, step.type));
  const answers = await cluster.mayI(ctx, steps.map(checkOf));
  return steps.filter((_, index) => answers[index] !== true);
}

function checkOf({ type, namespace }: ListStep): AccessCheck {
  return { verb: 'list', group: type.group, resource: type.resource, namespace };
}

function nothingPermitted(cluster: Cluster, step: ListStep): RunError {
  const where = step.namespace === undefined ? 'cluster-wide' : `in namespace ${step.namespace}`;
  return new RunError(
    'permission-denied',
    `Cannot back up anything: ${cluster.server} permits no list of any selected type ${where}`,
    {
      hint: 'Bind the ClusterRole of kustomize/base, or a Role with {apiGroups: ["*"], resources: ["*"], verbs: ["list"]}, to this ServiceAccount',
    },
  );
}
