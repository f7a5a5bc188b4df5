import type { RunContext } from '../../base/context.ts';
import { mapConcurrent } from '../../base/concurrent.ts';
import { literalNamespaces } from '../../domain/backup/plan.ts';
import type { NamespaceFacts, World } from '../../domain/backup/world.ts';
import { RunError } from '../../domain/problem.ts';
import type { Selection } from '../../domain/selection/selection.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };

/** Which cluster this is: what a backup's origin records. */
export interface ClusterFacts {
  /** UID of the namespace `kube-system`, which no cluster shares with another. */
  readonly uid: string;
  readonly version: { readonly gitVersion: string; readonly major: string; readonly minor: string };
  /**
   * The time, by the API server's clock: what is said of a backup's age and expiry must agree with the Job's own times
   * and with what other nodes say.
   */
  readonly now: () => Date;
}

/** Asks the cluster who it is. */
export async function identifyCluster(ctx: RunContext, cluster: Cluster): Promise<ClusterFacts> {
  const version = await cluster.version(ctx);
  const [kubeSystem] = await lookUpNamespaces(ctx, cluster, ['kube-system']);
  const uid = kubeSystem?.metadata.uid;
  if (uid === undefined)
    throw new RunError('internal', `Cannot identify the cluster: ${cluster.server} has no namespace kube-system`);
  return { uid, version, now: clockOf(ctx, version.clockOffsetMs) };
}

/** This node's clock, put right where it is plainly off. */
function clockOf({ clock, timings, log }: RunContext, offsetMs: number): () => Date {
  if (Math.abs(offsetMs) <= timings.clockToleranceMs) return () => clock.now();
  const seconds = Math.round(offsetMs / 1000);
  log.warn({ seconds }, 'the clock of this node is off: times of the backup are taken from the API server');
  return () => new Date(clock.now().getTime() + offsetMs);
}

/** Looks at what planning needs: the types that the cluster serves, and its namespaces. */
export async function lookAtWorld(ctx: RunContext, cluster: Cluster, selection: Selection): Promise<World> {
  const { types, servedVersions, failedGroups } = await cluster.discover(ctx);
  const names = literalNamespaces(selection);
  const objects =
    names === undefined ? await listNamespaces(ctx, cluster) : await lookUpNamespaces(ctx, cluster, names);
  const namespaces = objects.map(({ metadata }): NamespaceFacts => ({
    name: metadata.name,
    labels: metadata.labels ?? {},
  }));
  return { types, servedVersions, failedGroups, namespaces };
}

/** All namespaces; where they may not be listed, `permission-denied` with the rule to add. */
export async function listNamespaces(ctx: RunContext, cluster: Cluster): Promise<KubeObject[]> {
  try {
    return await cluster.listObjects(ctx, NAMESPACES);
  } catch (error) {
    throw asRefusal(error, 'Cannot list namespaces', '{apiGroups: [""], resources: ["namespaces"], verbs: ["list"]}');
  }
}

/** One request a name, by field selector: `list` on single names is a right that can be given alone. */
async function lookUpNamespaces(ctx: RunContext, cluster: Cluster, names: readonly string[]): Promise<KubeObject[]> {
  const found = await mapConcurrent(names, 4, async (name) => {
    try {
      return await cluster.listObjects(ctx, NAMESPACES, '', `metadata.name=${name}`);
    } catch (error) {
      const rule = `{apiGroups: [""], resources: ["namespaces"], resourceNames: ["${name}"], verbs: ["list"]}`;
      throw asRefusal(error, `Cannot look up namespace ${name}`, rule);
    }
  });
  return found.flat();
}

function asRefusal(error: unknown, what: string, rule: string): unknown {
  if (!(error instanceof ApiError) || error.status !== 403) return error;
  const hint = `Add to a ClusterRole: ${rule}`;
  return new RunError('permission-denied', `${what}: ${error.message}`, { hint, cause: error });
}
