import type { ItemRef } from '../../item.ts';
import { RunError } from '../../problem.ts';
import { formatGroupResource } from '../../resource.ts';
import type { PlannedItem } from '../plan.ts';
import { CLUSTERS_OWN } from '../planning/protection.ts';

/** What is deleted before it is restored, although it exists. */
export interface ReplaceRules {
  /** Objects in namespaces, but for claims. */
  readonly objects: boolean;
  /** Claims, whose data goes with them. */
  readonly volumes: boolean;
  /** How many deletions were agreed to; undefined where nobody said. */
  readonly confirm: number | undefined;
}

/** How much a plan deletes first. */
export interface ReplaceCounts {
  readonly objects: number;
  readonly volumes: number;
}

const CLAIMS = 'persistentvolumeclaims';

/** Whether a deletion takes a claim, and with it perhaps the data of its volume. */
export function isClaim(ref: ItemRef): boolean {
  return formatGroupResource(ref) === CLAIMS;
}

/**
 * Whether an object that has an item's place is deleted first. Never what is in no namespace, in one of the cluster's own,
 * whatever the policy allows elsewhere, or in one of Lifeboat's; nor the ServiceAccount that every namespace has.
 */
export function mayReplace(
  { objects, volumes }: ReplaceRules,
  ref: ItemRef,
  { target, ownNamespaces }: { readonly target: string | undefined; readonly ownNamespaces: readonly string[] },
): boolean {
  if (target === undefined || CLUSTERS_OWN.includes(target) || ownNamespaces.includes(target)) return false;
  if (formatGroupResource(ref) === 'serviceaccounts' && ref.name === 'default') return false;
  return isClaim(ref) ? volumes : objects;
}

/** How much a plan deletes first. */
export function replaceCounts(items: readonly PlannedItem[]): ReplaceCounts {
  const replaced = items.filter(({ isReplaced }) => isReplaced === true);
  const volumes = replaced.filter(({ ref }) => isClaim(ref)).length;
  return { objects: replaced.length - volumes, volumes };
}

/**
 * Why a plan may not delete what it would: nobody agreed to that number. A plan that was agreed to by its digest needs
 * none; one that goes on where an earlier run stopped has less to delete than that one had.
 */
export function confirmRefusal(
  { objects, volumes }: ReplaceCounts,
  { confirm }: Pick<ReplaceRules, 'confirm'>,
  { isAgreed, isResumed }: { readonly isAgreed: boolean; readonly isResumed: boolean },
): RunError | undefined {
  const count = objects + volumes;
  if (count === 0 || confirm === count || (confirm === undefined && isAgreed)) return undefined;
  if (isResumed && confirm !== undefined && count < confirm) return undefined;
  const what = `${objects} objects and ${volumes} claims`;
  if (confirm === undefined) {
    return new RunError('policy-invalid', `Cannot replace ${what}: nobody has confirmed that many deletions`, {
      hint: `Look at the plan, then say replace: {confirm: ${count}} in the policy, or --confirm ${count}`,
    });
  }
  return new RunError('plan-stale', `Cannot replace ${what}: ${confirm} deletions were confirmed, not ${count}`, {
    hint: 'Look at the plan again, and confirm its number; nothing was deleted',
  });
}
