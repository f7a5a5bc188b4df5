import type { RunContext } from '../../base/context.ts';
import { restoreNameOf } from '../../domain/identity/run-identity.ts';
import { type Phase, phaseOf } from '../../domain/phase.ts';
import { RunError } from '../../domain/problem.ts';
import { formatItemRef } from '../../domain/item.ts';
import { doubtsOf } from '../../domain/restore/choose-backup.ts';
import { confirmRefusal, replaceCounts } from '../../domain/restore/replace/replace.ts';
import { conditionAccess } from '../../domain/restore/rights/condition-access.ts';
import { countActions, type PlannedItem, type RestorePlan } from '../../domain/restore/plan.ts';
import type { RestoreSummary } from '../../domain/result/result.ts';
import type { ClusterFacts } from '../backup/world.ts';
import { AppKeeper } from './apps/app-keeper.ts';
import type { AppToStop } from './apps/find-apps.ts';
import { appsOf, recoverStopped, stopperOf } from './apps/stopping.ts';
import { StoppedApps } from './apps/stopped-apps.ts';
import { applyPlan } from './apply/apply.ts';
import type { Applying } from './apply/applying.ts';
import { checkConditions } from './conditions/check-conditions.ts';
import { enterRestoreStep } from './enter-restore-step.ts';
import { findSource } from './find-source.ts';
import { checkRights } from './plan/check-rights.ts';
import { dryRun } from './plan/dry-run.ts';
import { makePlan, type PlanMade } from './plan/make-plan.ts';
import { NamespaceKeeper } from './apply/namespace-keeper.ts';
import { OwnerBook } from './apply/owner-book.ts';
import { RestoreHookRunner } from './hooks/restore-hook-runner.ts';
import { newPlanning, type Planning } from './planning.ts';
import { deleteReplaced } from './replace/delete-replaced.ts';
import { putRestoreFiles } from './put-restore-files.ts';
import { restoredItem, RestoreTally } from './restore-tally.ts';
import type { RestoreWork } from './restore-work.ts';
import { Target } from './target.ts';

/**
 * Plans one restore and, where the policy says Apply, performs it: find the backup, prove its archive, look at the
 * cluster, plan, check rights, write wave after wave. Returns the phase it ended in; throws what ended it early.
 * `isResumed`: an earlier run began the same request.
 */
export async function makeRestore(
  ctx: RunContext,
  work: RestoreWork,
  { isResumed, cluster: facts }: { readonly isResumed: boolean; readonly cluster: ClusterFacts },
): Promise<Phase> {
  const { cluster, backups, journal, run } = work;
  const { policy, clusterName } = run.order;
  journal.update({ cluster: { name: clusterName, uid: facts.uid, version: facts.version.gitVersion } });
  await introduce(ctx, work, undefined);
  refuseOtherCluster(run.order.expectedCluster, facts.uid);
  const backup = await findSource(ctx, work);
  if (backup === undefined) return await skip(ctx, work, `there is no backup of ${policy.source.name} yet`);
  journal.warn(ctx, ...doubtsOf(backup));
  const name = await introduce(ctx, work, backup.name);
  ctx.log.info({ restore: name, backup: backup.name, mode: policy.mode }, 'restore begun');
  if (policy.mode === 'Apply') await work.guard.begin(ctx, backup.name, name);
  const archive = await backups.openArchive(ctx, backup);
  await using _closing = { [Symbol.asyncDispose]: async () => archive.close() };
  journal.warn(ctx, ...archive.warnings, ...volumeFieldWarnings(policy.volumeDataFields));
  await journal.reached(ctx, 'opened');

  const target = await Target.look(ctx, cluster);
  await journal.reached(ctx, 'discovered');
  const ownNamespaces = work.pod === undefined ? [] : [work.pod.namespace];
  const planning = newPlanning({
    archive,
    target,
    policy,
    backup: backup.name,
    restore: name,
    isResumed,
    ownNamespaces,
    ...(run.order.resourceModifiers !== undefined && { modifiers: run.order.resourceModifiers }),
    ...(run.order.versionPriorities !== undefined && { versionPriorities: run.order.versionPriorities }),
  });
  await recoverStopped(ctx, work, planning);
  const made = await makePlan(ctx, planning);
  if (made.occupied.length > 0) return await skip(ctx, work, describeOccupied(made.occupied));
  const agreed = await plannedOf(ctx, work, planning, made);
  await journal.reached(ctx, 'planned');
  if (policy.mode === 'Apply') return await performPlan(ctx, work, planning, agreed);
  await enterRestoreStep(ctx, journal, 'FINISHED');
  return 'Planned';
}

