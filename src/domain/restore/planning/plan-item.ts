import type { ItemRef } from '../../item.ts';
import { isJsonObject, type JsonObject } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import type { ConflictVerdict } from '../conflict/conflict.ts';
import { describePaths, differingPaths } from '../conflict/differing-paths.ts';
import { RESTORE_MARKS } from '../conflict/restore-marks.ts';
import { waveOf } from '../order.ts';
import type { PlannedAction, PlannedItem } from '../plan.ts';
import { neverRestored } from '../prepare/never-restored.ts';
import type { ReasonCode } from '../reason.ts';
import { decideClaim, decideVolume, type VolumeWorld } from '../volumes.ts';
import { formatOwner, type GitOpsOwner } from '../ties/gitops-owner.ts';
import { apiVersionIn, identityFault } from './identity.ts';
import { makerOf } from './made-by-cluster.ts';
import { deniedBy, type Protection } from './protection.ts';
import { type Takings, type Ties, tiesOf } from '../ties/ties.ts';

/** Where the labels of a restore are. */
const MARK_PATHS: ReadonlySet<string> = new Set(
  RESTORE_MARKS.map((mark) => `metadata.labels[${JSON.stringify(mark)}]`),
);

/** What a plan knows beside its items. */
export interface PlanFacts {
  readonly mapping: ReadonlyMap<string, string>;
  readonly protection: Protection;
  readonly volumes: VolumeWorld;
  /** What the policy takes from objects. */
  readonly takings: Takings;
  /** A type as the cluster serves it, or will once the definitions of this restore are there; undefined for neither. */
  readonly typeOf: (type: GroupResource) => ServedType | undefined;
}

/** What a plan needs of a type. */
export interface ServedType {
  readonly kind: string;
  readonly namespaced: boolean;
  readonly versions: readonly string[];
}

/** An item of an archive, parsed; its version as its copy tells, undefined where only the document does. */
export interface ReadItem {
  readonly ref: ItemRef;
  readonly version: string | undefined;
  readonly object: JsonObject;
}

/** The object that has an item's place in the cluster. */
export interface LiveItem {
  /** `unchanged` where fingerprints are equal, else what `judgeConflict` says. */
  readonly verdict: ConflictVerdict;
  /** `ownedBy` of the object. */
  readonly owner: GitOpsOwner | undefined;
}

/** What an item comes to before the cluster is asked for it. */
export interface Outlook {
  readonly ref: ItemRef;
  readonly target: string | undefined;
  /** The name that a mapped Namespace gets. */
  readonly renamed: string | undefined;
  readonly version: string;
  /** Why it is left out or fails whatever the cluster holds: nothing needs to be asked then. */
  readonly refusal: Refusal | undefined;
  /** Why it is left out unless it exists: an object that has its data is not judged by where the data came from. */
  readonly refusalIfAbsent: Refusal | undefined;
  /** How a claim is prepared; also where it is left out, so that an existing one can be compared. */
  readonly volume: 'rebind' | 'provision' | undefined;
  /** Who keeps the object as a repository says, and what it loses where it is created. */
  readonly ties: Ties;
}

/** Why an item is not restored, and whether by a rule (`skip`) or because it cannot be (`fail`). */
export interface Refusal {
  readonly action: Extract<PlannedAction, 'skip' | 'fail'>;
  readonly reason: ReasonCode;
  readonly detail: string;
}

/** The namespace that an item goes to; undefined for cluster-scoped ones. */
export function targetOf({ namespace }: ItemRef, mapping: ReadonlyMap<string, string>): string | undefined {
  return namespace === undefined ? undefined : (mapping.get(namespace) ?? namespace);
}

/** Decides about one item of the restore's scope, by the rules that need nothing of the cluster's objects. */
export function outlookOf(facts: PlanFacts, item: ReadItem): Outlook {
  const { ref, object } = item;
  const { volume, refusal: refusalIfAbsent } = fateOfVolume(facts, item);
  const target = targetOf(ref, facts.mapping);
  return {
    ref,
    target,
    renamed: renamedTo(ref, facts.mapping),
    version: item.version ?? apiVersionIn(object).version,
    refusal: refusalOf(facts, item),
    refusalIfAbsent,
    volume,
    ties: tiesOf(facts.takings, ref, target, object),
  };
}

