import { encodeResult, MAX_RESULT_BYTES } from '../domain/result/document.ts';
import type { RunResult } from '../domain/result/result.ts';
import { truncateResult } from '../domain/result/truncate.ts';
import type { KubeObject } from '../kube/cluster.ts';
import { sumOf } from '../views/restore/counts.ts';
import { formatBytes } from '../views/units.ts';
import { renderMissingRole } from '../views/restore/missing-role.ts';
import { renderHeadline, renderSummary, rootOf } from '../views/summary.ts';
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

/** The key of the Roles that a restore lacks, ready to apply; absent where nothing is missing. */
export const MISSING_RBAC_KEY = 'missing-rbac.yaml';

/** The user of the shipped manifests, for a restore that could not learn who it is. */
const SHIPPED_USER = 'system:serviceaccount:lifeboat-restore:lifeboat-restore';

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
 * Those that a restore was asked to have are there too. Immutable once the result is terminal. It has no owner and carries nothing of the Job's or CronJob's own metadata.
 */
export function renderResultConfigMap(result: RunResult, namespace: string): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: resultNameOf(result),
      namespace,
      labels: { ...result.restore?.labels, ...resultLabels(result, 'result') },
      annotations: { ...result.restore?.annotations, ...resultAnnotations(result), ...GITOPS_ANNOTATIONS },
    },
    ...(result.terminal && { immutable: true }),
    data: {
      [RESULT_KEY]: encodeResult(truncateResult(result, MAX_RESULT_BYTES)),
      summary: renderSummary(result),
      ...missingRbac(result),
    },
  };
}

function missingRbac({ restore }: RunResult): Record<string, string> {
  const { name, missingRules: rules = [], user = SHIPPED_USER } = restore ?? { name: '' };
  return rules.length === 0 ? {} : { [MISSING_RBAC_KEY]: renderMissingRole({ restore: name, user, rules }) };
}

/** The labels of a result, and of the pointer to the latest one. */
export function resultLabels(result: RunResult, kind: 'result' | 'latest'): Record<string, string> {
  return labelsOf({
    [LABEL.managedBy]: MANAGED_BY,
    [LABEL.kind]: kind,
    [LABEL.action]: result.action,
    [LABEL.policy]: result.policy?.name,
    [LABEL.phase]: result.phase,
    [LABEL.backup]: result.backup?.name ?? result.restore?.backup,
    [LABEL.restore]: result.restore?.name,
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
      [ANNOTATION.location]: rootOf(result),
      [ANNOTATION.job]: result.job?.name,
      [ANNOTATION.jobUid]: result.job?.uid,
      [ANNOTATION.cronJob]: result.job?.cronJob,
      [ANNOTATION.planned]: countsText(result.restore?.planned),
      [ANNOTATION.ended]: countsText(result.restore?.ended),
      [ANNOTATION.objectives]: objectivesText(result),
      [ANNOTATION.planDigest]: result.restore?.planDigest,
    }),
  };
}

/** `met`, or which are missed: `missed rpo`. */
function objectivesText({ objectives }: RunResult): string | undefined {
  if (objectives === undefined) return undefined;
  const missed = (['rpo', 'rto'] as const).filter((name) => objectives[name]?.isMissed === true);
  return missed.length === 0 ? 'met' : `missed ${missed.join(' ')}`;
}

/** `create=6 skip=2`: counts for programs. */
function countsText(counts: Readonly<Partial<Record<string, number>>> | undefined): string | undefined {
  return (
    counts &&
    Object.entries(counts)
      .map(([word, count]) => `${word}=${count}`)
      .join(' ')
  );
}

/** The annotations that follow a run while it works; nothing else of its record moves then. */
export function progressAnnotations(result: RunResult): Record<string, string> {
  return annotationsOf({
    [ANNOTATION.summary]: renderHeadline(result),
    [ANNOTATION.attempt]: result.attempt.toString(),
    [ANNOTATION.progress]: result.terminal ? undefined : progressText(result),
    [ANNOTATION.restoreStep]: result.restore?.step,
  });
}

/** The last step that an open record tells of: of the annotations, which follow the run, not of the document. */
export function lastStepOf({ metadata }: KubeObject): string | undefined {
  return /^step=(\S+)/.exec(metadata.annotations?.[ANNOTATION.progress] ?? '')?.[1];
}

function progressText({ action, restore, removal, verification, progress }: RunResult): string {
  const { step, listsDone, listsTotal, items, bytes } = progress;
  if (verification) {
    const { proven, sound, damaged, total } = verification;
    return `step=${step} backups=${proven + sound + damaged}/${total}`;
  }
  if (removal) return `step=${step} backups=${removal.removed + removal.kept}/${removal.total}`;
  if (action === 'restore') return `step=${step} items=${sumOf(restore?.ended)}/${sumOf(restore?.planned)}`;
  return `step=${step} lists=${listsDone}/${listsTotal} items=${items} read=${formatBytes(bytes).replace(' ', '')}`;
}
