import type { RunContext } from '../../base/context.ts';
import type { Entry } from '../../domain/entry.ts';
import type { AccessCheck, Cluster } from '../../kube/cluster.ts';

/** A command is a GET over a WebSocket, and since Kubernetes 1.35 has to be permitted as a create, too. */
const VERBS = ['get', 'create'];

/**
 * Warns of namespaces in whose Pods this process may run no command, before anything is done: whether there is a Pod
 * with hooks shows only later, and each that fails is an error of its own then.
 */
export async function missingHookRights(
  ctx: RunContext,
  cluster: Cluster,
  namespaces: readonly string[],
): Promise<Entry[]> {
  if (namespaces.length === 0) return [];
  const everywhere = await cluster.mayI(ctx, checksFor(undefined));
  if (everywhere.every(Boolean)) return [];
  const answers = await cluster.mayI(
    ctx,
    namespaces.flatMap((namespace) => checksFor(namespace)),
  );
  const isPermitted = (index: number) => VERBS.every((_, n) => answers[index * VERBS.length + n] === true);
  const denied = namespaces.filter((_, index) => !isPermitted(index));
  if (denied.length === 0) return [];
  const where = denied.map((namespace) => `namespace ${namespace}`).join(', ');
  const rule = `{apiGroups: [""], resources: ["pods/exec"], verbs: ["get", "create"]}`;
  const message = `Not permitted to run commands in Pods of ${where}; hooks there will fail. Add to the Role there: ${rule}`;
  const [only, ...more] = denied;
  const place = only !== undefined && more.length === 0 ? { namespace: only } : {};
  return [{ code: 'forbidden', resource: 'pods/exec', ...place, message }];
}

function checksFor(namespace: string | undefined): AccessCheck[] {
  return VERBS.map((verb) => ({ verb, group: '', resource: 'pods/exec', namespace }));
}
