import type { OpenArchive } from '../../archive/backup-store.ts';
import { labelValue } from '../../base/label-value.ts';
import { formatGroupResource, type GroupResource } from '../../domain/resource.ts';
import type { RestorePolicy } from '../../domain/restore/policy.ts';
import type { PrepareFacts } from '../../domain/restore/prepare/facts.ts';
import { isListed } from '../../domain/selection/glob.ts';
import { resolveResourceNames } from '../../domain/selection/resource-names.ts';
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
  /** Namespaces where Lifeboat's own runs live, which are protected. */
  readonly ownNamespaces: readonly string[];
}

/** What planning and applying one restore go by. */
export class Planning implements PlanningFacts {
  readonly archive: OpenArchive;
  readonly target: Target;
  readonly policy: RestorePolicy;
  readonly backup: string;
  readonly restore: string;
  readonly ownNamespaces: readonly string[];
  /** What the plan read and is needed again. */
  readonly atHand: ItemsAtHand;
  readonly #labels: Pick<PrepareFacts, 'backupLabel' | 'restoreLabel'>;
  /** By type: what all of its items are prepared with. */
  readonly #ofTypes = new Map<string, Pick<PrepareFacts, 'type' | 'statusWanted'>>();

  constructor({ archive, target, policy, backup, restore, ownNamespaces }: PlanningFacts) {
    this.archive = archive;
    this.target = target;
    this.policy = policy;
    this.backup = backup;
    this.restore = restore;
    this.ownNamespaces = ownNamespaces;
    this.atHand = new ItemsAtHand(policy);
    this.#labels = { backupLabel: labelValue(backup), restoreLabel: labelValue(restore) };
  }

  /** What an item is prepared with that goes to a namespace; `volume` concerns claims alone. */
  factsFor(type: GroupResource, place: Pick<PrepareFacts, 'target' | 'volume'>): PrepareFacts {
    const { namespaceMapping: mapping, preserveNodePorts } = this.policy;
    const { target, volume } = place;
    return { ...this.#ofType(type), ...this.#labels, mapping, preserveNodePorts, target, volume };
  }

  /** Whether the status of a type's items is written too. */
  readonly hasStatus = (type: GroupResource): boolean => this.#ofType(type).statusWanted;

  #ofType({ group, resource }: GroupResource): Pick<PrepareFacts, 'type' | 'statusWanted'> {
    const name = formatGroupResource({ group, resource });
    const known = this.#ofTypes.get(name) ?? { type: { group, resource }, statusWanted: this.#wantsStatus(name) };
    this.#ofTypes.set(name, known);
    return known;
  }

  #wantsStatus(name: string): boolean {
    const selection = this.policy.restoreStatus;
    if (selection === undefined) return false;
    const spell = (entries: readonly string[]) => resolveResourceNames(entries, this.target.types).entries;
    return isListed(name, spell(selection.included), spell(selection.excluded));
  }
}
