import { deadline } from '../../base/abort.ts';
import { type RunContext, withSignal } from '../../base/context.ts';
import { judgeLock, type LockObservation, mustStopAfterMs, observeLock } from '../../domain/lock/lock.ts';
import { RunError } from '../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';
import { leaseOf, type LockWish, nameOf, pathOf, recordOf } from './lease.ts';

/** A lock that is ours and is kept renewed until it is given back. */
export interface HeldLock {
  /** Aborts with `lock-lost` when the lock may no longer be ours: whoever holds it must not commit any more. */
  readonly signal: AbortSignal;
  /** Zero where nobody else held it, however long the requests took. */
  readonly waitedMs: number;
  release(ctx: RunContext): Promise<void>;
}

/**
 * Takes the policy's Lease (coordination.k8s.io/v1), which no other run of the policy then holds. A held one is waited
 * for up to `lockWaitMs`; with `onBusy: Fail` only until its holder shows that it is alive. Throws `busy`.
 */
export async function acquireLock(ctx: RunContext, cluster: Cluster, wish: LockWish): Promise<HeldLock> {
  const startedMs = ctx.clock.monotonicMs();
  let seen: LockObservation | undefined;
  let waitedMs = 0;
  for (;;) {
    const lease = await readLease(ctx, cluster, wish);
    const nowMs = ctx.clock.monotonicMs();
    const previous = seen;
    seen = lease === undefined ? undefined : observeLock(seen, recordOf(lease), nowMs);
    if (judgeLock(seen, wish.holder, nowMs) === 'held') {
      const isAlive = previous !== undefined && previous !== seen;
      const isOver = wish.onBusy === 'Fail' ? isAlive : nowMs - startedMs >= ctx.timings.lockWaitMs;
      if (isOver) throw busy(wish, seen?.record.holder ?? '');
      ctx.log.debug({ holder: seen?.record.holder }, 'waiting for another run of this policy');
      await ctx.clock.pause(ctx.timings.lockPollEveryMs, ctx.signal);
      waitedMs = ctx.clock.monotonicMs() - startedMs;
      continue;
    }
    const ours = await take(ctx, cluster, wish, lease);
    if (ours !== undefined) return keep(ctx, cluster, wish, { lease: ours, askedMs: nowMs, waitedMs });
  }
}

/** Who holds the policy's Lease, `runId/podUID`, as it is on record; empty for nobody. Whether it is alive is not judged. */
export async function readHolder(ctx: RunContext, cluster: Cluster, wish: LockWish): Promise<string> {
  const lease = await readLease(ctx, cluster, wish);
  return lease === undefined ? '' : recordOf(lease).holder;
}

async function readLease(ctx: RunContext, cluster: Cluster, wish: LockWish): Promise<KubeObject | undefined> {
  try {
    return await cluster.read(ctx, pathOf(wish), nameOf(wish));
  } catch (error) {
    throw asRefusal(error, wish);
  }
}

function busy(wish: LockWish, holder: string): RunError {
  return new RunError('busy', `Cannot start: another run of policy ${wish.policy} is at work (${holder})`, {
    hint: `Wait for it, or look at the Lease ${wish.namespace}/${nameOf(wish)}`,
  });
}

/** Writes the Lease as ours; undefined when somebody was faster. */
async function take(ctx: RunContext, cluster: Cluster, wish: LockWish, lease: KubeObject | undefined) {
  const isRaced = (error: unknown) => error instanceof ApiError && [404, 409].includes(error.status);
  const wanted = renewed(ctx, wish, lease);
  try {
    return lease === undefined
      ? await cluster.create(ctx, pathOf(wish), wanted)
      : await cluster.update(ctx, pathOf(wish), wanted);
  } catch (error) {
    if (isRaced(error)) return undefined;
    throw asRefusal(error, wish);
  }
}

