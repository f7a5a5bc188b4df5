import { forEachConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import type { Entry } from '../../../domain/entry.ts';
import { formatItemRef, type ItemRef } from '../../../domain/item.ts';
import { WAVES } from '../../../domain/restore/order.ts';
import { isWritten, type PlannedItem, type RestorePlan } from '../../../domain/restore/plan.ts';
import { stepOfWave } from '../../../domain/restore/steps/restore-step.ts';
import type { ReasonCode } from '../../../domain/restore/reason.ts';
import type { Journal } from '../../journal.ts';
import { enterRestoreStep } from '../enter-restore-step.ts';
import { applyItem } from './apply-item.ts';
import type { Applying } from './applying.ts';
import { awaitDefinitions } from './await-definitions.ts';
import { pick } from './pick.ts';
import type { Ending, RestoreTally } from '../restore-tally.ts';

/** Writes under way at once; what the API server grants beyond that is little (performance finding). */
const WRITES_AT_ONCE = 32;

/** Ends that may be better once something else is there: a role, a webhook, a class, a definition. */
const MAY_GET_BETTER: ReadonlySet<ReasonCode> = new Set([
  'rejected',
  'forbidden',
  'type-missing',
  'namespace-unusable',
  'object-terminating',
  'write-failed',
]);

/**
 * Applies a plan, wave after wave, and then what could not be done at first, as long as that gets less. That is tried
 * before webhooks and policies come, too: one whose program does not run yet would refuse it.
 */
export async function applyPlan(ctx: RunContext, work: Applying, { plan, journal, tally }: Plan): Promise<void> {
  let deferred: readonly Late[] = [];
  const run = { journal, tally };
  const written = new Set(plan.items.filter(isWritten).map(({ wave }) => wave));
  for (const wave of WAVES) {
    const items = plan.items.filter((item) => item.wave === wave && isWritten(item));
    if (items.length === 0) continue;
    if (wave === 'admission') deferred = await tryAgain(ctx, work, run, deferred);
    ctx.log.info({ wave, items: items.length }, 'restoring');
    await enterRestoreStep(ctx, journal, stepOfWave(wave, written));
    journal.progress({ step: `restoring ${wave}` });
    deferred = [...deferred, ...(await applyItems(ctx, work, run, items))];
    await ctx.reached(`wave:${wave}`);
  }
  const left = await tryAgain(ctx, work, run, deferred);
  for (const { planned, ending } of left) tally.ended(planned, ending);
  journal.warn(ctx, ...(await work.owners.complete(ctx)));
}

interface Plan {
  readonly plan: RestorePlan;
  readonly journal: Journal;
  readonly tally: RestoreTally;
}

type Surroundings = Omit<Plan, 'plan'>;

interface Late {
  readonly planned: PlannedItem;
  readonly ending: Ending;
}

/**
 * Rounds over what failed, as long as each brings something: what one waited for may have come in the last one. Returns
 * what is left.
 */
async function tryAgain(
  ctx: RunContext,
  work: Applying,
  run: Surroundings,
  deferred: readonly Late[],
): Promise<readonly Late[]> {
  let left = deferred;
  while (left.length > 0) {
    ctx.log.info({ items: left.length }, 'trying again what could not be restored at first');
    run.journal.progress({ step: 'restoring what is left' });
    work.namespaces.beginRound();
    const before = left.length;
    const items = left.map(({ planned }) => planned);
    left = await applyItems(ctx, work, run, items);
    if (left.length === before) break;
  }
  return left;
}

/** At most one pass over the archive for these items; returns those that may get better later. */
async function applyItems(
  ctx: RunContext,
  work: Applying,
  { journal, tally }: Surroundings,
  items: readonly PlannedItem[],
): Promise<readonly Late[]> {
  const late: Late[] = [];
  const defined: ItemRef[] = [];
  await forEachConcurrent(pick(ctx, work.planning, items), WRITES_AT_ONCE, async ({ planned, archived }) => {
    const ending = await applyItem(ctx, work, planned, archived);
    if (mayGetBetter(ending)) late.push({ planned, ending });
    else tally.ended(planned, ending);
    if (ending.end === 'created' || ending.end === 'recreated') work.created(planned, archived);
    if (planned.wave === 'definitions' && ending.end === 'created') defined.push(planned.ref);
    journal.progress({ items: tally.total });
    work.moved();
    await ctx.reached(`item:${formatItemRef(planned.ref)}`);
  });
  if (defined.length > 0) await settleDefinitions(ctx, work, journal, defined);
  return late;
}

function mayGetBetter({ reason, end, isFinal = false }: Ending): boolean {
  return end === 'failed' && !isFinal && reason !== undefined && MAY_GET_BETTER.has(reason);
}

/** New definitions must be served before anything of theirs is written. */
async function settleDefinitions(
  ctx: RunContext,
  { planning }: Applying,
  journal: Journal,
  definitions: readonly ItemRef[],
): Promise<void> {
  const late = await awaitDefinitions(ctx, planning.target, definitions);
  const warnings = late.map(({ ref, detail }): Entry => {
    const message = `${formatItemRef(ref)} is restored, and the cluster does not serve what it defines: ${detail}`;
    return { code: 'type-missing', item: ref, message };
  });
  journal.warn(ctx, ...warnings);
}
