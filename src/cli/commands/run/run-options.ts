import { RunError } from '../../../domain/problem.ts';
import type { PodFacts } from '../../../run/services.ts';
import type { OptionSpecs, OptionValues } from '../../arguments/option.ts';
import { CLUSTER_OPTIONS } from '../../compose.ts';

/** What every run takes, whatever it does. */
export const RUN_OPTIONS = {
  clusterName: {
    type: 'string',
    valueName: 'NAME',
    default: 'default',
    description: 'Name of this cluster: backups of clusters with different names never mix',
  },
  timeout: {
    type: 'duration',
    rare: true,
    valueName: 'DURATION',
    description: 'Own deadline; else that of the policy',
  },
  statusDir: {
    type: 'string',
    rare: true,
    valueName: 'DIR',
    complete: 'directory',
    description: 'Keep status.json here while running and at the end',
  },
  ...CLUSTER_OPTIONS,
} as const satisfies OptionSpecs;

/** What a Pod's manifest tells of itself through the downward API. */
export const POD_OPTIONS = {
  terminationLog: {
    type: 'string',
    valueName: 'FILE',
    environmentOnly: true,
    description: 'Where the termination message goes',
  },
  runJobName: { type: 'string', environmentOnly: true, description: 'Name of the Job that this Pod belongs to' },
  runJobUid: { type: 'string', environmentOnly: true, description: 'UID of that Job: the id of the run' },
  runPodName: { type: 'string', environmentOnly: true, description: 'Name of this Pod' },
  runPodUid: { type: 'string', environmentOnly: true, description: 'UID of this Pod: the attempt' },
  runNamespace: { type: 'string', environmentOnly: true, description: 'Namespace of Job and Pod' },
  memoryLimit: { type: 'string', environmentOnly: true, description: 'Memory limit of the container, in bytes' },
} as const satisfies OptionSpecs;

/** Below this a large cluster may end the container: a run of 50 000 objects was measured at 230 MiB. */
const ENOUGH_MEMORY = 256 * 1024 * 1024;

/** Whether the container's memory limit is known and small. */
export function isShortOfMemory({ memoryLimit }: OptionValues<typeof POD_OPTIONS>): boolean {
  return memoryLimit !== undefined && Number(memoryLimit) < ENOUGH_MEMORY;
}

/** Job and Pod of this process; undefined outside a Job. Half of the facts is a manifest with a mistake: `usage`. */
export function podFactsOf(options: OptionValues<typeof POD_OPTIONS>): PodFacts | undefined {
  const { runNamespace, runJobName, runJobUid, runPodName, runPodUid } = options;
  if (runJobName === undefined && runJobUid === undefined) return undefined;
  if (
    runNamespace === undefined ||
    runJobName === undefined ||
    runJobUid === undefined ||
    runPodName === undefined ||
    runPodUid === undefined
  ) {
    throw new RunError('usage', 'The Pod tells only a part of who it is', {
      hint: 'Set LIFEBOAT_RUN_JOB_NAME, _JOB_UID, _POD_NAME, _POD_UID and _NAMESPACE from the downward API, or none of them',
    });
  }
  return { namespace: runNamespace, jobName: runJobName, jobUid: runJobUid, podName: runPodName, podUid: runPodUid };
}