/** Settles an item once it is known what has its place in the cluster; `live` is undefined where nothing has. */
export function settle(outlook: Outlook, live: LiveItem | undefined): PlannedItem {
  const { ref, target, renamed, version } = outlook;
  const base = { ref, target, ...(renamed !== undefined && { renamed }), version, wave: waveOf(ref) };
  const refusal = outlook.refusal ?? (live === undefined ? outlook.refusalIfAbsent : undefined);
  if (refusal !== undefined) return { ...base, ...refusal };
  if (live === undefined) return { ...base, action: 'create', ...detailOf(outlook.ties.owner, ...outlook.ties.said) };
  const { verdict } = live;
  switch (verdict.action) {
    case 'unchanged':
      return { ...base, action: 'unchanged' };
    case 'update':
      return { ...base, action: 'update', ...detailOf(`changes ${changesOf(verdict.patch)}`, live.owner) };
    case 'recreate':
      return { ...base, action: 'recreate', ...detailOf(verdict.detail, live.owner) };
    case 'skip':
    case 'fail':
      return { ...base, action: verdict.action, reason: verdict.reason, detail: verdict.detail };
  }
}

function refusalOf(facts: PlanFacts, { ref, version, object }: ReadItem): Refusal | undefined {
  const type = facts.typeOf(ref);
  const mismatch = identityFault(ref, object, { version, kind: type?.kind });
  if (mismatch !== undefined) return { action: 'skip', reason: 'identity-mismatch', detail: mismatch };
  const never = neverRestored(object, ref);
  if (never !== undefined) return { action: 'skip', reason: never.skip, detail: never.detail };
  const maker = makerOf(ref, object);
  if (maker !== undefined) return { action: 'skip', reason: 'made-by-cluster', detail: maker };
  const denial = deniedBy(facts.protection, { ref, target: placeOf(ref, facts.mapping), object });
  if (denial !== undefined) return { action: 'skip', ...denial };
  return typeFault(ref, version ?? apiVersionIn(object).version, type);
}

/** Where an item ends up; a Namespace is the place that it makes. */
function placeOf(ref: ItemRef, mapping: ReadonlyMap<string, string>): string | undefined {
  return isNamespace(ref) ? (mapping.get(ref.name) ?? ref.name) : targetOf(ref, mapping);
}

function renamedTo(ref: ItemRef, mapping: ReadonlyMap<string, string>): string | undefined {
  const name = isNamespace(ref) ? mapping.get(ref.name) : undefined;
  return name === ref.name ? undefined : name;
}

function isNamespace(ref: ItemRef): boolean {
  return formatGroupResource(ref) === 'namespaces';
}

function typeFault(ref: ItemRef, version: string, type: ServedType | undefined): Refusal | undefined {
  const name = formatGroupResource(ref);
  const fail = (reason: ReasonCode, detail: string): Refusal => ({ action: 'fail', reason, detail });
  if (type === undefined) return fail('type-missing', `the cluster serves no ${name}`);
  if (type.namespaced !== (ref.namespace !== undefined)) {
    const scope = type.namespaced ? 'in namespaces only' : 'without namespaces only';
    return fail('type-missing', `the cluster serves ${name} ${scope}`);
  }
  if (type.versions.includes(version)) return undefined;
  return fail('no-served-version', `it is archived in ${version}; the cluster serves ${type.versions.join(', ')}`);
}

function fateOfVolume({ volumes, mapping }: PlanFacts, { ref, object }: ReadItem): Pick<Outlook, 'volume' | 'refusal'> {
  switch (formatGroupResource(ref)) {
    case 'persistentvolumeclaims': {
      const decision = decideClaim(volumes, object, targetOf(ref, mapping) ?? '');
      if ('volume' in decision) return { volume: decision.volume, refusal: undefined };
      return { volume: 'rebind', refusal: { action: 'skip', reason: decision.skip, detail: decision.detail } };
    }
    case 'persistentvolumes': {
      const decision = decideVolume(volumes, object);
      if (decision.isRestored) return { volume: undefined, refusal: undefined };
      return { volume: undefined, refusal: { action: 'skip', reason: decision.reason, detail: decision.detail } };
    }
    default:
      return { volume: undefined, refusal: undefined };
  }
}

function detailOf(...parts: readonly (string | GitOpsOwner | undefined)[]): Pick<PlannedItem, 'detail'> {
  const said = parts
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === 'string' ? part : `kept by ${formatOwner(part)}`));
  return said.length === 0 ? {} : { detail: said.join('; ') };
}

/** The first fields that a merge patch sets or removes; that the object is marked as restored goes without saying. */
function changesOf(patch: JsonObject): string {
  return describePaths(differingPaths(hollow(patch), patch).filter((path) => !MARK_PATHS.has(path)));
}

/** The same objects with nothing in them: what differs from it are the patch's leaves. */
function hollow(value: unknown): unknown {
  if (!isJsonObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hollow(member)]));
}
