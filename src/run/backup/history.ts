import type { BackupStore } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import { sha256Hex } from '../../base/hash.ts';
import type { Backup, BackupOrigin } from '../../domain/backup/backup.ts';
import { historyOf, judgeContinuity } from '../../domain/backup/continuity.ts';
import { selectionText } from '../../domain/guard/selection-text.ts';
import { RunError } from '../../domain/problem.ts';
import type { IdentifiedRun } from '../services.ts';

/** What the location holds of this run's policy and cluster, and the mark that the new backup will carry. */
export interface History {
  readonly origin: BackupOrigin;
  /** Backups of the same policy and cluster name, newest first; empty for a backup without a policy. */
  readonly backups: readonly Backup[];
  /** Folders of the policy without a commit object. */
  readonly uncommitted: readonly string[];
}

/** Reads the policy's history and refuses to add to that of another cluster, unless a person adopts it. */
export async function readHistory(
  ctx: RunContext,
  backups: BackupStore,
  run: IdentifiedRun,
  clusterUid: string,
): Promise<History> {
  const { order } = run;
  const policy = order.source?.name;
  const origin = originOf(run, clusterUid);
  if (policy === undefined) return { origin, backups: [], uncommitted: [] };
  const listing = await backups.list(ctx, { namePrefix: `${policy}-` });
  const history = historyOf(listing.backups, origin);
  const continuity = judgeContinuity(history, clusterUid, order.adopt);
  if (!continuity.mayWrite) throw mismatch(order.clusterName, backups.root, continuity, clusterUid);
  return {
    origin: { ...origin, adoptedFrom: continuity.adoptedFrom },
    backups: history,
    uncommitted: listing.uncommitted,
  };
}

function originOf({ order, identity }: IdentifiedRun, clusterUid: string): BackupOrigin {
  return {
    runId: identity.runId,
    policy: order.source?.name,
    policyHash: order.source?.sha256,
    selectionSha256: sha256Hex(selectionText(order.policy, order.resourcePolicies?.includeExclude)),
    adHoc: order.overrides.length > 0,
    clusterName: order.clusterName,
    clusterUid,
    adoptedFrom: undefined,
    scheduledFor: identity.scheduledFor,
  };
}

function mismatch(
  clusterName: string,
  root: string,
  found: { otherUid: string; latest: string },
  uid: string,
): RunError {
  return new RunError(
    'cluster-mismatch',
    `Cannot write to ${root}: its latest backup of cluster "${clusterName}" (${found.latest}) is of a cluster with UID ${found.otherUid}, this one is ${uid}`,
    {
      hint: 'Give this cluster a name of its own (--cluster-name), or, if it continues that one, run once with --adopt',
    },
  );
}
