import type { VolumePolicy } from '../../../domain/backup/resource-policies.ts';
import { actionFor } from '../../../domain/backup/volumes/match-volume.ts';
import { volumeFactsOf } from '../../../domain/backup/volumes/volume-facts.ts';
import type { Item } from '../../../domain/item.ts';
import { type JsonObject, parseExact, textAt } from '../../../domain/json/exact-json.ts';

/** What the policies for volumes say of a claim: the action of the first that fits, or that none does. */
export type ClaimAction = 'skip' | 'snapshot' | 'fs-backup' | 'custom' | 'none';

/**
 * Tells what the policies for volumes would have done about the claims of a backup. Remembers what they ask for only,
 * and without policies nothing: claims and their volumes come in any order.
 */
export class VolumeActions {
  readonly #policies: readonly VolumePolicy[];
  readonly #claims = new Map<string, JsonObject>();
  /** By name, those that were stored. */
  readonly #volumes = new Map<string, JsonObject>();

  constructor(policies: readonly VolumePolicy[]) {
    this.#policies = policies;
  }

  /** Notes a stored item, if it is a claim or a volume. */
  note({ ref, bytes }: Item): void {
    if (this.#policies.length === 0 || ref.group !== '') return;
    if (ref.resource === 'persistentvolumeclaims') this.#claims.set(`${ref.namespace}/${ref.name}`, concise(bytes));
    if (ref.resource === 'persistentvolumes') this.#volumes.set(ref.name, concise(bytes));
  }

  /** What the policies say of a stored claim; undefined where there are none. */
  of(namespace: string, name: string): ClaimAction | undefined {
    const claim = this.#claims.get(`${namespace}/${name}`);
    if (claim === undefined) return undefined;
    const volume = this.#volumes.get(textAt(claim, 'spec', 'volumeName') ?? '');
    return actionFor(this.#policies, volumeFactsOf(claim, volume))?.type ?? 'none';
  }
}

/** The object without what fills it and nobody asks for. */
function concise(bytes: Uint8Array): JsonObject {
  const object = parseExact(bytes);
  const labels = (object['metadata'] as JsonObject | undefined)?.['labels'];
  return { metadata: { labels }, spec: object['spec'], status: object['status'] };
}
