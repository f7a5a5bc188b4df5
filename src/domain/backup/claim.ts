import type { BackupOrigin } from './backup.ts';

/** Who claims a backup's name, as far as two claimants are compared. */
export type Claimant = Pick<BackupOrigin, 'runId' | 'policy' | 'clusterName' | 'clusterUid'>;

/** A claim that stands in a location, made by this run or by another. */
export interface StandingClaim {
  readonly origin: Claimant;
  readonly claimedAt: Date;
  /** Whether it was made under its policy's Lease, so that another holder of that Lease knows its maker for dead. */
  readonly isLocked: boolean;
}

/** What this run knows about the claims of others. */
export interface Takeover {
  readonly now: Date;
  /** Whether this run holds its policy's Lease. */
  readonly mayTakeOver: boolean;
}

/** No run lives that long: a claim that old is a dead run's, whatever it was made under. */
const DEAD_AFTER_MS = 86_400_000;

/** What a run does about a claim that stands already: go on with it as its own, take it over, or leave it alone. */
export type ClaimDecision = 'ours' | 'take-over' | 'refuse';

/**
 * An earlier Pod of the same run left its own claim. Another run's claim is taken over only within one policy of one
 * cluster, only under that policy's Lease, and only where its maker is known to be dead. Without a policy there is no
 * Lease, and so no knowledge. A committed backup is beyond any claim and not judged here.
 */
export function decideClaim(standing: StandingClaim, mine: Claimant, { now, mayTakeOver }: Takeover): ClaimDecision {
  if (standing.origin.runId === mine.runId) return 'ours';
  return mayTakeOver && maySweep(standing, mine, now) ? 'take-over' : 'refuse';
}

/**
 * Whether what stands under a claim may be swept by a run of `mine` that holds the policy's Lease: a dead run's
 * leftovers, never its own work.
 */
export function maySweep(standing: StandingClaim, mine: Claimant, now: Date): boolean {
  if (standing.origin.runId === mine.runId || !belongTogether(standing.origin, mine)) return false;
  return isDead(standing, now);
}

/**
 * Whether a run may delete a commit object of this origin that stands without the archive it promises: an earlier
 * attempt's own, or, under the policy's Lease, one of the same policy and cluster.
 */
export function mayWithdraw(origin: Claimant | undefined, mine: Claimant, mayTakeOver: boolean): boolean {
  if (origin === undefined) return false;
  return origin.runId === mine.runId || (mayTakeOver && belongTogether(origin, mine));
}

/**
 * Two runs under one Lease are never alive at once. A run outside a Job takes no Lease and may still be at work: its
 * claim counts only after a day.
 */
function isDead({ isLocked, claimedAt }: StandingClaim, now: Date): boolean {
  return isLocked || isLongDead(claimedAt, now);
}

/** Whether a claim is so old that nobody can be at work under it, whoever made it. */
export function isLongDead(claimedAt: Date, now: Date): boolean {
  return now.getTime() - claimedAt.getTime() > DEAD_AFTER_MS;
}

function belongTogether(a: Claimant, b: Claimant): boolean {
  const sameCluster = a.clusterName === b.clusterName && a.clusterUid === b.clusterUid;
  return a.policy !== undefined && a.policy === b.policy && sameCluster;
}
