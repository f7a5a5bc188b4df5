import type { RunContext } from '../../../base/context.ts';
import { type JsonObject, MalformedJson, parseExact, textAt } from '../../../domain/json/exact-json.ts';
import { apiVersionOf, type GroupResource } from '../../../domain/resource.ts';
import { judgeConflict } from '../../../domain/restore/conflict/conflict.ts';
import { reasonOfRefusal } from '../../../domain/restore/conflict/write-outcome.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import type { PrepareFacts } from '../../../domain/restore/prepare/facts.ts';
import { prepare, RESTORE_LABEL } from '../../../domain/restore/prepare/prepare.ts';
import { ApiError, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';
import type { Applying } from './applying.ts';
import type { UnusableNamespace } from './namespace-keeper.ts';
import type { Ending } from '../restore-tally.ts';
import { recreate } from './recreate.ts';
import { writeTheRest } from './second-writes.ts';
import { submit } from './submit.ts';

/** Writes one item as planned. Throws only what ends the run: cancellation, a cluster that is gone. */
export async function applyItem(
  ctx: RunContext,
  work: Applying,
  planned: PlannedItem,
  archived: ArchivedItem,
): Promise<Ending> {
  const { planning, namespaces } = work;
  const { ref, target, volume } = planned;
  try {
    const facts = planning.factsFor(ref, { target, volume });
    const document = parseExact(archived.bytes);
    const prepared = prepare(document, facts);
    if ('skip' in prepared) return { end: 'skipped', reason: prepared.skip, detail: prepared.detail };
    if ('fail' in prepared) return { end: 'failed', reason: prepared.fail, detail: prepared.detail };
    const type = planning.target.typeOf(ref);
    if (type === undefined)
      return { end: 'failed', reason: 'type-missing', detail: 'its definition is not served yet' };
    const path = pathOf(planned);
    const object = identified(prepared.object, path, type.kind);
    const unusable = await placeFor(ctx, work, planned, object);
    if (unusable !== undefined) return { end: 'failed', ...unusable };
    const place = { path, name: object.metadata.name, restoreLabel: facts.restoreLabel };
    const owners = await work.owners.referencesFor(ctx, planned, document, place);
    const ending = await write(ctx, work, { planned, path, object, facts, owners });
    if (isNamespace(ref) && ending.end !== 'failed') namespaces.found(object.metadata.name);
    return await writeTheRest(ctx, planning.target.cluster, { ...place, prepared, ending });
  } catch (error) {
    ctx.signal.throwIfAborted();
    const ending = endingOf(error);
    if (ending.reason === 'namespace-unusable' && target !== undefined) namespaces.lost(target);
    return ending;
  }
}

/** Waits until there is a place for an object: its namespace, or for a Namespace the end of the one that is going. */
async function placeFor(
  ctx: RunContext,
  { namespaces }: Applying,
  { ref, target }: PlannedItem,
  { metadata }: KubeObject,
): Promise<UnusableNamespace | undefined> {
  if (target !== undefined) return namespaces.ready(ctx, target);
  return isNamespace(ref) ? namespaces.vacant(ctx, metadata.name) : undefined;
}

function isNamespace({ group, resource }: GroupResource): boolean {
  return group === '' && resource === 'namespaces';
}

/** Where an item's requests go. */
export function pathOf({ ref, version, target }: PlannedItem): ObjectPath {
  const { group, resource } = ref;
  return { group, version, resource, ...(target !== undefined && { namespace: target }) };
}

/** What is written says itself what it is: what its path in the archive says, and not its document. */
export function identified(object: JsonObject, path: ObjectPath, kind: string): KubeObject {
  return { ...object, apiVersion: apiVersionOf(path), kind } as unknown as KubeObject;
}

interface Writing {
  readonly planned: PlannedItem;
  readonly path: ObjectPath;
  readonly object: KubeObject;
  readonly facts: PrepareFacts;
  /** References to owners, which take no part where the object exists: there its own stay. */
  readonly owners: readonly JsonObject[];
}

async function write(ctx: RunContext, work: Applying, writing: Writing): Promise<Ending> {
  const { planned, path, object, facts, owners } = writing;
  const { cluster } = work.planning.target;
  const owned = withOwners(writing);
  if (planned.action !== 'update' && planned.action !== 'recreate') {
    const submitted = await submit(ctx, cluster, { path, object: owned, restoreLabel: facts.restoreLabel });
    if (submitted.outcome === 'created') {
      work.warned(planned, submitted.warnings);
      return { end: 'created' };
    }
  }
  const bytes = await cluster.readBytes(ctx, path, object.metadata.name);
  if (bytes === undefined) {
    // Deleted since: what was there no longer stands in the way.
    const ending = await write(ctx, work, { ...writing, planned: { ...planned, action: 'create' } });
    return planned.isReplaced === true && ending.end === 'created' ? { ...ending, end: 'recreated' } : ending;
  }
  const live = parseExact(bytes);
  const existing = work.planning.existing.of(facts.type);
  const verdict = judgeConflict({ type: facts.type, prepared: object, live, existing, facts });
  switch (verdict.action) {
    case 'unchanged': {
      if (!isOurs(live, facts)) return { end: 'unchanged' };
      const place = { path, name: object.metadata.name, restoreLabel: facts.restoreLabel };
      if (owners.length > 0) await work.owners.adopt(ctx, place, owners);
      return { end: 'created' };
    }
    case 'skip':
      return { end: 'skipped', reason: verdict.reason, detail: verdict.detail };
    case 'fail':
      return { end: 'failed', reason: verdict.reason, detail: verdict.detail };
    case 'recreate': {
      const { restoreLabel } = facts;
      const done = await recreate(ctx, cluster, { path, object: owned, restoreLabel, live, uid: verdict.uid });
      if ('end' in done) return done;
      work.warned(planned, done.warnings);
      return { end: 'recreated' };
    }
    case 'update': {
      const { warnings } = await cluster.amend(ctx, path, object.metadata.name, verdict.patch);
      work.warned(planned, warnings);
      return { end: 'updated' };
    }
  }
}

function withOwners({ object, owners }: Writing): KubeObject {
  if (owners.length === 0) return object;
  return { ...object, metadata: { ...object.metadata, ownerReferences: owners } } as unknown as KubeObject;
}

/** Whether an earlier attempt of this very restore made the object. */
function isOurs(live: JsonObject, { restoreLabel }: PrepareFacts): boolean {
  return textAt(live, 'metadata', 'labels', RESTORE_LABEL) === restoreLabel;
}

/** What one write's failure means for its item; rethrows what concerns more than it. */
function endingOf(error: unknown): Ending {
  if (error instanceof MalformedJson) return { end: 'failed', reason: 'item-malformed', detail: error.message };
  if (error instanceof ApiError) return { end: 'failed', ...reasonOfRefusal(error) };
  throw error;
}
