import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import type { Entry } from '../../../domain/entry.ts';
import { formatItemRef, type ItemRef } from '../../../domain/item.ts';
import type { JsonObject } from '../../../domain/json/exact-json.ts';
import type { ResourceType } from '../../../domain/resource.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import { type Owner, ownersOf, referenceTo, withMissingReferences } from '../../../domain/restore/ties/owners.ts';
import { RESTORE_LABEL } from '../../../domain/restore/prepare/prepare.ts';
import { ApiError, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';
import type { Planning } from '../planning.ts';

/** Owners looked up, and objects completed, at once. */
const AT_ONCE = 16;

/** How often an object is completed anew that somebody else changed meanwhile: its controller adopts it just now. */
const ATTEMPTS = 5;

/** Owners that are named, each with what it has lost. */
const MOST_NAMED = 100;

/** Where an object is written to, and with which label of this restore. */
interface Place {
  readonly path: ObjectPath;
  readonly name: string;
  readonly restoreLabel: string;
}

/** An object that was written without all of its owners. */
interface Orphan extends Place {
  readonly ref: ItemRef;
  readonly owners: readonly Owner[];
}

/**
 * Gives objects their owners back, under the UIDs that these have in this cluster. An owner that is there already is
 * written with the object; one that comes in a later wave is added at the end. With the UID of nobody the garbage
 * collector would delete the object, so an owner that never comes is left out, and told.
 */
export class OwnerBook {
  readonly #planning: Pick<Planning, 'target' | 'policy'>;
  /** UIDs of owners that were found. */
  readonly #found = new Map<string, string>();
  /** By `formatItemRef`: what is tried twice is one orphan. */
  readonly #orphans = new Map<string, Orphan>();

  constructor(planning: Pick<Planning, 'target' | 'policy'>) {
    this.#planning = planning;
  }

  /** The references to write with an object; those to owners that are not there yet are kept in mind. */
  async referencesFor(
    ctx: RunContext,
    { ref }: Pick<PlannedItem, 'ref'>,
    archived: JsonObject,
    place: Place,
  ): Promise<readonly JsonObject[]> {
    const owners = this.#planning.policy.ownerReferences === 'Remap' ? ownersOf(archived) : [];
    const { references, missing } = await this.#lookUp(ctx, owners, place.path.namespace);
    if (missing.length > 0) this.#orphans.set(formatItemRef(ref), { ref, owners: missing, ...place });
    return references;
  }

  /** Adds the owners that have come since, and warns of each that has not. */
  async complete(ctx: RunContext): Promise<readonly Entry[]> {
    const orphans = [...this.#orphans.values()];
    const left = await mapConcurrent(orphans, AT_ONCE, async (orphan) => {
      const { references, missing } = await this.#lookUp(ctx, orphan.owners, orphan.path.namespace);
      const isOurs = await this.adopt(ctx, orphan, references);
      return isOurs ? missing.map((owner) => ({ owner, ref: orphan.ref, namespace: orphan.path.namespace })) : [];
    });
    return warningsOf(left.flat());
  }

  async #lookUp(ctx: RunContext, owners: readonly Owner[], namespace: string | undefined) {
    const references: JsonObject[] = [];
    const missing: Owner[] = [];
    for (const owner of owners) {
      const found = await this.#find(ctx, owner, namespace);
      if (found === undefined) missing.push(owner);
      else references.push(referenceTo(owner, found.uid, found.version));
    }
    return { references, missing };
  }

  async #find(ctx: RunContext, owner: Owner, namespace: string | undefined) {
    const { target, policy } = this.#planning;
    const type = target.types.find(({ group, kind }) => group === owner.group && kind === owner.kind);
    if (type === undefined || (type.namespaced && namespace === undefined)) return undefined;
    const isNamespace = type.group === '' && type.resource === 'namespaces';
    const name = isNamespace ? (policy.namespaceMapping.get(owner.name) ?? owner.name) : owner.name;
    const version = target.versionsOf(type).includes(owner.version) ? owner.version : type.version;
    const where = type.namespaced ? { namespace } : {};
    const key = JSON.stringify([type.group, type.resource, where.namespace, name]);
    const uid = this.#found.get(key) ?? (await this.#uidOf(ctx, type, { ...where, name }));
    if (uid === undefined) return undefined;
    this.#found.set(key, uid);
    return { uid, version };
  }

  /** Undefined where there is none, where it goes just now, and where nobody may look: a guess could cost the object. */
  async #uidOf(
    ctx: RunContext,
    { group, version, resource }: ResourceType,
    { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
  ): Promise<string | undefined> {
    try {
      const path = { group, version, resource, ...(namespace !== undefined && { namespace }) };
      const owner = await this.#planning.target.cluster.read(ctx, path, name);
      return owner?.metadata.deletionTimestamp === undefined ? owner?.metadata.uid : undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return undefined;
    }
  }

  /** Adds references to an object of this restore, beside those that it has; false where there is no such object. */
  async adopt(ctx: RunContext, { path, name, restoreLabel }: Place, wanted: readonly JsonObject[]): Promise<boolean> {
    const { cluster } = this.#planning.target;
    for (let attempt = 1; ; attempt++) {
      try {
        const live = await cluster.read(ctx, path, name);
        if (live?.metadata.labels?.[RESTORE_LABEL] !== restoreLabel) return false;
        const ownerReferences = withMissingReferences(referencesOf(live), wanted);
        if (ownerReferences === undefined) return true;
        const { uid, resourceVersion } = live.metadata;
        await cluster.amend(ctx, path, name, { metadata: { uid, resourceVersion, ownerReferences } });
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.reason === 'Conflict' && attempt < ATTEMPTS) continue;
        ctx.log.warn(
          { object: `${path.resource}/${path.namespace}/${name}`, reason: error.message },
          'owner not written',
        );
        return true;
      }
    }
  }
}

function referencesOf({ metadata }: KubeObject): readonly JsonObject[] {
  return (metadata.ownerReferences ?? []) as readonly unknown[] as readonly JsonObject[];
}

interface Lost {
  readonly owner: Owner;
  readonly ref: ItemRef;
  readonly namespace: string | undefined;
}

function warningsOf(lost: readonly Lost[]): readonly Entry[] {
  const byOwner = Map.groupBy(lost, ({ owner: { group, kind, name }, namespace }) =>
    JSON.stringify([group, kind, namespace, name]),
  );
  const entries = [...byOwner.values()].map(([first, ...others]): Entry => {
    const { owner, ref } = first!;
    const what = others.length === 0 ? formatItemRef(ref) : `${formatItemRef(ref)} and ${others.length} more`;
    const message = `${what} had the owner ${owner.kind} ${owner.name}, which is neither restored nor in the cluster; it is left out`;
    return { code: 'owner-missing', item: ref, message };
  });
  if (entries.length <= MOST_NAMED) return entries;
  const message = `${entries.length - MOST_NAMED} more owners of restored objects are missing`;
  return [...entries.slice(0, MOST_NAMED), { code: 'owner-missing', message }];
}
