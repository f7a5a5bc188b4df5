import { type JsonObject, parseExact, textAt } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import { comparable } from '../comparable.ts';
import type { ExistingPolicy } from '../policy.ts';
import type { PrepareFacts } from '../prepare/facts.ts';
import { prepareLive } from '../prepare/prepare.ts';
import { describePaths, differingPaths } from './differing-paths.ts';
import { whyNeverRecreated } from './existing-policy.ts';
import { changedImmutableField } from './immutable-fields.ts';
import { mergeServiceAccount } from './merge-service-account.ts';
import { RESTORE_LABEL } from '../prepare/prepare.ts';
import { updatePatch, type Views } from './update-patch.ts';

/** An item of an archive and the object that has its place. */
export interface Conflict {
  readonly type: GroupResource;
  /** What the restore would have created. */
  readonly prepared: JsonObject;
  /** The object in the cluster, as read. */
  readonly live: JsonObject;
  /** What the policy says of objects that exist and differ. */
  readonly existing: ExistingPolicy;
  /** What the archived object was prepared with. */
  readonly facts: PrepareFacts;
}

/** What becomes of it; the detail is the rest of a sentence that the reason begins. Holds no value of the objects. */
export type ConflictVerdict =
  /** It is as the archive has it. */
  | { readonly action: 'unchanged' }
  /** It differs and is left as it is; the detail names the first fields. */
  | { readonly action: 'skip'; readonly reason: 'exists-and-differs'; readonly detail: string }
  /** A JSON merge patch (RFC 7386) makes it what the archive says. */
  | { readonly action: 'update'; readonly patch: JsonObject }
  /** The object with this UID is deleted, and created anew as the archive has it; the detail names the first fields. */
  | { readonly action: 'recreate'; readonly uid: string; readonly detail: string }
  | {
      readonly action: 'fail';
      readonly reason: 'exists-and-differs' | 'immutable-field' | 'object-terminating';
      readonly detail: string;
    };

/**
 * Decides what becomes of an object that exists already, as Velero does, but for three things: nothing that the cluster
 * filled in is ever removed, a change that the API server would refuse is not asked for, and an object that is being
 * deleted is not taken for restored. It is deleted to be created anew only where the policy says so.
 */
export function judgeConflict({ type, prepared, live, existing, facts }: Conflict): ConflictVerdict {
  const deletedAt = textAt(live, 'metadata', 'deletionTimestamp');
  if (deletedAt !== undefined) return { action: 'fail', reason: 'object-terminating', detail: `since ${deletedAt}` };
  const livePrepared = prepareLive(live, facts).object;
  const [liveText, text] = [comparable(livePrepared), comparable(prepared)];
  if (liveText === text) return { action: 'unchanged' };

  const name = formatGroupResource(type);
  const isVeleros = existing === 'none' || existing === 'update';
  if (name === 'serviceaccounts' && isVeleros) return judgeServiceAccount({ prepared, livePrepared, live });
  const patch = updatePatch(type, { prepared, livePrepared, live });
  if (patch === undefined) return { action: 'unchanged' };
  // What an earlier attempt of this very restore made, others may have changed since: it is no stranger.
  if (!isVeleros && textAt(live, 'metadata', 'labels', RESTORE_LABEL) === facts.restoreLabel) {
    return { action: 'unchanged' };
  }
  const difference = () => describePaths(differingPaths(parseExact(liveText), parseExact(text)));
  if (existing !== 'fail' && servesOriginal(live, liveText, facts)) return differs(`${difference()}; ${STAYS}`);
  if (existing === 'fail') return { action: 'fail', reason: 'exists-and-differs', detail: difference() };
  if (existing === 'recreate') return { action: 'recreate', uid: uidOf(live), detail: `differs in ${difference()}` };
  if (existing === 'none' || name === 'namespaces') return differs(difference());
  const fixed = changedImmutableField(type, livePrepared, prepared);
  if (fixed !== undefined) return { action: 'fail', reason: 'immutable-field', detail: `${fixed}${remedyFor(name)}` };
  return { action: 'update', patch };
}

const STAYS = 'it serves a namespace that this restore copies, and stays with it';

/**
 * Whether a cluster-scoped object leads to a namespace that the mapping copies: a binding, a volume, a webhook. Changed to
 * what the copy needs, it would be taken from the original.
 */
function servesOriginal(live: JsonObject, liveText: string, facts: PrepareFacts): boolean {
  if (facts.target !== undefined || facts.mapping.size === 0) return false;
  return comparable(prepareLive(live, facts, facts.mapping).object) !== liveText;
}

/** With the UID of nothing, nothing is deleted. */
function uidOf(live: JsonObject): string {
  return textAt(live, 'metadata', 'uid') ?? 'none';
}

function remedyFor(type: string): string {
  if (whyNeverRecreated(type) !== undefined) return '';
  return ` (existingResourcePolicies: {${type}: recreate} would delete the object and create it anew)`;
}

function judgeServiceAccount(views: Views): ConflictVerdict {
  const { patch, differing } = mergeServiceAccount(views);
  if (patch !== undefined) return { action: 'update', patch };
  return differing.length === 0 ? { action: 'unchanged' } : differs(describePaths(differing));
}

function differs(detail: string): ConflictVerdict {
  return { action: 'skip', reason: 'exists-and-differs', detail };
}
