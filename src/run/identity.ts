import type { RunContext } from '../base/context.ts';
import { type JobFacts, type RunIdentity, scheduledTimeOf, triggerOf } from '../domain/identity/run-identity.ts';
import { RunError } from '../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../kube/cluster.ts';
import type { PodFacts } from './services.ts';

const JOBS = { group: 'batch', version: 'v1', resource: 'jobs' };

/** Who a run is before its Job was read, and for good outside a Job: due now, started from a workstation. */
export function provisionalIdentity(ctx: RunContext, pod: PodFacts | undefined): RunIdentity {
  return {
    runId: pod?.jobUid ?? crypto.randomUUID(),
    job: undefined,
    pod: pod === undefined ? undefined : { name: pod.podName, uid: pod.podUid },
    trigger: pod === undefined ? 'Workstation' : 'Api',
    scheduledFor: ctx.clock.now(),
  };
}

/** Reads the Job of this Pod, which alone tells when the run was due and what started it. */
export async function identifyRun(ctx: RunContext, cluster: Cluster, pod: PodFacts): Promise<RunIdentity> {
  const job = factsOfJob(await readJob(ctx, cluster, pod), pod);
  return {
    runId: pod.jobUid,
    job,
    pod: { name: pod.podName, uid: pod.podUid },
    trigger: triggerOf(job),
    scheduledFor: scheduledTimeOf(job),
  };
}

async function readJob(ctx: RunContext, cluster: Cluster, pod: PodFacts): Promise<KubeObject> {
  try {
    const job = await cluster.read(ctx, { ...JOBS, namespace: pod.namespace }, pod.jobName);
    if (job?.metadata.uid === pod.jobUid) return job;
    throw new RunError('internal', `Cannot find the Job ${pod.namespace}/${pod.jobName} that this Pod belongs to`, {
      hint: 'It was deleted or replaced while its Pod was starting; start a new one',
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    throw new RunError('permission-denied', `Cannot read the Job ${pod.namespace}/${pod.jobName}: ${error.message}`, {
      hint: 'Add to the Role: {apiGroups: ["batch"], resources: ["jobs"], verbs: ["get"]}',
      cause: error,
    });
  }
}

function factsOfJob(job: KubeObject, pod: PodFacts): JobFacts {
  const { metadata } = job;
  const endsAt = endOf(job);
  return {
    namespace: pod.namespace,
    name: metadata.name,
    uid: pod.jobUid,
    createdAt: new Date(metadata.creationTimestamp ?? 0),
    annotations: metadata.annotations ?? {},
    cronJob: metadata.ownerReferences?.find((owner) => owner.kind === 'CronJob')?.name,
    ...(endsAt && { endsAt }),
  };
}

/** A Job's deadline counts from its start, which is later than its creation where it was suspended. */
function endOf(job: KubeObject): Date | undefined {
  const { activeDeadlineSeconds } = (job['spec'] ?? {}) as { readonly activeDeadlineSeconds?: number };
  const { startTime } = (job['status'] ?? {}) as { readonly startTime?: string };
  if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined;
  return new Date(Date.parse(startTime) + activeDeadlineSeconds * 1_000);
}
