import { encodeResult, MAX_RESULT_BYTES } from '../domain/result/document.ts';
import type { RunResult } from '../domain/result/result.ts';
import { truncateResult } from '../domain/result/truncate.ts';
import type { KubeObject } from '../kube/cluster.ts';
import { formatBytes } from '../views/units.ts';
import { backupRoot, renderHeadline, renderSummary } from '../views/summary.ts';
import {
  ANNOTATION,
  annotationsOf,
  GITOPS_ANNOTATIONS,
  LABEL,
  labelsOf,
  labelTime,
  MANAGED_BY,
} from './annotations.ts';
import type { ConfigMap } from './config-map.ts';

/** The key of the result document in a result ConfigMap. */
export const RESULT_KEY = 'result.json';

/** `lifeboat-result-<job>-<first 8 of runId>`: a Job's name may be used again, its UID is not. */
export function resultNameOf({ job, runId }: Pick<RunResult, 'job' | 'runId'>): string {
  return `lifeboat-result-${job?.name ?? 'manual'}-${runId.slice(0, 8)}`;
}

/** The selector of the open results of a policy, in the syntax of the `labelSelector` parameter. */
export function openResultsSelector(policy: string): string {
  const wanted = labelsOf({
    [LABEL.managedBy]: MANAGED_BY,
    [LABEL.kind]: 'result',
    [LABEL.policy]: policy,
    [LABEL.phase]: 'InProgress',
  });
  return Object.entries(wanted)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/**
 * The result ConfigMap: labels as columns, annotations for people, the whole result as a document of at most 256 KiB.
 * Immutable once the result is terminal. It has no owner and carries nothing of the Job's or CronJob's own metadata.
 */
export function renderResultConfigMap(result: RunResult, namespace: string): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: resultNameOf(result),
      namespace,
      labels: resultLabels(result, 'result'),
      annotations: { ...resultAnnotations(result), ...GITOPS_ANNOTATIONS },
    },
    ...(result.terminal && { immutable: true }),
    data: {
      [RESULT_KEY]: encodeResult(truncateResult(result, MAX_RESULT_BYTES)),
      summary: renderSummary(result),
    },
  };
}

/** The labels of a result, and of the pointer to the latest one. */
export function resultLabels(result: RunResult, kind: 'result' | 'latest'): Record<string, string> {
  return labelsOf({
    [LABEL.managedBy]: MANAGED_BY,
    [LABEL.kind]: kind,
    [LABEL.action]: result.action,
    [LABEL.policy]: result.policy?.name,
    [LABEL.phase]: result.phase,
    [LABEL.backup]: result.backup?.name,
    [LABEL.cluster]: result.cluster?.name,
    [LABEL.scheduledFor]: labelTime(result.scheduledFor),
    [LABEL.adHoc]: (result.overrides ?? []).length > 0 ? 'true' : undefined,
  });
}

/** The annotations that say how a run stands or ended. */
export function resultAnnotations(result: RunResult): Record<string, string> {
  return {
    ...progressAnnotations(result),
    ...annotationsOf({
      [ANNOTATION.exitCode]: result.exitCode?.toString(),
      [ANNOTATION.reason]: result.reason,
      [ANNOTATION.location]: backupRoot(result),
      [ANNOTATION.job]: result.job?.name,
      [ANNOTATION.jobUid]: result.job?.uid,
      [ANNOTATION.cronJob]: result.job?.cronJob,
    }),
  };
}

/** The annotations that follow a run while it works; nothing else of its record moves then. */
export function progressAnnotations(result: RunResult): Record<string, string> {
  return annotationsOf({
    [ANNOTATION.summary]: renderHeadline(result),
    [ANNOTATION.attempt]: result.attempt.toString(),
    [ANNOTATION.progress]: result.terminal ? undefined : progressText(result),
  });
}

/** The last step that an open record tells of: of the annotations, which follow the run, not of the document. */
export function lastStepOf({ metadata }: KubeObject): string | undefined {
  return /^step=(\S+)/.exec(metadata.annotations?.[ANNOTATION.progress] ?? '')?.[1];
}

function progressText({ progress: { step, listsDone, listsTotal, items, bytes } }: RunResult): string {
  return `step=${step} lists=${listsDone}/${listsTotal} items=${items} read=${formatBytes(bytes).replace(' ', '')}`;
}