/** Says in the result what the restore is called, as soon as that is known, and what it reads; returns the name. */
async function introduce(ctx: RunContext, { journal, run }: RestoreWork, backup: string | undefined): Promise<string> {
  const { source, mode, marks } = run.order.policy;
  const name = restoreNameOf(run.order.stem ?? run.order.source?.name ?? backup ?? source.name, run.identity);
  const { step } = journal.result.restore ?? {};
  journal.update({ restore: { name, mode, ...marks, ...(step && { step }), ...(backup !== undefined && { backup }) } });
  await enterRestoreStep(ctx, journal, backup === undefined ? 'PENDING' : 'PRE_VALIDATION');
  return name;
}

/** A restore that `ifEmpty` keeps from doing anything: it ends well, and says why. */
async function skip(ctx: RunContext, { journal }: RestoreWork, why: string): Promise<Phase> {
  journal.update({ message: `Nothing was restored (ifEmpty): ${why}` });
  ctx.log.info({ reason: why }, 'nothing is restored');
  await enterRestoreStep(ctx, journal, 'FINISHED');
  return 'Skipped';
}

function describeOccupied(occupied: readonly string[]): string {
  const [first, ...others] = occupied.toSorted();
  const more = others.length === 0 ? '' : ` and ${others.length} more of the selection`;
  return `${first}${more} ${others.length === 0 ? 'exists' : 'exist'} already`;
}

/** The plan, told, and held against what was agreed to. */
async function plannedOf(ctx: RunContext, work: RestoreWork, planning: Planning, made: PlanMade): Promise<Agreed> {
  const { journal, run } = work;
  journal.note(ctx, made);
  const { mode, planWith } = planning.policy;
  tell(work, { archiveSha256: planning.archive.contents.sha256, planDigest: made.plan.digest });
  const { isResumed = false } = planning;
  // What an earlier run of this request wrote is not in the plan any more: that it differs was agreed to.
  if (mode === 'Apply' && !isResumed) refuseStale(run.order.expectedDigest, made.plan);
  const { items: all } = made.plan;
  const replaced = replaceCounts(all);
  const { apps, questions } = await appsOf(ctx, planning, made);
  const looking = conditionAccess(planning.policy.successConditions ?? [], planning.target.types);
  const rights = await checkRights(ctx, planning.target, planning, { items: all, stopping: questions, looking });
  journal.warn(ctx, ...rights.warnings);
  const isDryRun = mode === 'Plan' && planWith === 'DryRun';
  const items = isDryRun ? await dryRun(ctx, planning, made.plan.items) : made.plan.items;
  tell(work, {
    planned: countActions(items),
    ...(rights.rules.length > 0 && { missingRules: rights.rules }),
    ...(rights.user !== undefined && { user: rights.user }),
    ...(mode === 'Plan' && { items: items.map((item) => restoredItem(item)) }),
    ...(replaced.objects + replaced.volumes > 0 && { replace: replaced }),
    ...(apps.length > 0 && { apps: apps.map(({ app, words }) => ({ item: app.item, stop: words })) }),
  });
  if (rights.refusal !== undefined) throw rights.refusal;
  if (mode === 'Apply') {
    const isAgreed = run.order.expectedDigest !== undefined;
    const unconfirmed = confirmRefusal(replaced, planning.policy.replace, { isAgreed, isResumed });
    if (unconfirmed !== undefined) throw unconfirmed;
    return { plan: made.plan, apps };
  }
  journal.note(ctx, entriesOf(items));
  refuseStale(run.order.expectedDigest, made.plan);
  return { plan: made.plan, apps };
}

