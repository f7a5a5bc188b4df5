import type { RunContext } from '../../../base/context.ts';
import { describeForbidden } from '../../../domain/backup/permissions.ts';
import type { ListStep } from '../../../domain/backup/plan.ts';
import { RunError } from '../../../domain/problem.ts';
import { formatGroupResource, type ResourceType } from '../../../domain/resource.ts';
import { ApiError, type Cluster } from '../../../kube/cluster.ts';
import type { Journal } from '../../journal.ts';
import type { Tally } from './tally.ts';

interface Work {
  readonly cluster: Cluster;
  readonly journal: Journal;
  readonly tally: Tally;
}

/** After "not found": the version that serves the type now, where that is another one (a CRD was changed meanwhile). */
export async function rediscover(
  ctx: RunContext,
  cluster: Cluster,
  type: ResourceType,
  error: unknown,
): Promise<ResourceType | undefined> {
  if (!(error instanceof ApiError) || error.status !== 404) return undefined;
  const { types } = await cluster.discover(ctx);
  return types.find((it) => it.group === type.group && it.resource === type.resource && it.version !== type.version);
}

/**
 * Records why a list failed and lets the run go on; throws what concerns more than this list: cancellation, a rejected
 * credential, a cluster that is gone, a full disk.
 */
export async function recordListFailure(ctx: RunContext, work: Work, step: ListStep, error: unknown): Promise<void> {
  ctx.signal.throwIfAborted();
  const resource = formatGroupResource(step.type);
  const where = step.namespace === undefined ? '' : ` in namespace ${step.namespace}`;
  const scope = step.namespace === undefined ? { resource } : { resource, namespace: step.namespace };
  if (error instanceof ApiError) {
    if (error.status === 403) {
      work.tally.failed('forbidden', error.message);
      return work.journal.error(ctx, ...describeForbidden([step]));
    }
    if (error.status === 404) {
      const message = `The cluster stopped serving ${resource} while it was backed up${where}`;
      return work.journal.warn(ctx, { code: 'type-gone', ...scope, message });
    }
  } else if (!(error instanceof RunError) || error.code !== 'cluster-unavailable') {
    throw error;
  } else {
    await work.cluster.version(ctx);
  }
  work.tally.failed('list-failed', error.message);
  work.journal.error(ctx, {
    code: 'list-failed',
    ...scope,
    message: `Cannot list ${resource}${where}: ${error.message}`,
  });
}
