import type { RunContext } from '../../../base/context.ts';
import type { Entry } from '../../../domain/entry.ts';
import { mayRunCommands } from '../../../domain/hooks/choose-restore-hooks.ts';
import { RunError } from '../../../domain/problem.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import { describeRule, isInformation, missingRules } from '../../../domain/restore/rights/missing-rules.ts';
import {
  type AccessQuestion,
  clusterWide,
  escalationAccess,
  EVERYTHING,
  listingAccess,
  neededAccess,
} from '../../../domain/restore/rights/needed-access.ts';
import type { MissingRule } from '../../../domain/result/result.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import type { Planning } from '../planning.ts';
import { whoAmI } from './who-am-i.ts';

/** What this process may not do of a plan: as rules for a Role, and as warnings for people. */
export interface MissingRights {
  readonly rules: readonly MissingRule[];
  readonly warnings: readonly Entry[];
  /** Who asks, as the API server names him; undefined where nothing is missing or it does not say. */
  readonly user: string | undefined;
  /** What ends the run once the rules are told: an Apply that could not write anything. */
  readonly refusal: RunError | undefined;
}

/** What rights are asked for. */
export interface RightsAsked {
  readonly items: readonly PlannedItem[];
  /** What it takes to stop applications and to start them again. */
  readonly stopping: readonly AccessQuestion[];
  /** What it takes to look at the success conditions. */
  readonly looking: readonly AccessQuestion[];
}

const NOTHING_MISSING: MissingRights = { rules: [], warnings: [], user: undefined, refusal: undefined };

/**
 * Asks the API server's authorizer before the first write, so that everything missing is named at once. What is missing
 * fails item by item, and the rest is restored; where nothing could be written at all, `permission-denied` is to end it.
 */
export async function checkRights(
  ctx: RunContext,
  { cluster }: Pick<Planning['target'], 'cluster'>,
  { policy, ...planning }: Pick<Planning, 'policy' | 'existing'>,
  { items, stopping, looking }: RightsAsked,
): Promise<MissingRights> {
  const [mayAll] = await cluster.mayI(ctx, [EVERYTHING]);
  if (mayAll === true) return NOTHING_MISSING;
  const needed = neededAccess({
    items,
    existing: (type) => planning.existing.of(type),
    hasManagedFields: policy.managedFields === 'Restore',
    runsCommands: (namespace) => mayRunCommands(policy.hooks, namespace),
  });
  const denied = await deniedOf(ctx, cluster, needed);
  const unstoppable = await deniedOf(ctx, cluster, stopping);
  const unlisted = await deniedOf(ctx, cluster, listingAccess(denied));
  const escalation = await deniedOf(ctx, cluster, escalationAccess(items));
  const others = [...denied, ...unlisted, ...unstoppable, ...escalation];
  const known = new Set(others.map(placeOf));
  const unseen = (await deniedOf(ctx, cluster, looking)).filter((question) => !known.has(placeOf(question)));
  const rules = missingRules([...others, ...unseen], []);
  if (rules.length === 0) return NOTHING_MISSING;
  return {
    rules,
    warnings: [
      ...missingRules(others, [])
        .filter((rule) => !isInformation(rule) && !isListing(rule))
        .map(warningOf),
      ...missingRules(unseen, []).map(unseenWarningOf),
    ],
    user: await whoAmI(ctx, cluster),
    refusal:
      policy.mode === 'Apply' ? (whyUnstoppable(unstoppable) ?? whyHopeless(cluster, needed, denied)) : undefined,
  };
}

/** A right that is held in all namespaces is asked for once. */
async function deniedOf(
  ctx: RunContext,
  cluster: Cluster,
  questions: readonly AccessQuestion[],
): Promise<readonly AccessQuestion[]> {
  const wide = clusterWide(questions);
  const wideAnswers = await cluster.mayI(ctx, wide);
  const held = new Set(wide.filter((_, at) => wideAnswers[at] === true).map(nameOf));
  const open = questions.filter((question) => !held.has(nameOf(question)));
  const answers = await cluster.mayI(ctx, open);
  return open.filter((_, at) => answers[at] !== true);
}

function nameOf({ verb, group, resource }: AccessQuestion): string {
  return `${verb} ${group}/${resource}`;
}

function placeOf(question: AccessQuestion): string {
  return `${nameOf(question)} ${question.namespace ?? ''}`;
}

/** Applications that a policy wants to stand still must: nothing is written beside those that do not. */
function whyUnstoppable(denied: readonly AccessQuestion[]): RunError | undefined {
  const [first, ...more] = missingRules(denied, []);
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return new RunError(
    'permission-denied',
    `Cannot stop applications (stopApps): not permitted to ${describeRule(first)}${others}`,
    {
      hint: 'The result names the missing rules; that of a Job has them as a Role to apply (missing-rbac.yaml). See docs/permissions.md',
    },
  );
}

function whyHopeless(
  cluster: Cluster,
  needed: readonly AccessQuestion[],
  denied: readonly AccessQuestion[],
): RunError | undefined {
  const isWrite = ({ verb }: AccessQuestion) => verb !== 'get' && verb !== 'list';
  const writes = needed.filter(isWrite);
  if (writes.length === 0 || denied.filter(isWrite).length < writes.length) return undefined;
  return new RunError('permission-denied', `Cannot restore anything: ${cluster.server} permits no write of this plan`, {
    hint: 'The result names the missing rules; that of a Job has them as a Role to apply (missing-rbac.yaml). See docs/permissions.md',
  });
}

/** Whether a rule only lets a plan see what is there: without it items are undecided, which is told, and restored. */
function isListing({ verbs }: MissingRule): boolean {
  return verbs.every((verb) => verb === 'list');
}

function warningOf(rule: MissingRule): Entry {
  return { code: 'forbidden', message: `This restore may not ${describeRule(rule)}; what needs it is not restored` };
}

function unseenWarningOf(rule: MissingRule): Entry {
  const message = `This restore may not ${describeRule(rule)}; what its successConditions ask of that does not hold`;
  return { code: 'forbidden', message };
}