/** A plan that may be applied. */
interface Agreed {
  readonly plan: RestorePlan;
  readonly apps: readonly AppToStop[];
}

async function performPlan(ctx: RunContext, work: RestoreWork, planning: Planning, agreed: Agreed): Promise<Phase> {
  const { journal } = work;
  const { plan, apps } = agreed;
  const stopped = new StoppedApps(
    new AppKeeper(planning.target.cluster, stopperOf(work, planning.restore)),
    journal,
    apps,
  );
  const tally = new RestoreTally();
  for (const planned of plan.items) noteSettled(tally, planned);
  const { cluster, redact } = work;
  const hooks = new RestoreHookRunner({ cluster, journal, hooks: planning.policy.hooks, redact });
  const applying: Applying = {
    planning,
    namespaces: new NamespaceKeeper(planning.target),
    owners: new OwnerBook(planning),
    warned: ({ ref }, warnings) => {
      for (const text of warnings) ctx.log.warn({ item: formatItemRef(ref), warning: text }, 'the API server warns');
    },
    created: (planned, archived) => hooks.created(planned, archived),
    moved: () => tell(work, { ended: tally.counts }),
  };
  // From here on a record says how far the writing has come, also that of a Pod that is killed.
  applying.moved();
  await journal.reached(ctx, 'applying');
  try {
    await stopped.stop(ctx);
    const left = await deleteReplaced(ctx, { planning, journal, tally }, plan);
    await applyPlan(ctx, applying, { plan: left, journal, tally });
  } finally {
    await stopped.start(ctx);
    tell(work, { ended: tally.counts, items: tally.notable() });
  }
  journal.note(ctx, tally.entries());
  await journal.reached(ctx, 'applied');
  await enterRestoreStep(ctx, journal, 'VERIFYING');
  await hooks.run(ctx);
  await checkConditions(ctx, work, planning);
  const kept = await putRestoreFiles(ctx, work, planning, tally);
  tell(work, { finished: true, ...(kept && { kept }) });
  await enterRestoreStep(ctx, journal, 'FINISHED');
  return phaseOf(journal.result.errorCount);
}

/** What needs no write has ended with its plan. */
function noteSettled(tally: RestoreTally, planned: PlannedItem): void {
  const { action, reason, detail } = planned;
  const why = { ...(reason !== undefined && { reason }), ...(detail !== undefined && { detail }) };
  if (action === 'unchanged') tally.ended(planned, { end: 'unchanged' });
  if (action === 'skip') tally.ended(planned, { end: 'skipped', ...why });
  if (action === 'fail') tally.ended(planned, { end: 'failed', ...why });
}

/** What a plan says of its items, as a result's entries: those that have a reason have ended with the plan. */
function entriesOf(items: readonly PlannedItem[]) {
  const tally = new RestoreTally();
  for (const planned of items) noteSettled(tally, planned);
  return tally.entries();
}

function tell({ journal }: RestoreWork, change: Partial<RestoreSummary>): void {
  const { restore } = journal.result;
  if (restore !== undefined) journal.update({ restore: { ...restore, ...change } });
}

function refuseStale(expected: string | undefined, { digest }: RestorePlan): void {
  if (expected === undefined || expected === digest) return;
  throw new RunError('plan-stale', 'Cannot apply the plan: the cluster, the archive or the policy is not what it was', {
    hint: `The plan had the digest ${expected}, it has ${digest} now: look at it again`,
  });
}

function refuseOtherCluster(expected: string | undefined, uid: string): void {
  if (expected === undefined || expected === uid) return;
  throw new RunError('plan-stale', 'Cannot apply the plan: it was made for another cluster', {
    hint: `The plan is for the cluster ${expected}, this one is ${uid} (UID of its namespace kube-system)`,
  });
}

function volumeFieldWarnings(fields: readonly string[]) {
  return fields.map((field) => ({
    code: 'volume-data-not-covered' as const,
    message: `The policy's field ${field} is about volume data, which this release does not restore`,
  }));
}
