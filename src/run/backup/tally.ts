import type { Entry } from '../../domain/entry.ts';
import { formatGroupResource, type ResourceType } from '../../domain/resource.ts';
import type { TypeCount } from '../../domain/result/result.ts';
import { formatTime } from '../../domain/time.ts';
import type { ListedItem, ListFacts } from '../../kube/cluster.ts';

/** A claim as it was stored: its data is not part of the backup. */
export interface StoredClaim {
  readonly namespace: string;
  readonly name: string;
  readonly volume: string | undefined;
}

/** What was collected so far, counted. */
export class Tally {
  items = 0;
  failedLists = 0;
  firstFailure = '';
  readonly claims: StoredClaim[] = [];
  /** Namespaces in which something was stored. */
  readonly namespaces = new Set<string>();
  readonly #types = new Map<string, TypeCount>();
  readonly #terminating = new Map<string, number>();

  /** Counts an item that was stored. Claims are parsed for the name of their volume. */
  stored(item: ListedItem): void {
    const { namespace, name, group, resource } = item.ref;
    this.items++;
    if (namespace !== undefined) this.namespaces.add(namespace);
    if (group !== '' || resource !== 'persistentvolumeclaims' || namespace === undefined) return;
    const claim = JSON.parse(new TextDecoder().decode(item.bytes)) as { spec?: { volumeName?: string } };
    this.claims.push({ namespace, name, volume: claim.spec?.volumeName });
  }

  terminating(item: ListedItem): void {
    const type = formatGroupResource(item.ref);
    this.#terminating.set(type, (this.#terminating.get(type) ?? 0) + 1);
  }

  failed(reason: string): void {
    this.failedLists++;
    if (this.firstFailure === '') this.firstFailure = reason;
  }

  /** Adds a finished list to its type: items of all its lists, resourceVersion and time of the first. */
  listed(type: ResourceType, items: number, facts: ListFacts): void {
    const name = formatGroupResource(type);
    const before = this.#types.get(name);
    const isRelaxed = facts.isRelaxed || before?.consistency === 'relaxed';
    this.#types.set(name, {
      type: name,
      version: type.version,
      resourceVersion: before?.resourceVersion ?? facts.resourceVersion,
      listedAt: before?.listedAt ?? formatTime(facts.listedAt),
      items: (before?.items ?? 0) + items,
      ...(isRelaxed ? { consistency: 'relaxed' } : {}),
    });
  }

  /** Types of which something was stored, by name. */
  types(): TypeCount[] {
    return [...this.#types.values()].filter(({ items }) => items > 0).toSorted((a, b) => (a.type < b.type ? -1 : 1));
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
      message: `The data of claim ${namespace}/${name} is not in this backup; only the claim's object is`,
    }));
  }
}
