import type { BackupOrigin } from './backup.ts';

/** Who claims a backup's name, as far as two claimants are compared. */
export type Claimant = Pick<BackupOrigin, 'runId' | 'policy' | 'clusterName' | 'clusterUid'>;

/** What a run does about a claim that stands already: go on with it as its own, take it over, or leave it alone. */
export type ClaimDecision = 'ours' | 'take-over' | 'refuse';

/**
 * An earlier Pod of the same run left its own claim. Another run's claim is taken over only within one policy of one
 * cluster, and only under that policy's Lease: then its holder is dead. Without a policy there is no Lease, and so no
 * knowledge. A committed backup is beyond any claim and not judged here.
 */
export function decideClaim(standing: Claimant, mine: Claimant, mayTakeOver: boolean): ClaimDecision {
  if (standing.runId === mine.runId) return 'ours';
  return mayTakeOver && belongTogether(standing, mine) ? 'take-over' : 'refuse';
}

/** Whether what stands under a claim may be swept by a run of `mine`: a dead run's leftovers, never its own work. */
export function maySweep(standing: Claimant, mine: Claimant): boolean {
  return standing.runId !== mine.runId && belongTogether(standing, mine);
}

function belongTogether(a: Claimant, b: Claimant): boolean {
  const sameCluster = a.clusterName === b.clusterName && a.clusterUid === b.clusterUid;
  return a.policy !== undefined && a.policy === b.policy && sameCluster;
}
