import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { RunError } from '../../../domain/problem.ts';
import type { Collecting } from './collecting.ts';
import { type Keeps, keepsOf, takeStep } from './take-step.ts';

/** Lists under way at once: enough to hide the server's latency, few enough to be a polite guest (performance finding). */
const LISTS_AT_ONCE = 4;

/** Takes every item of the plan into the draft. What cannot be read becomes an error of the result; the rest goes on. */
export async function collect(ctx: RunContext, work: Collecting): Promise<void> {
  const { plan, journal, tally } = work;
  journal.progress({ listsTotal: plan.steps.length + plan.namespaceSteps.length, listsDone: 0 });
  await mapConcurrent(plan.steps, LISTS_AT_ONCE, async (step) => takeStep(ctx, work, step, keepsOf(step, plan)));
  if (tally.finishedLists === 0 && tally.failedLists > 0) throw nothingListed(work);
  // Namespace objects come last: by now it is known in which namespaces something was stored.
  const holdsItems: Keeps = ({ ref }) => plan.namespaceObjects.has(ref.name) || tally.namespaces.has(ref.name);
  for (const step of plan.namespaceSteps) await takeStep(ctx, work, step, holdsItems);
  journal.warn(ctx, ...tally.terminatingWarnings(), ...tally.claimWarnings());
}

/** What fails for every list fails for all of them: a backup of a few Namespace objects would be a pretence. */
function nothingListed({ cluster, tally }: Collecting): RunError {
  const { code, reason } = tally.firstFailure ?? { code: 'list-failed', reason: '' };
  const problem = code === 'forbidden' ? 'permission-denied' : 'cluster-unavailable';
  return new RunError(problem, `Cannot list anything from ${cluster.server}: ${reason}`);
}
