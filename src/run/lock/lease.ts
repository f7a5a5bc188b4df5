import type { LockRecord } from '../../domain/lock/lock.ts';
import type { KubeObject, ObjectPath } from '../../kube/cluster.ts';

/** Which lock, for whom. */
export interface LockWish {
  readonly namespace: string;
  readonly policy: string;
  /** `runId/podUID`: an attempt, not a run, holds a lock. */
  readonly holder: string;
  readonly onBusy: 'Wait' | 'Fail';
}

/** Name of a policy's Lease. */
export function nameOf(wish: LockWish): string {
  return `lifeboat-${wish.policy}`;
}

/** Where a policy's Lease is. */
export function pathOf(wish: LockWish): ObjectPath {
  return { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: wish.namespace };
}

/** A Lease reduced to what decides. Its version is part of it: a holder that renews is seen, whatever its clock says. */
export function recordOf(lease: KubeObject): LockRecord {
  const spec = (lease['spec'] ?? {}) as { holderIdentity?: string; leaseDurationSeconds?: number; renewTime?: string };
  return {
    holder: spec.holderIdentity ?? '',
    durationMs: (spec.leaseDurationSeconds ?? 0) * 1_000,
    renewal: `${spec.renewTime ?? ''}#${lease.metadata.resourceVersion ?? ''}`,
  };
}

/** The Lease as the wish's holder would have it now; without a holder it is given back. */
export function leaseOf(wish: LockWish, previous: KubeObject | undefined, now: Date, durationMs: number): KubeObject {
  const time = microTime(now);
  const before = (previous?.['spec'] ?? {}) as {
    holderIdentity?: string;
    acquireTime?: string;
    leaseTransitions?: number;
  };
  const isSame = before.holderIdentity === wish.holder;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...previous?.metadata,
      name: nameOf(wish),
      namespace: wish.namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'lifeboat',
        'lifeboat.dev/kind': 'lock',
        'lifeboat.dev/policy': wish.policy,
      },
    },
    spec: {
      holderIdentity: wish.holder,
      leaseDurationSeconds: Math.max(1, Math.round(durationMs / 1_000)),
      acquireTime: isSame ? (before.acquireTime ?? time) : time,
      renewTime: time,
      leaseTransitions: (before.leaseTransitions ?? 0) + (isSame || previous === undefined ? 0 : 1),
    },
  };
}

/** Kubernetes' MicroTime: six digits of a second. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
