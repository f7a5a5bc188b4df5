import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { historyOf, judgeContinuity } from '../../domain/backup/continuity.ts';
import { type Phase, phaseOf } from '../../domain/phase.ts';
import { RunError } from '../../domain/problem.ts';
import { newRemoval } from '../../domain/retention/removal.ts';
import { doubtOfJudged } from '../../domain/retention/prune-policy.ts';
import type { Verdict } from '../../domain/retention/retention.ts';
import type { Work } from '../action.ts';
import { type ClusterFacts, identifyCluster } from '../backup/world.ts';
import { underLease } from '../lock/under-lease.ts';
import type { JudgedPolicy, PruneOrder } from '../services.ts';
import { judgeHistory } from './judge-history.ts';
import { type Doomed, removeAll } from './remove-all.ts';

/**
 * Judges the backups of each policy under that policy's Lease, and deletes what no rule keeps. A policy that is busy is
 * left out, which is an error; the others are judged all the same. Opened downloads of the location go when they are old.
 */
export async function prune(ctx: RunContext, work: Work<PruneOrder>): Promise<Phase> {
  const { cluster, journal, pod, run } = work;
  const { order } = run;
  journal.update({ removal: newRemoval(0), verdicts: [] });
  const facts = pod === undefined ? undefined : await identifyCluster(ctx, cluster);
  if (facts !== undefined) {
    journal.update({ cluster: { name: order.clusterName, uid: facts.uid, version: facts.version.gitVersion } });
  }
  for (const judged of order.judged) {
    try {
      await underLease(ctx, work, { policy: judged.name, onBusy: order.onBusy }, (locked) =>
        prunePolicy(locked, work, judged, facts),
      );
    } catch (error) {
      if (!(error instanceof RunError) || error.code !== 'busy') throw error;
      journal.error(ctx, {
        code: 'policy-not-judged',
        message: `Policy ${judged.name} was not judged: ${error.message}`,
      });
    }
  }
  const downloads = await work.backups.sweepDownloads(ctx, facts?.now() ?? ctx.clock.now());
  const { removal = newRemoval(0), errorCount } = journal.result;
  journal.update({ removal: { ...removal, finished: true, ...(downloads > 0 && { downloads }) } });
  await journal.reached(ctx, 'removed');
  return phaseOf(errorCount);
}

async function prunePolicy(
  ctx: RunContext,
  work: Work<PruneOrder>,
  { name, retention }: JudgedPolicy,
  facts: ClusterFacts | undefined,
): Promise<void> {
  const { backups, journal, run } = work;
  const { clusterName } = run.order;
  const listing = await backups.list(ctx, { namePrefix: `${name}-` });
  const history = historyOf(listing.backups, { policy: name, clusterName });
  if (facts !== undefined) {
    refuseOther(history, facts.uid, clusterName);
    const { runId } = run.identity;
    const swept = await backups.sweep(
      ctx,
      { runId, policy: name, clusterName, clusterUid: facts.uid },
      listing.uncommitted,
    );
    if (swept.length > 0) ctx.log.info({ policy: name, backups: swept }, 'cleaned what dead runs left');
  }
  const now = facts?.now() ?? ctx.clock.now();
  const verdicts = await judgeHistory(ctx, backups, history, { policy: name, retention, now });
  journal.update({ verdicts: [...(journal.result.verdicts ?? []), ...verdicts] });
  await journal.reached(ctx, 'judged');
  await removeAll(ctx, { backups, journal, runId: run.identity.runId }, doomedOf(verdicts, now), 'warning');
}

/** What retention gives up, as what is to go. */
export function doomedOf(verdicts: readonly Verdict[], now: Date): Doomed[] {
  return verdicts
    .filter(({ keep }) => !keep)
    .map(({ backup, reason }) => ({ name: backup, reason, doubt: (found, facts) => doubtOfJudged(found, facts, now) }));
}

/** What another cluster of this name goes on with is not this one's to delete. */
function refuseOther(history: readonly Backup[], uid: string, clusterName: string): void {
  const found = judgeContinuity(history, uid, false);
  if (found.mayWrite) return;
  throw new RunError(
    'cluster-mismatch',
    `Cannot delete backups of cluster "${clusterName}": the latest one (${found.latest}) is of a cluster with UID ${found.otherUid}, this one is ${uid}`,
    {
      hint: 'Give this cluster a name of its own (--cluster-name), or, if it continues that one, run its backup once with --adopt',
    },
  );
}
