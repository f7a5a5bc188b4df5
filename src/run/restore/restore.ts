import type { RunContext } from '../../base/context.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import { restoreNameOf } from '../../domain/identity/run-identity.ts';
import { phaseOf } from '../../domain/phase.ts';
import type { Phase } from '../../domain/phase.ts';
import { RunError } from '../../domain/problem.ts';
import { countActions, type RestorePlan } from '../../domain/restore/plan.ts';
import type { OpenArchive } from '../../archive/backup-store.ts';
import { identifyCluster } from '../backup/world.ts';
import { applyPlan } from './apply.ts';
import { checkRights } from './check-rights.ts';
import { findSource } from './find-source.ts';
import { keepRestoreFiles } from './keep-restore-files.ts';
import { makePlan } from './make-plan.ts';
import { restoredItem, RestoreTally } from './restore-tally.ts';
import type { RestoreWork } from './restore-work.ts';
import { Target } from './target.ts';

/**
 * Plans one restore and, where the policy says Apply, performs it: find the backup, prove its archive, look at the
 * cluster, plan, check rights, write wave after wave. Returns the phase it ended in; throws what ended it early.
 */
export async function makeRestore(ctx: RunContext, work: RestoreWork): Promise<Phase> {
  const { cluster, backups, journal, run } = work;
  const { policy, clusterName } = run.order;
  const facts = await identifyCluster(ctx, cluster);
  journal.update({ cluster: { name: clusterName, uid: facts.uid, version: facts.version.gitVersion } });
  const backup = await findSource(ctx, work);
  const name = restoreNameOf(run.order.source?.name ?? backup.name, run.identity);
  const restore = { name, mode: policy.mode, backup: backup.name };
  journal.update({ restore });
  ctx.log.info({ restore: name, backup: backup.name, mode: policy.mode }, 'restore begun');
  await using archive = closing(await backups.openArchive(ctx, backup));
  journal.warn(ctx, ...archive.warnings);
  await journal.reached(ctx, 'opened');

  const target = await Target.look(ctx, cluster);
  await journal.reached(ctx, 'discovered');
  const planned = await makePlan(ctx, { work, archive, target, backup, restore: name });
  const { plan } = planned;
  journal.update({ restore: { ...restore, ...describePlan(plan, archive) } });
  await journal.reached(ctx, 'planned');
  refuseStale(run.order.expectedDigest, plan);
  await checkRights(ctx, work, { plan, target });
  if (policy.mode === 'Plan') return 'Planned';
  return await apply(ctx, work, { ...planned, archive, backup });
}
