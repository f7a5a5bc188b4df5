import type { RunContext } from '../../../../base/context.ts';
import { type Cluster, type KubeObject, type ObjectPath } from '../../../../kube/cluster.ts';

/** Labels by which the Pods of a Job are found; the second is what servers before 1.27 set. */
const JOB_LABELS = ['batch.kubernetes.io/job-name', 'job-name'];

/** A Job, and whether it still has something to do. */
export interface FoundJob {
  readonly name: string;
  readonly isActive: boolean;
}

/** The newest Pod of a Job, as far as its log goes. */
export interface FoundPod {
  readonly name: string;
  readonly container: string | undefined;
  /** No container of it runs any more. */
  readonly hasEnded: boolean;
  /** Why it has not begun, in the cluster's words; undefined where it has. */
  readonly waitsFor: string | undefined;
}

/** A Job of a name; undefined where there is none. */
export async function findJob(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<FoundJob | undefined> {
  const path: ObjectPath = { group: 'batch', version: 'v1', resource: 'jobs', namespace };
  const job = await cluster.read(ctx, path, name);
  if (job === undefined) return undefined;
  const { conditions = [] } = (job['status'] ?? {}) as {
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
  };
  const hasEnded = conditions.some(
    ({ type, status }) => ['Complete', 'Failed'].includes(type ?? '') && status === 'True',
  );
  return { name, isActive: !hasEnded };
}

/** The Pod that a Job made last; undefined where none is left. */
export async function newestPodOf(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  job: string,
): Promise<FoundPod | undefined> {
  const path: ObjectPath = { group: '', version: 'v1', resource: 'pods', namespace };
  for (const label of JOB_LABELS) {
    const pods = await cluster.listObjects(ctx, path, `${label}=${job}`);
    const newest = pods.toSorted(byNewest)[0];
    if (newest !== undefined) return podFacts(newest);
  }
  return undefined;
}

function byNewest(a: KubeObject, b: KubeObject): number {
  return (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
}

interface ContainerState {
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

function podFacts(pod: KubeObject): FoundPod {
  const { containers = [] } = (pod['spec'] ?? {}) as { readonly containers?: readonly { readonly name: string }[] };
  const { phase = '', containerStatuses = [] } = (pod['status'] ?? {}) as {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerState[];
  };
  const container = containers.find(({ name }) => name === 'lifeboat') ?? containers[0];
  const waiting = containerStatuses.map(({ state }) => state?.waiting?.reason).find((reason) => reason !== undefined);
  return {
    name: pod.metadata.name,
    container: container?.name,
    hasEnded: phase === 'Succeeded' || phase === 'Failed',
    waitsFor: phase === 'Pending' ? (waiting ?? phase) : waiting,
  };
}
