import type { ItemRef } from '../../item.ts';
import { type JsonObject, listAt } from '../../json/exact-json.ts';
import type { RestorePolicy } from '../policy.ts';
import { ownersOf } from './owners.ts';
import { losesTracking } from './tracking.ts';
import { formatOwner, type GitOpsOwner, ownedBy } from './gitops-owner.ts';

/** What of a policy takes something from what an object says of others. */
export type Takings = Pick<RestorePolicy, 'finalizers' | 'ownerReferences' | 'gitOpsTracking' | 'namespaceMapping'>;

/** Whom an object that is created is tied to, and to whom no more. */
export interface Ties {
  /** Who keeps it as a repository says; undefined also where it loses the marks of that. */
  readonly owner: GitOpsOwner | undefined;
  /** Parts of a sentence about what it loses or is given anew. */
  readonly said: readonly string[];
}

/** Controllers that adopt what their selectors match, with or without an owner's reference. */
const ADOPTING: ReadonlySet<string> = new Set([
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'batch/Job',
  '/ReplicationController',
]);

/** Tells what a plan has to say of an archived object's finalizers, owners and GitOps tool before it is created. */
export function tiesOf(takings: Takings, ref: ItemRef, target: string | undefined, object: JsonObject): Ties {
  const tool = ownedBy(object);
  const isUnmarked = losesTracking(takings, ref, target);
  const finalizers = listAt(object, 'metadata', 'finalizers').filter((one) => typeof one === 'string');
  const owners = ownersOf(object)
    .filter(({ group, kind }) => !ADOPTING.has(`${group}/${kind}`))
    .map(({ kind, name }) => `${kind} ${name}`);
  const isRemapped = takings.ownerReferences === 'Remap';
  return {
    owner: isUnmarked ? undefined : tool,
    said: [
      ...(tool !== undefined && isUnmarked ? [`no longer marked as kept by ${formatOwner(tool)}`] : []),
      ...(owners.length === 0 ? [] : [`${isRemapped ? 'owned by' : 'without its owner'} ${owners.join(', ')}`]),
      ...(finalizers.length > 0 && takings.finalizers === 'Strip' ? [`without ${finalizers.join(', ')}`] : []),
    ],
  };
}
