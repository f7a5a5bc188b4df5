import type { RunContext } from '../base/context.ts';
import { closeAbandonedResult, type JobState, whyAbandoned } from '../domain/result/abandoned.ts';
import { decodeResult } from '../domain/result/document.ts';
import type { RunResult } from '../domain/result/result.ts';
import { ApiError, type Cluster, type KubeObject } from '../kube/cluster.ts';
import { configMapsIn, dataOf, renderMergePatch } from './config-map.ts';
import { openResultsSelector, renderResultConfigMap, RESULT_KEY } from './render-result.ts';

/**
 * Closes, as Failed, the open records of a policy whose Jobs are gone, replaced or failed; returns the names of the
 * ConfigMaps it closed, or with `isDryRun` would close. A record that cannot be read, or that somebody else writes just
 * now, is left alone.
 */
export async function closeAbandoned(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  policy: string,
  { isDryRun = false }: { readonly isDryRun?: boolean } = {},
): Promise<readonly string[]> {
  const open = await cluster.listObjects(ctx, configMapsIn(namespace), openResultsSelector(policy));
  const closed: string[] = [];
  for (const object of open) {
    const result = decodeResult(dataOf(object, RESULT_KEY) ?? '');
    if (result?.job === undefined) {
      ctx.log.warn({ configMap: object.metadata.name }, 'an open record cannot be read and is left as it is');
      continue;
    }
    const why = whyAbandoned(result, await readJobState(ctx, cluster, namespace, result.job.name));
    if (why === undefined) continue;
    const ended = closeAbandonedResult(result, why, ctx.clock.now());
    if (isDryRun || (await close(ctx, cluster, object, ended))) closed.push(object.metadata.name);
  }
  return closed;
}

/** Writes the end into the record; false when somebody else wrote first or the record is gone. */
async function close(ctx: RunContext, cluster: Cluster, object: KubeObject, result: RunResult): Promise<boolean> {
  const { name, namespace = '' } = object.metadata;
  const rendered = renderResultConfigMap(result, namespace);
  try {
    await cluster.patch(ctx, configMapsIn(namespace), name, renderMergePatch(object, rendered));
  } catch (error) {
    if (!(error instanceof ApiError) || ![404, 409].includes(error.status)) throw error;
    return false;
  }
  ctx.log.info({ configMap: name, reason: result.message }, 'a record that its run left open was closed as Failed');
  return true;
}

/** What the cluster knows of a Job; undefined where there is none of that name. */
export async function readJobState(
  ctx: RunContext,
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<JobState | undefined> {
  const job = await cluster.read(ctx, { group: 'batch', version: 'v1', resource: 'jobs', namespace }, name);
  if (job === undefined) return undefined;
  const status = (job['status'] ?? {}) as { conditions?: readonly { type?: string; status?: string }[] };
  const hasFailed = (status.conditions ?? []).some(({ type, status }) => type === 'Failed' && status === 'True');
  const isBeingDeleted = job.metadata.deletionTimestamp !== undefined;
  return { uid: job.metadata.uid ?? '', hasFailed, ...(isBeingDeleted && { isBeingDeleted }) };
}
