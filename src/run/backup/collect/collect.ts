import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import type { ListStep } from '../../../domain/backup/plan.ts';
import { RunError } from '../../../domain/problem.ts';
import type { Collecting } from './collecting.ts';
import { takeOrdered, warnOfMissing } from './take-ordered.ts';
import { takeRelated } from './take-related.ts';
import { type Keeps, keepsOf, LISTS_AT_ONCE, takeStep } from './take-step.ts';

/**
 * Takes every item of the plan into the draft, and what comes along with them. What cannot be read becomes an error of
 * the result; the rest goes on.
 */
export async function collect(ctx: RunContext, work: Collecting): Promise<void> {
  const { plan, journal, tally } = work;
  const listsTotal = plan.steps.length + plan.versionSteps.length + plan.namespaceSteps.length;
  const ahead = await takeOrdered(ctx, work);
  journal.progress({ listsTotal, listsDone: 0 });
  await takeSteps(ctx, work, plan.steps, ahead.isNew);
  if (tally.finishedLists === 0 && tally.failedLists > 0) throw nothingListed(work);
  await takeSteps(ctx, work, plan.versionSteps, ({ ref }) => work.mainCopies.has(ref));
  await takeRelated(ctx, work);
  warnOfMissing(ctx, work, ahead);
  // Namespace objects come last: by now it is known in which namespaces something was stored.
  const holdsItems: Keeps = ({ ref }) => plan.namespaceObjects.has(ref.name) || tally.namespaces.has(ref.name);
  for (const step of plan.namespaceSteps) await takeStep(ctx, work, step, { keeps: holdsItems });
  journal.warn(ctx, ...tally.terminatingWarnings(), ...tally.claimWarnings());
}

/** Takes what belongs of several steps at once. */
async function takeSteps(ctx: RunContext, work: Collecting, steps: readonly ListStep[], isNew: Keeps): Promise<void> {
  await mapConcurrent(steps, LISTS_AT_ONCE, async (step) => {
    const belongs = keepsOf(step, work.plan);
    await takeStep(ctx, work, step, { keeps: (item) => isNew(item) && belongs(item) });
  });
}

/** What fails for every list fails for all of them: a backup of a few Namespace objects would be a pretence. */
function nothingListed({ cluster, tally }: Collecting): RunError {
  const { code, reason } = tally.firstFailure ?? { code: 'list-failed', reason: '' };
  const problem = code === 'forbidden' ? 'permission-denied' : 'cluster-unavailable';
  return new RunError(problem, `Cannot list anything from ${cluster.server}: ${reason}`);
}
