import { type RunContext, withSignal } from '../../base/context.ts';
import type { Work } from '../action.ts';
import type { DeleteOrder, PruneOrder } from '../services.ts';
import type { LockWish } from './lease.ts';
import { acquireLock } from './lock.ts';

/**
 * Does something under the Lease of a policy that is not the run's own, so that no other run of it is alive meanwhile; the
 * signal aborts when the Lease is lost. Outside a Job it is
 * done without, unless the order says where the Leases are. Throws `busy`.
 */
export async function underLease(
  ctx: RunContext,
  { cluster, pod, run }: Pick<Work<PruneOrder | DeleteOrder>, 'cluster' | 'pod' | 'run'>,
  { policy, onBusy }: Pick<LockWish, 'policy' | 'onBusy'>,
  act: (ctx: RunContext) => Promise<void>,
): Promise<void> {
  const namespace = pod?.namespace ?? run.order.leaseNamespace;
  if (namespace === undefined) return act(ctx);
  const holder = `${run.identity.runId}/${pod?.podUid ?? 'by-hand'}`;
  const lock = await acquireLock(ctx, cluster, { namespace, policy, holder, onBusy });
  try {
    await act(withSignal(ctx, AbortSignal.any([ctx.signal, lock.signal])));
  } finally {
    await lock.release(ctx);
  }
}
