import { type JsonObject, parseExact, textAt } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import { comparable } from '../comparable.ts';
import type { PrepareFacts } from '../prepare/facts.ts';
import { prepareLive } from '../prepare/prepare.ts';
import { describePaths, differingPaths } from './differing-paths.ts';
import { changedImmutableField } from './immutable-fields.ts';
import { mergeServiceAccount } from './merge-service-account.ts';
import { updatePatch, type Views } from './update-patch.ts';

/** An item of an archive and the object that has its place. */
export interface Conflict {
  readonly type: GroupResource;
  /** What the restore would have created. */
  readonly prepared: JsonObject;
  /** The object in the cluster, as read. */
  readonly live: JsonObject;
  /** What the policy says of objects that exist and differ. */
  readonly existing: 'none' | 'update';
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
  | { readonly action: 'fail'; readonly reason: 'immutable-field' | 'object-terminating'; readonly detail: string };

/**
 * Decides what becomes of an object that exists already, as Velero does, but for three things: nothing that the cluster
 * filled in is ever removed, a change that the API server would refuse is not asked for, and an object that is being
 * deleted is not taken for restored. An object is never deleted to be created anew.
 */
export function judgeConflict({ type, prepared, live, existing, facts }: Conflict): ConflictVerdict {
  const deletedAt = textAt(live, 'metadata', 'deletionTimestamp');
  if (deletedAt !== undefined) return { action: 'fail', reason: 'object-terminating', detail: `since ${deletedAt}` };
  const livePrepared = prepareLive(live, facts).object;
  const [liveText, text] = [comparable(livePrepared), comparable(prepared)];
  if (liveText === text) return { action: 'unchanged' };

  const name = formatGroupResource(type);
  if (name === 'serviceaccounts') return judgeServiceAccount({ prepared, livePrepared, live });
  const patch = updatePatch(type, { prepared, livePrepared, live });
  if (patch === undefined) return { action: 'unchanged' };
  if (existing === 'none' || name === 'namespaces') {
    return differs(describePaths(differingPaths(parseExact(liveText), parseExact(text))));
  }
  const fixed = changedImmutableField(type, livePrepared, prepared);
  if (fixed !== undefined) return { action: 'fail', reason: 'immutable-field', detail: fixed };
  return { action: 'update', patch };
}

function judgeServiceAccount(views: Views): ConflictVerdict {
  const { patch, differing } = mergeServiceAccount(views);
  if (patch !== undefined) return { action: 'update', patch };
  return differing.length === 0 ? { action: 'unchanged' } : differs(describePaths(differing));
}

function differs(detail: string): ConflictVerdict {
  return { action: 'skip', reason: 'exists-and-differs', detail };
}
