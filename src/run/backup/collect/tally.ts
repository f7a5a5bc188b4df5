import type { VolumePolicy } from '../../../domain/backup/resource-policies.ts';
import type { Entry } from '../../../domain/entry.ts';
import { formatGroupResource, type GroupResource, type ResourceType } from '../../../domain/resource.ts';
import type { ClaimCounts, TypeCount } from '../../../domain/result/result.ts';
import { formatTime } from '../../../domain/time.ts';
import type { ListedItem, ListFacts } from '../../../kube/cluster.ts';
import { type ClaimAction, VolumeActions } from './volume-actions.ts';

/** A claim as it was stored: its data is not part of the backup. */
export interface StoredClaim {
  readonly namespace: string;
  readonly name: string;
  readonly volume: string | undefined;
}

/** What was collected so far, counted. */
export class Tally {
  items = 0;
  /** Items that only came along with others. */
  related = 0;
  /** Lists that were read to their end. */
  finishedLists = 0;
  failedLists = 0;
  /** Why the first list failed, and whether it was a refusal. */
  firstFailure: { readonly code: 'list-failed' | 'forbidden'; readonly reason: string } | undefined;
  readonly claims: StoredClaim[] = [];
  /** Namespaces in which something was stored. */
  readonly namespaces = new Set<string>();
  readonly #types = new Map<string, TypeTally>();
  readonly #actions: VolumeActions;
  readonly #terminating = new Map<string, number>();

  /** `volumePolicies`: those of the backup's resource policies, in order. */
  constructor(volumePolicies: readonly VolumePolicy[] = []) {
    this.#actions = new VolumeActions(volumePolicies);
  }

  /** Counts an item that was stored. Claims are parsed for the name of their volume. */
  stored(item: ListedItem, reason: 'selected' | 'related' = 'selected'): void {
    const { namespace, name, group, resource } = item.ref;
    this.items++;
    const tally = this.#tallyOf(item.ref, item.version);
    tally.items++;
    if (reason === 'related') {
      tally.related++;
      this.related++;
    }
    if (namespace !== undefined) this.namespaces.add(namespace);
    this.#actions.note(item);
    if (group !== '' || resource !== 'persistentvolumeclaims' || namespace === undefined) return;
    const claim = JSON.parse(new TextDecoder().decode(item.bytes)) as { spec?: { volumeName?: string } };
    this.claims.push({ namespace, name, volume: claim.spec?.volumeName });
  }

  /** Claims that were stored, and how many of them without their data: all, in this release. */
  claimCounts(): ClaimCounts {
    const actions = this.claims.flatMap(({ namespace, name }) => this.#actions.of(namespace, name) ?? []);
    const policyActions: Partial<Record<ClaimAction, number>> = {};
    for (const action of actions) policyActions[action] = (policyActions[action] ?? 0) + 1;
    const total = this.claims.length;
    return { total, notProtected: total, ...(actions.length > 0 && { policyActions }) };
  }

  terminating(item: ListedItem): void {
    const type = formatGroupResource(item.ref);
    this.#terminating.set(type, (this.#terminating.get(type) ?? 0) + 1);
  }

  failed(code: 'list-failed' | 'forbidden', reason: string): void {
    this.failedLists++;
    this.firstFailure ??= { code, reason };
  }

  /** Notes a list that was read to its end; a type keeps the resourceVersion and time of its first one. */
  listed(type: ResourceType, facts: ListFacts): void {
    this.finishedLists++;
    const tally = this.#tallyOf(type, type.version);
    tally.first ??= facts;
    tally.isRelaxed ||= facts.isRelaxed;
  }

  /** Types of which something was stored, by name. */
  types(): TypeCount[] {
    return [...this.#types]
      .filter(([, { items }]) => items > 0)
      .map(([type, tally]) => typeCount(type, tally))
      .toSorted((a, b) => (a.type < b.type ? -1 : 1));
  }

  #tallyOf(type: GroupResource, version: string): TypeTally {
    const name = formatGroupResource(type);
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const tally: TypeTally = { version, items: 0, related: 0, isRelaxed: false, first: undefined };
    this.#types.set(name, tally);
    return tally;
  }

  /** Velero leaves objects out that are being deleted; how many, should be known. */
  terminatingWarnings(): Entry[] {
    return [...this.#terminating].map(([resource, count]) => ({
      code: 'terminating-left-out',
      resource,
      message: `${count} of ${resource} were being deleted and are not in this backup`,
    }));
  }

  /** One warning per claim: its object is stored, its data is not. */
  claimWarnings(): Entry[] {
    return this.claims.map(({ namespace, name }) => ({
      code: 'volume-data-not-covered',
      item: { group: '', resource: 'persistentvolumeclaims', namespace, name },
      message: `The data of claim ${namespace}/${name} is not in this backup; only the claim's object is${saidOf(this.#actions.of(namespace, name))}`,
    }));
  }
}

/** What the policies for volumes say, which no run carries out yet. */
function saidOf(action: ClaimAction | undefined): string {
  if (action === undefined) return '';
  return action === 'none' ? ' (no volume policy fits it)' : ` (its volume policy says ${action})`;
}

/** What is known of one type so far. */
interface TypeTally {
  readonly version: string;
  items: number;
  related: number;
  isRelaxed: boolean;
  /** Of its first list that was read to its end; a type whose only list broke off has none. */
  first: ListFacts | undefined;
}

function typeCount(type: string, { version, items, related, isRelaxed, first }: TypeTally): TypeCount {
  const listed =
    first === undefined ? {} : { resourceVersion: first.resourceVersion, listedAt: formatTime(first.listedAt) };
  const consistency = isRelaxed ? { consistency: 'relaxed' as const } : {};
  return { type, version, items, ...(related > 0 && { related }), ...listed, ...consistency };
}
