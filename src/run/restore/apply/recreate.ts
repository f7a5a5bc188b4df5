import type { RunContext } from '../../../base/context.ts';
import { without } from '../../../domain/json/edit.ts';
import { type JsonObject, objectAt } from '../../../domain/json/exact-json.ts';
import { reasonOfRefusal } from '../../../domain/restore/conflict/write-outcome.ts';
import { ApiError, type Cluster, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';
import type { Ending } from '../restore-tally.ts';
import { submit, type Submitted } from './submit.ts';

/** What takes the place of what. */
export interface Replacement {
  readonly path: ObjectPath;
  /** What is to be created. */
  readonly object: KubeObject;
  readonly restoreLabel: string;
  /** The object that is to go, as it was read. */
  readonly live: JsonObject;
  readonly uid: string;
}

/** What is left of the old object's metadata when it is put back: its owners are this cluster's, and live. */
const SERVER_OWNED = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * Deletes the very object that was judged, waits until it is gone, and creates the archived one. Where that is refused,
 * the old one is put back: nothing is lost but its identity. An `Ending` says why it did not come to that.
 */
export async function recreate(
  ctx: RunContext,
  cluster: Cluster,
  replacement: Replacement,
): Promise<Extract<Submitted, { readonly outcome: 'created' }> | Ending> {
  const { path, object, uid } = replacement;
  const { name } = object.metadata;
  try {
    await cluster.delete(ctx, path, name, { uid });
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'Conflict')) throw error;
    return {
      end: 'failed',
      reason: 'write-failed',
      detail: 'another object took its place before it could be deleted',
    };
  }
  const left = await whatHolds(ctx, cluster, { path, name, uid });
  if (left !== undefined) return { end: 'failed', reason: 'object-terminating', detail: left };
  return await createAnew(ctx, cluster, replacement);
}

/** What keeps a deleted object there longer than is bearable; undefined once it is gone. */
export async function whatHolds(
  ctx: RunContext,
  cluster: Cluster,
  { path, name, uid }: { readonly path: ObjectPath; readonly name: string; readonly uid: string },
): Promise<string | undefined> {
  const untilMs = ctx.clock.monotonicMs() + ctx.timings.deletionWaitMs;
  for (;;) {
    const left = await cluster.read(ctx, path, name);
    if (left === undefined || left.metadata.uid !== uid) return undefined;
    if (ctx.clock.monotonicMs() >= untilMs) {
      const { finalizers = [] } = left.metadata;
      const holder = finalizers.length === 0 ? 'it is still there' : `its finalizers hold it: ${finalizers.join(', ')}`;
      return `it is deleted, to be created anew, and ${holder}`;
    }
    await ctx.clock.pause(ctx.timings.pollEveryMs, ctx.signal);
  }
}

async function createAnew(ctx: RunContext, cluster: Cluster, { path, object, restoreLabel, live }: Replacement) {
  try {
    const submitted = await submit(ctx, cluster, { path, object, restoreLabel });
    if (submitted.outcome === 'created') return submitted;
    const detail = 'it was deleted, to be created anew, and somebody else created it first';
    return { end: 'failed', reason: 'exists-and-differs', detail } as const;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { reason, detail } = reasonOfRefusal(error);
    const fate = await putBack(ctx, cluster, path, live);
    return { end: 'failed', reason, detail: `${detail}; ${fate}`, isFinal: true } as const;
  }
}

async function putBack(ctx: RunContext, cluster: Cluster, path: ObjectPath, live: JsonObject): Promise<string> {
  const metadata = without(objectAt(live, 'metadata') ?? {}, SERVER_OWNED);
  try {
    await cluster.write(ctx, path, { ...without(live, ['status']), metadata } as unknown as KubeObject);
    return 'the object that was there is put back';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `the object that was there is deleted, and could not be put back: ${reasonOfRefusal(error).detail}`;
  }
}
