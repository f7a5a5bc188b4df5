import { CONTAINER } from '../../../../domain/downloads/fetch-job.ts';
import type { KubeObject } from '../../../../kube/cluster.ts';

/** How the container of ours ended. */
export interface PodEnd {
  readonly exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`, `Evicted`, …; empty where the cluster says nothing. */
  readonly reason: string;
  /** The termination message: what it said of its end, or the end of its log. */
  readonly message: string;
}

interface ContainerStatus {
  readonly name?: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
    readonly terminated?: { readonly exitCode?: number; readonly reason?: string; readonly message?: string };
  };
}

interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: readonly { readonly type?: string; readonly status?: string; readonly message?: string }[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** Which of a Pod's containers is ours; undefined where it has only one. */
export function containerOf(pod: KubeObject): string | undefined {
  const { containers = [] } = (pod['spec'] ?? {}) as { readonly containers?: readonly object[] };
  return containers.length > 1 ? CONTAINER : undefined;
}

/** What a Pod waits for, in the cluster's words; undefined where its container has begun, or never will. */
export function whatItWaitsFor(pod: KubeObject): string | undefined {
  const { phase = 'Pending', conditions = [] } = statusOf(pod);
  const { running, terminated, waiting } = ourStatus(pod)?.state ?? {};
  if (running !== undefined || terminated !== undefined || phase === 'Failed' || phase === 'Succeeded')
    return undefined;
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const words = waiting === undefined ? ['Pending', unscheduled?.message] : [waiting.reason, waiting.message];
  return words.filter((word) => word !== undefined && word !== '').join(': ');
}

/** How the Pod ended; undefined while it works. One that was evicted may tell nothing of its container. */
export function endOf(pod: KubeObject): PodEnd | undefined {
  const { phase, reason = '', message = '' } = statusOf(pod);
  const terminated = ourStatus(pod)?.state?.terminated;
  if (terminated !== undefined) {
    return {
      exitCode: terminated.exitCode ?? 1,
      reason: reason || (terminated.reason ?? ''),
      message: terminated.message ?? message,
    };
  }
  return phase === 'Failed' ? { exitCode: 1, reason, message } : undefined;
}

function statusOf(pod: KubeObject): PodStatus {
  return pod['status'] ?? {};
}

function ourStatus(pod: KubeObject): ContainerStatus | undefined {
  const { containerStatuses = [] } = statusOf(pod);
  const name = containerOf(pod);
  return name === undefined ? containerStatuses[0] : containerStatuses.find((status) => status.name === name);
}
