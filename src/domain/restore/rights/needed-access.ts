import { formatGroupResource, type GroupResource } from '../../resource.ts';
import { isWritten, type PlannedItem } from '../plan.ts';
import type { ExistingPolicy } from '../policy.ts';

/** One question to the API server's authorizer: may this process do that? The shape of an `AccessCheck`. */
export interface AccessQuestion extends GroupResource {
  readonly verb: string;
  /** A subresource follows its resource behind a slash: `deployments/status`. */
  readonly resource: string;
  /** Undefined: cluster scope, or all namespaces. */
  readonly namespace: string | undefined;
}

/** What decides which rights a restore needs. */
export interface RightsWanted {
  readonly items: readonly PlannedItem[];
  /** What becomes of objects that exist and differ. */
  readonly existing: (type: GroupResource) => ExistingPolicy;
  /** Whether everything that is created gets its `managedFields` by a patch. */
  readonly hasManagedFields: boolean;
  /** Whether commands may be run in Pods that are made in a namespace. */
  readonly runsCommands?: (namespace: string) => boolean;
}

/** A cluster-admin is known by one question: nothing else needs to be asked then. */
export const EVERYTHING: AccessQuestion = { verb: '*', group: '*', resource: '*', namespace: undefined };

const RBAC = 'rbac.authorization.k8s.io';

/**
 * What applying a plan asks of the API server, each right once: `create` and, for what is there already, `get` and
 * `patch`, or `delete` where it is created anew; `list` where a plan had to be made without it, which is what `unknown` means before a dry run. Rights at
 * cluster scope first, then namespace by namespace. `unchanged` items are not written.
 */
export function neededAccess({ items, existing, hasManagedFields, runsCommands }: RightsWanted): AccessQuestion[] {
  const rights = new RightsOnce();
  for (const { ref, target, action, hasStatus, hasOwners } of items) {
    if (!isWritten({ action })) continue;
    if (action !== 'update') rights.add('create', ref, target);
    rights.add('get', ref, target);
    if (action === 'unknown') rights.add('list', ref, target);
    const isPatched = (hasManagedFields || hasOwners === true) && action !== 'update';
    if (isPatched || mayPatch(ref, action, existing(ref))) rights.add('patch', ref, target);
    if (isPod(ref) && target !== undefined && runsCommands?.(target) === true) addCommands(rights, target);
    if (mayDelete(action, existing(ref))) rights.add('delete', ref, target);
    if (hasStatus) rights.add('patch', { ...ref, resource: `${ref.resource}/status` }, target);
    // Before anything is written into a namespace, a look tells that it is there.
    if (target !== undefined) rights.add('get', { group: '', resource: 'namespaces' }, target);
  }
  return rights.inOrder();
}

/**
 * `list` for each type that may not be read in a namespace. A plan for a namespace that is not there yet lists nothing
 * in it, and so misses nothing; once the namespace and the other rights are there, it does.
 */
export function listingAccess(denied: readonly AccessQuestion[]): AccessQuestion[] {
  const rights = new RightsOnce();
  for (const { verb, group, resource, namespace } of denied) {
    if (verb !== 'get' || namespace === undefined || (group === '' && resource === 'namespaces')) continue;
    rights.add('list', { group, resource }, namespace);
  }
  return rights.inOrder();
}

/**
 * The verbs by which a restore may write roles and bindings that grant more than it holds itself. Good to know, not
 * needed: the API server accepts a role whose rights the restore has. Never to be granted lightly.
 */
export function escalationAccess(items: readonly PlannedItem[]): AccessQuestion[] {
  const rights = new RightsOnce();
  for (const { ref, target, action } of items) {
    if (ref.group !== RBAC || !isWritten({ action })) continue;
    if (ref.resource === 'roles' || ref.resource === 'clusterroles') rights.add('escalate', ref, target);
    if (ref.resource === 'rolebindings' || ref.resource === 'clusterrolebindings') {
      rights.add('bind', { group: RBAC, resource: 'clusterroles' }, target);
    }
    if (ref.resource === 'rolebindings') rights.add('bind', { group: RBAC, resource: 'roles' }, target);
  }
  return rights.inOrder();
}

/** The same rights asked for in all namespaces at once, each once: whoever has these needs no question for each. */
export function clusterWide(questions: readonly AccessQuestion[]): AccessQuestion[] {
  const rights = new RightsOnce();
  for (const question of questions) rights.add(question.verb, question, undefined);
  return rights.inOrder();
}

/** A ServiceAccount is merged under Velero's policies, and the one called `default` comes with its namespace. */
function mayPatch(
  { group, resource }: GroupResource,
  action: PlannedItem['action'],
  existing: ExistingPolicy,
): boolean {
  const isVeleros = existing === 'none' || existing === 'update';
  if (group === '' && resource === 'serviceaccounts' && isVeleros) return true;
  return action === 'update' || (action === 'unknown' && existing === 'update');
}

function mayDelete(action: PlannedItem['action'], existing: ExistingPolicy): boolean {
  return action === 'recreate' || (action === 'unknown' && existing === 'recreate');
}

function isPod({ group, resource }: GroupResource): boolean {
  return group === '' && resource === 'pods';
}

/** A WebSocket is a GET, and since Kubernetes 1.35 has to be permitted as a create too. */
function addCommands(rights: RightsOnce, namespace: string): void {
  for (const verb of ['get', 'create']) rights.add(verb, { group: '', resource: 'pods/exec' }, namespace);
}

/** Collects rights without doubles. */
class RightsOnce {
  readonly #questions = new Map<string, AccessQuestion>();

  add(verb: string, { group, resource }: GroupResource, namespace: string | undefined): void {
    const key = `${namespace ?? ''} ${formatGroupResource({ group, resource })} ${verb}`;
    if (!this.#questions.has(key)) this.#questions.set(key, { verb, group, resource, namespace });
  }

  inOrder(): AccessQuestion[] {
    const all = [...this.#questions.values()];
    return all.toSorted((a, b) => compare(a.namespace ?? '', b.namespace ?? ''));
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
