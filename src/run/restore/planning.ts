import type { OpenArchive } from '../../archive/backup-store.ts';
import { labelValue } from '../../base/label-value.ts';
import { formatGroupResource, type GroupResource } from '../../domain/resource.ts';
import type { ItemRef } from '../../domain/item.ts';
import { type ExistingPolicies, existingPoliciesOf } from '../../domain/restore/conflict/existing-policy.ts';
import type { ResourceModifiers } from '../../domain/restore/modifiers/modifiers.ts';
import type { VersionPriorities } from '../../domain/restore/planning/versions.ts';
import type { RestorePolicy } from '../../domain/restore/policy.ts';
import type { PrepareFacts } from '../../domain/restore/prepare/facts.ts';
import { losesTracking } from '../../domain/restore/ties/tracking.ts';
import { knownTypes } from '../../domain/restore/scope/archived-types.ts';
import { isListed } from '../../domain/selection/glob.ts';
import { resolveResourceNames } from '../../domain/selection/resource-names.ts';
import { modify } from '../../patch/modify.ts';
import { ItemsAtHand } from './items-at-hand.ts';
import type { Target } from './target.ts';

/** What is restored, from where, to where. */
export interface PlanningFacts {
  readonly archive: OpenArchive;
  readonly target: Target;
  readonly policy: RestorePolicy;
  readonly backup: string;
  /** The restore's name. */
  readonly restore: string;
  /** Another run began this very request, and did not come to its end: what it made is not in the way. */
  readonly isResumed?: boolean;
  /** Namespaces where Lifeboat's own runs live, which are protected. */
  readonly ownNamespaces: readonly string[];
  /** Velero's resource modifiers, where the policy names some. */
  readonly modifiers?: ResourceModifiers;
  /** Versions that somebody wants, for archives with several. */
  readonly versionPriorities?: VersionPriorities;
}

/** What all items of a type are prepared with. */
type TypeFacts = Omit<PrepareFacts, 'target' | 'volume' | 'losesTracking'>;

/** What planning and applying one restore go by. */
export interface Planning extends PlanningFacts {
  /** What the plan read and is needed again. */
  readonly atHand: ItemsAtHand;
  /**
   * What an item is prepared with that goes to a namespace, or the cluster's object with that in the same place;
   * `volume` concerns claims alone.
   */
  readonly factsFor: (ref: ItemRef, place: Pick<PrepareFacts, 'target' | 'volume'>) => PrepareFacts;
  readonly existing: ExistingPolicies;
}

/** Adds to the facts of a restore what follows from them for all items of a type. */
export function newPlanning(facts: PlanningFacts): Planning {
  const known = new Map<string, TypeFacts>();
  const ofType = (type: GroupResource): TypeFacts => {
    const name = formatGroupResource(type);
    const found = known.get(name) ?? typeFactsOf(facts, type);
    known.set(name, found);
    return found;
  };
  return {
    ...facts,
    atHand: new ItemsAtHand(facts.policy),
    factsFor: (ref, { target, volume }) => ({
      ...ofType(ref),
      target,
      volume,
      losesTracking: losesTracking(facts.policy, ref, target),
      ...(facts.modifiers !== undefined && { modify: modifierOf(ref, facts.modifiers) }),
    }),
    existing: existingPoliciesOf(facts.policy, knownTypes(facts.target.types, facts.archive.contents)),
  };
}

function modifierOf(ref: ItemRef, modifiers: ResourceModifiers): NonNullable<PrepareFacts['modify']> {
  return (object) => modify(object, ref, modifiers);
}

function typeFactsOf(
  { policy, target, backup, restore }: PlanningFacts,
  { group, resource }: GroupResource,
): TypeFacts {
  const { namespaceMapping: mapping, preserveNodePorts, restoreStatus } = policy;
  const statusWanted = isStatusWanted(restoreStatus, formatGroupResource({ group, resource }), target);
  const [backupLabel, restoreLabel] = [labelValue(backup), labelValue(restore)];
  return {
    type: { group, resource },
    mapping,
    preserveNodePorts,
    statusWanted,
    managedFieldsWanted: policy.managedFields === 'Restore',
    keepsFinalizers: policy.finalizers === 'Keep',
    losesSnapshots: policy.restorePVs === false,
    hooks: policy.hooks,
    backupLabel,
    restoreLabel,
  };
}

function isStatusWanted(selection: RestorePolicy['restoreStatus'], type: string, { types }: Target): boolean {
  if (selection === undefined) return false;
  const spell = (entries: readonly string[]) => resolveResourceNames(entries, types).entries;
  return isListed(type, spell(selection.included), spell(selection.excluded));
}