function asRefusal(error: unknown, wish: LockWish): unknown {
  if (!(error instanceof ApiError) || error.status !== 403) return error;
  return new RunError('permission-denied', `Cannot use the Lease ${wish.namespace}/${nameOf(wish)}: ${error.message}`, {
    hint: 'Add to the Role: {apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"]}',
    cause: error,
  });
}

/** A Lease that was just written as ours. */
interface Taken {
  readonly lease: KubeObject;
  /** Before the request: from here on its duration counts, however late the answer came. */
  readonly askedMs: number;
  readonly waitedMs: number;
}

/** Renews in the background, until `release`; aborts its signal when two thirds of the duration pass without success. */
function keep(ctx: RunContext, cluster: Cluster, wish: LockWish, taken: Taken): HeldLock {
  const lost = new AbortController();
  const done = new AbortController();
  let { lease } = taken;
  let renewedMs = taken.askedMs;
  const background = withSignal(ctx, done.signal);

  const renewOnce = async () => {
    const leftMs = mustStopAfterMs(ctx.timings.lockDurationMs) - (ctx.clock.monotonicMs() - renewedMs);
    using limit = deadline(background, Math.max(0, leftMs), () => lockLost(wish, 'it could not be renewed in time'));
    const startedMs = ctx.clock.monotonicMs();
    lease = await rewrite(limit.ctx, cluster, wish, lease, wish.holder);
    renewedMs = startedMs;
  };
  const loop = async () => {
    while (!done.signal.aborted) {
      try {
        await ctx.clock.pause(ctx.timings.lockRenewEveryMs, done.signal);
        await renewOnce();
      } catch (error) {
        if (done.signal.aborted) return;
        const isOver = ctx.clock.monotonicMs() - renewedMs >= mustStopAfterMs(ctx.timings.lockDurationMs);
        if (isOver || isLockLost(error))
          return lost.abort(isLockLost(error) ? error : lockLost(wish, 'it could not be renewed in time'));
        ctx.log.warn({ error }, 'cannot renew the lock yet');
      }
    }
  };
  const renewing = loop();
  const release = async (last: RunContext) => {
    done.abort();
    await renewing;
    if (!lost.signal.aborted) await giveBack(last, cluster, wish, lease);
  };
  return { signal: lost.signal, waitedMs: taken.waitedMs, release };
}

function lockLost(wish: LockWish, why: string): RunError {
  return new RunError('lock-lost', `The Lease ${wish.namespace}/${nameOf(wish)} is no longer held: ${why}`, {
    hint: 'Another run may have taken over; the Job tries again',
  });
}

function isLockLost(error: unknown): error is RunError {
  return error instanceof RunError && error.code === 'lock-lost';
}

/** Writes the Lease that is ours for its next holder; also where its version moved by a renewal of ours that was not answered. */
async function rewrite(ctx: RunContext, cluster: Cluster, wish: LockWish, lease: KubeObject, next: string) {
  try {
    return await cluster.update(ctx, pathOf(wish), renewed(ctx, { ...wish, holder: next }, lease));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const current = await cluster.read(ctx, pathOf(wish), nameOf(wish));
    if (current === undefined || recordOf(current).holder !== wish.holder) throw lockLost(wish, 'another run took it');
    return await cluster.update(ctx, pathOf(wish), renewed(ctx, { ...wish, holder: next }, current));
  }
}

/** Best effort: a lock that cannot be given back expires by itself. */
async function giveBack(ctx: RunContext, cluster: Cluster, wish: LockWish, lease: KubeObject): Promise<void> {
  try {
    await rewrite(ctx, cluster, wish, lease, '');
  } catch (error) {
    ctx.log.warn({ error }, 'cannot give the lock back; it expires by itself');
  }
}

function renewed(ctx: RunContext, wish: LockWish, lease: KubeObject | undefined): KubeObject {
  return leaseOf(wish, lease, ctx.clock.now(), ctx.timings.lockDurationMs);
}
