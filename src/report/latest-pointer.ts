import type { RunContext } from '../base/context.ts';
import { type LastGood, type Latest, latestAfter } from '../domain/result/latest.ts';
import type { RunResult } from '../domain/result/result.ts';
import type { Cluster, KubeObject } from '../kube/cluster.ts';
import { renderSummary } from '../views/summary.ts';
import { ANNOTATION, annotationsOf, GITOPS_ANNOTATIONS, LABEL, parseLabelTime } from './annotations.ts';
import { type ConfigMap, writeConfigMap } from './config-map.ts';
import { resultAnnotations, resultLabels, resultNameOf } from './render-result.ts';
import type { ResultSink } from './sink.ts';

/**
 * Keeps `lifeboat-latest-<policy>`: how the policy's latest run ended, and its last good backup. Tells ends only; never
 * moves back to an older scheduled time, not even when two runs end at the same moment.
 */
export class LatestPointer implements ResultSink {
  readonly name = 'latest pointer';
  readonly #cluster: Cluster;
  readonly #namespace: string;

  constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  progress(): Promise<void> {
    return Promise.resolve();
  }

  async finished(ctx: RunContext, result: RunResult): Promise<void> {
    if (result.policy === undefined || latestAfter(undefined, result) === undefined) return;
    const target = { namespace: this.#namespace, name: `lifeboat-latest-${result.policy.name}` };
    await writeConfigMap(ctx, this.#cluster, target, (current) => {
      const latest = latestAfter(current && parseLatest(current), result);
      return latest && renderLatest(result, latest, target);
    });
  }
}

/** What a pointer says; undefined for one that says nothing yet, as GitOps may create it empty. */
export function parseLatest({ metadata: { labels = {}, annotations = {} } }: KubeObject): Latest | undefined {
  const scheduledFor = parseLabelTime(labels[LABEL.scheduledFor]);
  if (scheduledFor === undefined) return undefined;
  const backup = annotations[ANNOTATION.lastGoodBackup];
  const completedAt = annotations[ANNOTATION.lastGoodTime];
  const isKnown = backup !== undefined && completedAt !== undefined;
  const lastGood: LastGood | undefined = isKnown ? { backup, completedAt } : undefined;
  return { scheduledFor, lastGood };
}

/** The pointer as it is after a run: labels and annotations of its result, and the last good backup. */
export function renderLatest(
  result: RunResult,
  { lastGood }: Latest,
  target: { readonly namespace: string; readonly name: string },
): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: target.name,
      namespace: target.namespace,
      labels: resultLabels(result, 'latest'),
      annotations: {
        ...resultAnnotations(result),
        ...annotationsOf({
          [ANNOTATION.result]: resultNameOf(result),
          [ANNOTATION.lastGoodBackup]: lastGood?.backup,
          [ANNOTATION.lastGoodTime]: lastGood?.completedAt,
        }),
        ...GITOPS_ANNOTATIONS,
      },
    },
    data: { summary: renderSummary(result) },
  };
}
