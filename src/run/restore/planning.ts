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

/** What all items of a type are prepared with. */
type TypeFacts = Omit<PrepareFacts, 'target' | 'volume'>;

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
  /** By `formatGroupResource`. */
  readonly #ofTypes = new Map<string, TypeFacts>();

  constructor({ archive, target, policy, backup, restore, ownNamespaces }: PlanningFacts) {
    this.archive = archive;
    this.target = target;
    this.policy = policy;
    this.backup = backup;
    this.restore = restore;
    this.ownNamespaces = ownNamespaces;
    this.atHand = new ItemsAtHand(policy);
  }

  /** What an item is prepared with that goes to a namespace; `volume` concerns claims alone. */
  factsFor(type: GroupResource, place: Pick<PrepareFacts, 'target' | 'volume'>): PrepareFacts {
    const { target, volume } = place;
    return { ...this.#ofType(type), target, volume };
  }

  /** Whether the status of a type's items is written too. */
  readonly hasStatus = (type: GroupResource): boolean => this.#ofType(type).statusWanted;

  #ofType(type: GroupResource): TypeFacts {
    const name = formatGroupResource(type);
    const known = this.#ofTypes.get(name) ?? this.#learn(type, name);
    this.#ofTypes.set(name, known);
    return known;
  }

  #learn({ group, resource }: GroupResource, name: string): TypeFacts {
    const { namespaceMapping: mapping, preserveNodePorts } = this.policy;
    const statusWanted = this.#wantsStatus(name);
    const [backupLabel, restoreLabel] = [labelValue(this.backup), labelValue(this.restore)];
    return { type: { group, resource }, mapping, preserveNodePorts, statusWanted, backupLabel, restoreLabel };
  }

  #wantsStatus(name: string): boolean {
    const selection = this.policy.restoreStatus;
    if (selection === undefined) return false;
    const spell = (entries: readonly string[]) => resolveResourceNames(entries, this.target.types).entries;
    return isListed(name, spell(selection.included), spell(selection.excluded));
  }
}
