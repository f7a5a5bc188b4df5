import { forEachConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { sha256Hex } from '../../../base/hash.ts';
import type { Entry } from '../../../domain/entry.ts';
import { type JsonObject, MalformedJson, parseExact, textAt } from '../../../domain/json/exact-json.ts';
import { RunError } from '../../../domain/problem.ts';
import { formatGroupResource, type GroupResource } from '../../../domain/resource.ts';
import { comparable } from '../../../domain/restore/comparable.ts';
import { judgeConflict } from '../../../domain/restore/conflict/conflict.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import { WAVES, waveOf } from '../../../domain/restore/order.ts';
import { isWritten, type PlannedItem, type RestorePlan } from '../../../domain/restore/plan.ts';
import { type Reconciler, ReconcilerBook } from '../../../domain/restore/apps/reconcilers.ts';
import { ClaimMakers } from '../../../domain/restore/planning/claim-makers.ts';
import { Cautions } from '../../../domain/restore/planning/cautions.ts';
import { deniedByName } from '../../../domain/restore/planning/denied-by-name.ts';
import { digestText } from '../../../domain/restore/planning/digest.ts';
import { ownedBy } from '../../../domain/restore/ties/gitops-owner.ts';
import {
  type LiveItem,
  type Outlook,
  outlookOf,
  type PlanFacts,
  type Refusal,
  settle,
  targetOf,
} from '../../../domain/restore/planning/plan-item.ts';
import { deniesDefinition } from '../../../domain/restore/planning/protection.ts';
import type { Modified } from '../../../domain/restore/modifiers/modified.ts';
import { ModifierUse } from '../../../domain/restore/modifiers/modifier-use.ts';
import { mayReplace } from '../../../domain/restore/replace/replace.ts';
import { chooseVersion } from '../../../domain/restore/planning/versions.ts';
import { ownersOf } from '../../../domain/restore/ties/owners.ts';
import { type Prepared, prepare, type Submittable } from '../../../domain/restore/prepare/prepare.ts';
import { knownTypes } from '../../../domain/restore/scope/archived-types.ts';
import { scopeOf } from '../../../domain/restore/scope/scope.ts';
import { type LiveObjects, lookUpLive } from './live-objects.ts';
import { planFactsOf } from './plan-facts.ts';
import type { Planning } from '../planning.ts';
import { readLive } from './read-live.ts';
import { placeOf, type Survey, surveyArchive } from './survey.ts';

/** Objects that are read side by side because they differ from the archive's. */
const READS_AT_ONCE = 16;

/** A plan, and what is to be said about it beside its items. */
export interface PlanMade {
  readonly plan: RestorePlan;
  /** Who keeps what is written as a repository says. */
  readonly reconcilers: readonly Reconciler[];
  /** What is in the way of a restore with `ifEmpty`: `configmaps/shop/settings`. */
  readonly occupied: readonly string[];
  readonly errors: readonly Entry[];
  readonly warnings: readonly Entry[];
}

/**
 * Plans a restore: what belongs to it, what has its place in the cluster, and what is to be done about each item.
 * Throws `policy-invalid` where an item that was named is not in the archive, and `nothing-selected` where nothing belongs.
 */
export async function makePlan(ctx: RunContext, planning: Planning): Promise<PlanMade> {
  const { archive, policy, target } = planning;
  const scope = scopeOf(policy, archive.contents, target.types);
  if (scope.faults.length > 0)
    throw new RunError('policy-invalid', `Cannot restore what is asked for: ${scope.faults.join('; ')}`, {
      hint: seeDescription(planning),
    });
  const survey = await surveyArchive(ctx, planning, scope);
  const live = await lookUpLive(ctx, planning, survey);
  if (policy.ifEmpty) refuseBlind(live);
  const facts = await planFactsOf(ctx, planning, survey);

  const planned: PlannedItem[] = [];
  const cautions = new Cautions(policy.namespaceMapping, servedGroups(planning, survey, facts));
  const claimMakers = new ClaimMakers();
  const reconcilers = new ReconcilerBook();
  const modifierUse = new ModifierUse(planning.modifiers);
  await forEachConcurrent(keptItems(ctx, planning, survey, facts), READS_AT_ONCE, async ({ item, index }) => {
    planned[index] = await planOne(
      ctx,
      { planning, facts, live, cautions, claimMakers, reconcilers, modifierUse },
      item,
    );
  });
  if (planned.length === 0) throw nothingSelected(planning, scope.errors);
  const items = claimMakers.settle(planned).toSorted((a, b) => WAVES.indexOf(a.wave) - WAVES.indexOf(b.wave));
  const modifiersSha256 = planning.modifiers?.sha256;
  const digest = sha256Hex(digestText({ archiveSha256: archive.contents.sha256, policy, modifiersSha256, items }));
  return {
    plan: { backup: planning.backup, items, digest },
    reconcilers: reconcilers.all,
    occupied: live.occupied,
    errors: [
      ...scope.errors,
      ...deniedByName(policy.selection, items, knownTypes(target.types, archive.contents)),
      ...modifierUse.errors(),
    ],
    warnings: [
      ...scope.warnings,
      ...facts.protection.doubts,
      ...planning.existing.warnings,
      ...silentGroups(planning, items),
      ...unlistedWarnings(items),
      ...cautions.warnings(),
      ...modifierUse.warnings(),
    ],
  };
}

/** Nobody who may not look can tell that there is nothing. */
function refuseBlind({ blind }: LiveObjects): void {
  if (blind.length === 0) return;
  const message = `Cannot tell whether there is anything to be kept (ifEmpty): not permitted to list ${blind.join(', ')}`;
  throw new RunError('permission-denied', message, { hint: 'Grant list on these types; see docs/permissions.md' });
}

/** API groups that the cluster serves, or will once the definitions of this restore are there. */
function servedGroups({ target }: Planning, { definitions }: Survey, { protection }: PlanFacts): ReadonlySet<string> {
  const defined = [...definitions.values()].filter((one) => !deniesDefinition(protection, one));
  return new Set([...target.types, ...defined.map(({ type }) => type)].map(({ group }) => group));
}

interface Known {
  readonly planning: Planning;
  readonly facts: PlanFacts;
  readonly live: LiveObjects;
  readonly cautions: Cautions;
  readonly claimMakers: ClaimMakers;
  readonly reconcilers: ReconcilerBook;
  readonly modifierUse: ModifierUse;
}

/** Every item of the restore once, numbered in the archive's order, in the version that the cluster is to get. */
async function* keptItems(ctx: RunContext, { archive, versionPriorities }: Planning, survey: Survey, facts: PlanFacts) {
  const kept = new Map(
    archive.contents.types
      .filter(({ group, resource, items }) => items.some((name) => survey.keeps({ group, resource, ...name })))
      .map(({ versions, ...type }) => [formatGroupResource(type), versions]),
  );
  const wanted = (type: GroupResource) => {
    const versions = kept.get(formatGroupResource(type));
    if (versions === undefined) return undefined;
    const wishes = versionPriorities?.get(formatGroupResource(type));
    return { version: chooseVersion(versions, facts.typeOf(type)?.versions ?? [], wishes) };
  };
  let index = 0;
  for await (const item of archive.items(ctx, wanted)) {
    if (survey.keeps(item.ref)) yield { item, index: index++ };
  }
}

async function planOne(ctx: RunContext, known: Known, item: ArchivedItem): Promise<PlannedItem> {
  let object: JsonObject;
  try {
    object = parseExact(item.bytes);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    return malformed(known, item, error);
  }
  const outlook = outlookOf(known.facts, { ref: item.ref, version: item.version, object });
  if (outlook.refusal !== undefined) return settle(outlook, undefined);
  const prepared = prepare(object, known.planning.factsFor(item.ref, outlook));
  if ('modified' in prepared) known.modifierUse.add(item.ref, prepared.modified);
  if (!('object' in prepared)) return settle({ ...outlook, refusal: refusalIn(prepared) }, undefined);
  const live = await compareLive(ctx, known, outlook, prepared.object);
  const settled =
    replaced(known.planning, outlook, live !== undefined && isNamed(prepared.object, item.ref)) ??
    settle(outlook, live);
  const planned = withModifiers(blindly(known, settled), prepared.modified);
  known.claimMakers.see(planned, prepared.object);
  known.cautions.add({ planned, object: prepared.object, owner: live?.owner ?? outlook.ties.owner });
  if (isWritten(planned)) {
    known.planning.atHand.keep(item);
    known.reconcilers.see(prepared.object);
  }
  return {
    ...planned,
    ...(outlook.volume !== undefined && { volume: outlook.volume }),
    ...(prepared.status !== undefined && { hasStatus: true }),
    ...(known.planning.policy.ownerReferences === 'Remap' && ownersOf(object).length > 0 && { hasOwners: true }),
  };
}

/** An item whose place somebody else has, where that goes first and the item is made then; undefined for any other. */
function replaced({ policy, ownNamespaces }: Planning, outlook: Outlook, isThere: boolean): PlannedItem | undefined {
  const { ref, target } = outlook;
  if (!isThere || !mayReplace(policy.replace, ref, { target, ownNamespaces })) return undefined;
  const anew = settle(outlook, undefined);
  if (anew.action !== 'create') return undefined;
  return { ...anew, action: 'recreate', isReplaced: true, detail: 'is deleted before anything is restored' };
}

/** Whether no modifier has renamed an item: under its own name nobody would look for it. */
function isNamed(object: JsonObject, { name }: ArchivedItem['ref']): boolean {
  return textAt(object, 'metadata', 'name') === name;
}

/** Why an item that cannot be prepared is not restored. */
function refusalIn(prepared: Exclude<Prepared, Submittable>): Refusal {
  if ('fail' in prepared) return { action: 'fail', reason: prepared.fail, detail: prepared.detail };
  return { action: 'skip', reason: prepared.skip, detail: prepared.detail };
}

/** The item with which resource modifiers change it, where it is written. */
function withModifiers(planned: PlannedItem, modified: Modified | undefined): PlannedItem {
  if (modified === undefined || modified.applied.length === 0 || !isWritten(planned)) return planned;
  const by = `modified by ${modified.applied.join(', ')}`;
  return { ...planned, detail: planned.detail === undefined ? by : `${planned.detail}; ${by}` };
}

/** What has the item's place: alike by its fingerprint, else read and judged. */
async function compareLive(
  ctx: RunContext,
  { planning, live, reconcilers }: Known,
  { ref, target, version, volume, ties }: Outlook,
  prepared: JsonObject,
): Promise<LiveItem | undefined> {
  const name = textAt(prepared, 'metadata', 'name') ?? '';
  const found = live.found.get(placeOf({ ...ref, name }, target));
  // Only archived names are looked up together; what a modifier renames is asked for by itself.
  const isRenamed = planning.modifiers !== undefined && name !== ref.name;
  if (found === undefined && !isRenamed) return undefined;
  if (planning.target.isEnding(ref, name, target)) return undefined;
  if (found?.[volume ?? 'plain'] === sha256Hex(comparable(prepared))) {
    return { verdict: { action: 'unchanged' }, owner: ties.owner };
  }
  const bytes = await readLive(ctx, planning.target, { ...ref, namespace: target, name }, version);
  if (bytes === undefined) return undefined;
  const current = parseExact(bytes);
  const existing = planning.existing.of(ref);
  const facts = planning.factsFor(ref, { target, volume });
  const verdict = judgeConflict({ type: ref, prepared, live: current, existing, facts });
  if (verdict.action === 'update' || verdict.action === 'recreate') reconcilers.see(current);
  return { verdict, owner: ownedBy(current) };
}

function malformed({ planning }: Known, { ref, version }: ArchivedItem, error: MalformedJson): PlannedItem {
  return {
    ref,
    target: targetOf(ref, planning.policy.namespaceMapping),
    version: version ?? '',
    wave: waveOf(ref),
    action: 'fail',
    reason: 'item-malformed',
    detail: error.message,
  };
}

function nothingSelected({ backup, archive }: Planning, [first]: readonly Entry[]): RunError {
  const why = first === undefined ? '' : `. ${first.message}`;
  const message = `Cannot restore anything: the selection matches none of the ${archive.contents.items} items of ${backup}${why}`;
  return new RunError('nothing-selected', message, { hint: seeDescription({ backup }) });
}

function seeDescription({ backup }: Pick<Planning, 'backup'>): string {
  return `See \`lifeboat describe ${backup} --details\` for what it holds`;
}

/** What would be created, unless it exists already: nobody who may not list a type can tell. */
function blindly({ live }: Known, planned: PlannedItem): PlannedItem {
  if (planned.action !== 'create' || !live.isUnlisted(planned.ref, planned.target)) return planned;
  return { ...planned, action: 'unknown', detail: planned.detail ?? UNLISTED };
}

/** Groups that have items in the plan and could not be asked for their types: that is why the cluster serves none. */
function silentGroups({ target }: Planning, items: readonly PlannedItem[]): readonly Entry[] {
  const groups = new Set(items.map(({ ref }) => ref.group));
  return target.failedGroups
    .filter(({ group }) => groups.has(group))
    .map(({ group, version, message }) => ({
      code: 'discovery-failed',
      resource: group,
      message: `API group ${group}/${version} cannot be discovered; what only it serves is not restored: ${message}`,
    }));
}

const UNLISTED = 'not permitted to list its type: whether it exists shows when it is written';

function unlistedWarnings(items: readonly PlannedItem[]): readonly Entry[] {
  const unlisted = items.filter(({ action }) => action === 'unknown').map(({ ref }) => formatGroupResource(ref));
  const types = [...new Set(unlisted)].toSorted();
  if (types.length === 0) return [];
  const message = `Not permitted to list ${types.join(', ')}: which of their objects exist shows when they are written`;
  return [{ code: 'forbidden', message }];
}
