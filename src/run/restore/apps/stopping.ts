import type { RunContext } from '../../../base/context.ts';
import type { Stopper } from '../../../domain/restore/apps/stop-mark.ts';
import type { PlanMade } from '../plan/make-plan.ts';
import type { Planning } from '../planning.ts';
import type { RestoreWork } from '../restore-work.ts';
import { type AppsFound, findApps } from './find-apps.ts';
import { recoverApps } from './recover-apps.ts';

/** Who stops applications, as their marks tell. */
export function stopperOf({ run, pod }: RestoreWork, restore: string): Stopper {
  const job = pod && { namespace: pod.namespace, name: pod.jobName, uid: pod.jobUid };
  return { restore, runId: run.identity.runId, ...(job && { job }) };
}

/**
 * Applications that a run left stopped which died: before the plan, so that it sees them as they are meant to be. Every
 * restore that is applied looks. One that stops nothing itself starts only what no living run can need stopped, and that
 * it cannot is no fault of its own.
 */
export async function recoverStopped(ctx: RunContext, work: RestoreWork, planning: Planning): Promise<void> {
  const { policy, target, archive, restore, isResumed = false } = planning;
  if (policy.mode === 'Plan') return;
  const archived = archive.contents.types.flatMap(({ items }) => items.flatMap(({ namespace }) => namespace ?? []));
  const namespaces = [...new Set(archived.map((name) => policy.namespaceMapping.get(name) ?? name))];
  const by = stopperOf(work, restore);
  const isConcerned = policy.stopApps || isResumed;
  await recoverApps(ctx, { target, journal: work.journal, by, namespaces, isConcerned });
}

/** What a plan stops, where its policy says so. */
export async function appsOf(ctx: RunContext, planning: Planning, { plan, reconcilers }: PlanMade): Promise<AppsFound> {
  if (!planning.policy.stopApps) return { apps: [], questions: [] };
  return findApps(ctx, planning, { items: plan.items, reconcilers });
}
