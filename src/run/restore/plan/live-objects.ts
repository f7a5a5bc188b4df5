import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { sha256Hex } from '../../../base/hash.ts';
import { type JsonObject, parseExact, textAt } from '../../../domain/json/exact-json.ts';
import { formatGroupResource, type GroupResource, type ResourceType } from '../../../domain/resource.ts';
import { comparableLive } from '../../../domain/restore/comparable.ts';
import { fillsNamespace } from '../../../domain/restore/planning/fills-namespace.ts';
import { targetOf } from '../../../domain/restore/planning/plan-item.ts';
import type { PrepareFacts } from '../../../domain/restore/prepare/facts.ts';
import { ownersOf } from '../../../domain/restore/ties/owners.ts';
import { BACKUP_LABEL, isStatusWanted, RESTORE_LABEL } from '../../../domain/restore/prepare/prepare.ts';
import { ApiError } from '../../../kube/cluster.ts';
import type { Planning } from '../planning.ts';
import { placeOf, type Survey } from './survey.ts';

/** Lists under way at once, as in a backup. */
const LISTS_AT_ONCE = 4;

/** Namespaces up to which a type is listed in each of them, and not across all. */
const FEW_NAMESPACES = 4;

/** SHA-256 (hex) of what a restore would compare of an object: `plain`, and for claims by how they are prepared. */
export type Fingerprints = Readonly<{ plain: string } & Partial<Record<NonNullable<PrepareFacts['volume']>, string>>>;

/** The cluster's objects that have the place of an item of the restore. */
export interface LiveObjects {
  /** By `formatItemRef` with the target namespace. */
  readonly found: ReadonlyMap<string, Fingerprints>;
  /** Objects for which a restore with `ifEmpty` does nothing, by `placeOf`; none without it. */
  readonly occupied: readonly string[];
  /** What this process may not look at in the namespaces of the restore: `configmaps in shop`. */
  readonly blind: readonly string[];
  /** Whether this process may not list a type where an item goes: whether that exists shows when it is written. */
  isUnlisted(type: GroupResource, target: string | undefined): boolean;
}

/**
 * Lists what the cluster has of the restore's types, and keeps a fingerprint of what has the place of an item: the
 * objects themselves would be a second copy of the archive in memory.
 */
export async function lookUpLive(ctx: RunContext, planning: Planning, survey: Survey): Promise<LiveObjects> {
  const found = new Map<string, Fingerprints>();
  const occupied: string[] = [];
  const blind: string[] = [];
  const unlisted = new Set<string>();
  const look = async ({ type, namespace, namespaces, places }: List): Promise<void> => {
    try {
      const request = { type, namespace, labelSelector: '', fieldSelector: '' };
      for await (const batch of planning.target.cluster.list(ctx, request)) {
        for (const { ref, bytes } of batch) {
          const place = placeOf(ref, ref.namespace);
          if (!places.has(place)) continue;
          const live = parseExact(bytes);
          if (planning.policy.ifEmpty && isInTheWay(planning, ref, live)) occupied.push(place);
          const fingerprints = fingerprintsOf(planning, ref, live);
          if (fingerprints !== undefined) found.set(place, fingerprints);
        }
      }
    } catch (error) {
      if (!(error instanceof ApiError && (error.status === 403 || error.status === 404))) throw error;
      if (error.status === 404) return;
      if (namespaces.length === 0) unlisted.add(listName(type, namespace));
      if (namespace !== undefined) blind.push(listName(type, namespace));
      for (const one of namespaces) await look({ type, namespace: one, namespaces: [], places });
    }
  };
  await mapConcurrent(listsOf(planning, survey), LISTS_AT_ONCE, look);
  const isUnlisted = (type: GroupResource, target: string | undefined) =>
    [target, undefined].some((namespace) => unlisted.has(listName(type, namespace)));
  return { found, occupied, blind, isUnlisted };
}

function listName(type: GroupResource, namespace: string | undefined): string {
  return `${formatGroupResource(type)}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** Whether an object speaks against a restore with `ifEmpty`: nothing does that this very restore has made before. */
function isInTheWay({ isResumed = false, ...planning }: Planning, ref: ResourceRef, live: JsonObject): boolean {
  if (!fillsNamespace(ref, live)) return false;
  const { restoreLabel, backupLabel } = planning.factsFor(ref, { target: ref.namespace, volume: undefined });
  if (textAt(live, 'metadata', 'labels', RESTORE_LABEL) === restoreLabel) return false;
  return !isResumed || textAt(live, 'metadata', 'labels', BACKUP_LABEL) !== backupLabel;
}

/**
 * Keeps nothing of the object: a closure over it would. Undefined for one that an earlier attempt of this very restore
 * made and that gets its status, managed fields or owners in a second write: nobody can tell whether it came to that, so it is done again.
 */
function fingerprintsOf(planning: Planning, ref: ResourceRef, live: JsonObject): Fingerprints | undefined {
  const facts = planning.factsFor(ref, { target: ref.namespace, volume: undefined });
  const { managedFieldsWanted, restoreLabel } = facts;
  const lacksOwners = planning.policy.ownerReferences === 'Remap' && ownersOf(live).length === 0;
  const hasSecondWrite = managedFieldsWanted || lacksOwners || isStatusWanted(live, facts);
  if (hasSecondWrite && textAt(live, 'metadata', 'labels', RESTORE_LABEL) === restoreLabel) return undefined;
  const of = (volume: PrepareFacts['volume']) =>
    sha256Hex(comparableLive(live, planning.factsFor(ref, { target: ref.namespace, volume })));
  if (ref.resource !== 'persistentvolumeclaims') return { plain: of(undefined) };
  return { plain: of(undefined), rebind: of('rebind'), provision: of('provision') };
}

type ResourceRef = Parameters<typeof placeOf>[0];

interface List {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  /** Where to list it one by one if it may not be listed across all namespaces. */
  readonly namespaces: readonly string[];
  readonly places: ReadonlySet<string>;
}

/** The lists that show everything the restore could meet: in its namespaces where they are few, else across all. */
function listsOf({ archive, target, policy }: Planning, survey: Survey): List[] {
  return archive.contents.types.flatMap(({ group, resource, items }): List[] => {
    const type = target.typeOf({ group, resource });
    if (type === undefined || !type.verbs.includes('list')) return [];
    const targets = items
      .map(({ namespace, name }) => ({ group, resource, namespace, name }))
      .filter((ref) => survey.keeps(ref))
      .map((ref) => placedAt(ref, policy.namespaceMapping));
    if (targets.length === 0) return [];
    const places = new Set(targets.map(({ place }) => place));
    const namespaces = [...new Set(targets.map(({ namespace }) => namespace))].filter(
      (namespace) => namespace !== undefined && target.namespaces.has(namespace),
    ) as string[];
    if (!type.namespaced) return [{ type, namespace: undefined, namespaces: [], places }];
    if (namespaces.length > FEW_NAMESPACES) return [{ type, namespace: undefined, namespaces, places }];
    return namespaces.map((namespace) => ({ type, namespace, namespaces: [], places }));
  });
}

/** Where an item goes, with the name that a mapped Namespace gets. */
function placedAt(ref: ResourceRef, mapping: ReadonlyMap<string, string>) {
  if (ref.group === '' && ref.resource === 'namespaces') {
    const name = mapping.get(ref.name) ?? ref.name;
    return { namespace: undefined, place: placeOf({ ...ref, name }, undefined) };
  }
  const namespace = targetOf(ref, mapping);
  return { namespace, place: placeOf(ref, namespace) };
}
