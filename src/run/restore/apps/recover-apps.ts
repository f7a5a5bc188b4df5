import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import {
  isAtWork,
  isOurs,
  markOf,
  type StopMark,
  STOPPED_SELECTOR,
  type Stopper,
} from '../../../domain/restore/apps/stop-mark.ts';
import { APP_TYPES, RECONCILER_TYPES } from '../../../domain/restore/apps/stoppable.ts';
import { RunError } from '../../../domain/problem.ts';
import { ApiError, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';
import type { Journal } from '../../journal.ts';
import type { Target } from '../target.ts';
import { appOf, pathIn } from './app.ts';
import { AppKeeper } from './app-keeper.ts';
import { notStarted } from './stopped-apps.ts';

/** Namespaces asked at a time. */
const PARALLEL = 8;

/** Who looks, and where. */
export interface Recovery {
  readonly target: Target;
  readonly journal: Journal;
  readonly by: Stopper;
  /** Where to look where not all namespaces may be looked at. */
  readonly namespaces: readonly string[];
  /**
   * Whether applications stand still for this restore, too: what cannot be started is an error then, what cannot be looked
   * at ends it, and what a run by hand has left is taken over, of which nobody can tell whether it lives.
   */
  readonly isConcerned: boolean;
}

/**
 * Starts what dead runs of any restore have left stopped, before anything is planned: a plan sees applications as they
 * are meant to be. What a Job keeps stopped that is still at work is left to it.
 */
export async function recoverApps(ctx: RunContext, recovery: Recovery): Promise<void> {
  const { target, journal, by, isConcerned } = recovery;
  const keeper = new AppKeeper(target.cluster, by);
  for (const type of [...APP_TYPES.toReversed(), ...RECONCILER_TYPES.toReversed()]) {
    for (const object of await marked(ctx, recovery, pathIn(target, type, undefined))) {
      const { namespace = '', name } = object.metadata;
      const app = appOf(target, type, { namespace, name });
      const mark = markOf(object);
      if (app === undefined || mark === undefined || !(await isDead(ctx, recovery, mark))) continue;
      try {
        await keeper.start(ctx, app, (runId) => runId === mark.runId);
        ctx.log.info({ item: app.item, restore: mark.restore }, 'started what a dead restore had left stopped');
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof RunError)) throw error;
        ctx.signal.throwIfAborted();
        const entry = notStarted(app.item, error.message);
        if (isConcerned) journal.error(ctx, entry);
        else journal.warn(ctx, entry);
      }
    }
  }
}

async function isDead(ctx: RunContext, recovery: Recovery, mark: StopMark): Promise<boolean> {
  const { cluster } = recovery.target;
  const { job } = mark;
  if (isOurs(mark, recovery.by)) return true;
  if (job === undefined) return recovery.isConcerned;
  const path = { group: 'batch', version: 'v1', resource: 'jobs', namespace: job.namespace };
  try {
    return !isAtWork(await cluster.read(ctx, path, job.name), job);
  } catch (error) {
    if (mayPassOver(ctx, recovery, error, [403])) return false;
    throw error;
  }
}

/** What bears a mark: in all namespaces, or one by one where these may not be listed together. */
async function marked(
  ctx: RunContext,
  recovery: Recovery,
  path: ObjectPath | undefined,
): Promise<readonly KubeObject[]> {
  if (path === undefined) return [];
  const { target, namespaces } = recovery;
  const list = async (where: ObjectPath) => {
    try {
      return await target.cluster.listObjects(ctx, where, STOPPED_SELECTOR);
    } catch (error) {
      if (mayPassOver(ctx, recovery, error, [403, 404])) return error;
      throw error;
    }
  };
  const everywhere = await list(path);
  if (!(everywhere instanceof ApiError)) return everywhere;
  if (everywhere.status !== 403) return [];
  const found = await mapConcurrent([...namespaces], PARALLEL, async (namespace) => list({ ...path, namespace }));
  return found.flatMap((objects) => (objects instanceof ApiError ? [] : objects));
}

/**
 * What an answer that is none of the `expected` ends is a restore that stops applications itself. Any other goes on: it is
 * somebody else's mess that it cannot look at, as where a type's conversion webhook is still to be restored.
 */
function mayPassOver(
  ctx: RunContext,
  { isConcerned }: Pick<Recovery, 'isConcerned'>,
  error: unknown,
  expected: readonly number[],
): error is ApiError {
  if (!(error instanceof ApiError) || ctx.signal.aborted) return false;
  if (expected.includes(error.status)) return true;
  if (isConcerned) return false;
  ctx.log.warn({ reason: error.message }, 'whether a dead restore left something stopped cannot be seen');
  return true;
}
