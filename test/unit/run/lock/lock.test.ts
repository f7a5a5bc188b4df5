import { describe, expect, it } from 'vitest';
import { withSignal } from '../../../../src/base/context.ts';
import { ApiError } from '../../../../src/kube/cluster.ts';
import { leaseOf, nameOf, pathOf } from '../../../../src/run/lock/lease.ts';
import { acquireLock } from '../../../../src/run/lock/lock.ts';
import { aContext } from '../../../support/context.ts';
import { FakeCluster } from '../../../support/fake-cluster.ts';

const OURS = { namespace: 'lifeboat', policy: 'nightly', holder: 'run-1/pod-1', onBusy: 'Wait' } as const;
const THEIRS = { ...OURS, holder: 'run-0/pod-0' };
const NOW = new Date('2026-11-21T02:17:00Z');

const holderOf = (cluster: FakeCluster) =>
  (cluster.peek(pathOf(OURS), nameOf(OURS))?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity;

function heldByOthers(durationMs = 60_000): FakeCluster {
  const cluster = new FakeCluster();
  cluster.put(pathOf(THEIRS), leaseOf(THEIRS, undefined, NOW, durationMs));
  return cluster;
}

/** Another process renews its Lease whenever ours is asked for, `times` times. */
function renewing(cluster: FakeCluster, times: number): FakeCluster {
  let n = 0;
  return cluster.fault({
    verb: 'read',
    times,
    meanwhile: () => {
      const later = new Date(NOW.getTime() + 1_000 * ++n);
      cluster.put(pathOf(THEIRS), leaseOf(THEIRS, cluster.peek(pathOf(THEIRS), nameOf(THEIRS)), later, 60_000));
    },
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('acquireLock', () => {
  it('takes a free Lease without waiting and gives it back', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    ctx.clock.stand();

    const lock = await acquireLock(ctx, cluster, OURS);
    const whileHeld = holderOf(cluster);
    await lock.release(ctx);

    expect([whileHeld, holderOf(cluster), lock.waitedMs]).toEqual(['run-1/pod-1', '', 0]);
  });

  it('has not waited because its requests took their time', async () => {
    const ctx = aContext();
    ctx.clock.stand();
    const cluster = new FakeCluster().fault({ verb: 'read', meanwhile: () => ctx.clock.advance(3) });

    const lock = await acquireLock(ctx, cluster, OURS);
    await lock.release(ctx);

    expect(lock.waitedMs).toBe(0);
  });

  it('row 42: takes over from a dead holder only after watching its Lease for the whole duration', async () => {
    const ctx = aContext();

    const lock = await acquireLock(ctx, heldByOthers(), OURS);
    const waited = lock.waitedMs;
    await lock.release(ctx);

    expect(waited).toBeGreaterThan(60_000);
    expect(waited).toBeLessThanOrEqual(60_000 + 2 * ctx.timings.lockPollEveryMs);
  });

  it('row 41: waits for a living holder and gives up as busy in the end', async () => {
    const cluster = renewing(heldByOthers(), 1_000);

    await expect(acquireLock(aContext(), cluster, OURS)).rejects.toMatchObject({ code: 'busy' });
    expect(holderOf(cluster)).toBe('run-0/pod-0');
  });

  it('row 41: with onBusy: Fail gives up as soon as the holder shows that it is alive', async () => {
    const ctx = aContext();
    const cluster = renewing(heldByOthers(), 1_000);

    await expect(acquireLock(ctx, cluster, { ...OURS, onBusy: 'Fail' })).rejects.toMatchObject({ code: 'busy' });
    expect(ctx.clock.pauses).toEqual([ctx.timings.lockPollEveryMs]);
  });

  it('with onBusy: Fail still takes over from a dead holder, which would block the policy for good otherwise', async () => {
    const ctx = aContext();

    const lock = await acquireLock(ctx, heldByOthers(), { ...OURS, onBusy: 'Fail' });
    await lock.release(ctx);

    expect(lock.waitedMs).toBeGreaterThan(60_000);
  });

  it('row 40: of two that race for it the slower one goes on waiting', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    cluster.fault({
      verb: 'create',
      times: 1,
      meanwhile: () => void cluster.put(pathOf(THEIRS), leaseOf(THEIRS, undefined, NOW, 60_000)),
    });

    const lock = await acquireLock(ctx, cluster, OURS);
    await lock.release(ctx);

    expect(lock.waitedMs).toBeGreaterThan(60_000);
  });

  it.each(['read', 'create'] as const)('names the rule that is missing where the Lease may not be %s', async (verb) => {
    const cluster = new FakeCluster().fault({
      verb,
      error: new ApiError(403, 'Forbidden', 'leases is forbidden'),
    });

    await expect(acquireLock(aContext(), cluster, OURS)).rejects.toMatchObject({
      code: 'permission-denied',
      hint: expect.stringContaining('resources: ["leases"]'),
    });
  });
});

describe('a held lock', () => {
  it('is renewed while it is held', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    ctx.clock.stand();
    const lock = await acquireLock(ctx, cluster, OURS);

    for (let i = 0; i < 3; i++) {
      ctx.clock.advance(ctx.timings.lockRenewEveryMs);
      for (let n = 0; n < 5; n++) await turn();
    }
    await lock.release(ctx);

    expect(cluster.requestsOf('update')).toHaveLength(3 + 1);
    expect(lock.signal.aborted).toBe(false);
  });

  it('row 43: is lost when it could not be renewed for two thirds of its duration', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    ctx.clock.stand();
    const lock = await acquireLock(ctx, cluster, OURS);
    cluster.fault({ verb: 'update', error: new Error('no route to host') });

    for (let i = 0; i < 3; i++) {
      ctx.clock.advance(ctx.timings.lockRenewEveryMs);
      for (let n = 0; n < 5; n++) await turn();
    }

    expect(lock.signal.reason).toMatchObject({ code: 'lock-lost' });
    await lock.release(withSignal(ctx, new AbortController().signal));
  });

  it('row 43: is lost at once when somebody else holds it', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    ctx.clock.stand();
    const lock = await acquireLock(ctx, cluster, OURS);
    cluster.put(pathOf(THEIRS), leaseOf(THEIRS, undefined, NOW, 60_000));

    ctx.clock.advance(ctx.timings.lockRenewEveryMs);
    for (let n = 0; n < 5; n++) await turn();
    await lock.release(ctx);

    expect(lock.signal.reason).toMatchObject({ code: 'lock-lost' });
    expect(holderOf(cluster)).toBe('run-0/pod-0');
  });

  it('survives a conflict that is not about the holder', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    ctx.clock.stand();
    const lock = await acquireLock(ctx, cluster, OURS);
    const current = cluster.peek(pathOf(OURS), nameOf(OURS))!;
    cluster.put(pathOf(OURS), { ...current, metadata: { ...current.metadata, labels: { by: 'a person' } } });

    ctx.clock.advance(ctx.timings.lockRenewEveryMs);
    for (let n = 0; n < 5; n++) await turn();
    await lock.release(ctx);

    expect(lock.signal.aborted).toBe(false);
    expect(holderOf(cluster)).toBe('');
  });
});
