import type { RunContext } from '../base/context.ts';
import { retry } from '../base/retry.ts';
import { RunError } from '../domain/problem.ts';
import { continueResult, hasEndedAttempt } from '../domain/result/attempt.ts';
import { decodeResult } from '../domain/result/document.ts';
import type { HistoryLimits } from '../domain/retention/history-limits.ts';
import type { RunResult } from '../domain/result/result.ts';
import { ApiError, type Cluster, type KubeObject } from '../kube/cluster.ts';
import { closeAbandoned } from './close-abandoned.ts';
import { configMapsIn, dataOf, judgeRace, renderMergePatch, writeConfigMap } from './config-map.ts';
import { lastStepOf, progressAnnotations, renderResultConfigMap, RESULT_KEY, resultNameOf } from './render-result.ts';
import type { RecordClaim, RunRecord } from './sink.ts';
import { tidyResults } from './upkeep/tidy-results.ts';

/** The Role rule that keeping records needs, for hints. */
export const RECORD_RULE =
  '{apiGroups: [""], resources: ["configmaps"], verbs: ["create", "get", "list", "patch", "delete"]}';

/** Keeps a run's record as a ConfigMap in the runner's namespace: `lifeboat-result-<job>-<first 8 of runId>`. */
export class ResultConfigMap implements RunRecord {
  readonly name = 'result ConfigMap';
  readonly #cluster: Cluster;
  readonly #namespace: string;
  #told: { readonly atMs: number; readonly state: string } | undefined;

  constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  async claim(ctx: RunContext, result: RunResult): Promise<RecordClaim> {
    try {
      const claim = await retry(ctx, () => this.#claimOnce(ctx, result), judgeRace);
      this.#told = { atMs: ctx.clock.monotonicMs(), state: stateOf(result) };
      return claim;
    } catch (error) {
      throw asRefusal(error, `${this.#namespace}/${resultNameOf(result)}`);
    }
  }

  async #claimOnce(ctx: RunContext, result: RunResult): Promise<RecordClaim> {
    const path = configMapsIn(this.#namespace);
    const wanted = renderResultConfigMap(result, this.#namespace);
    try {
      await this.#cluster.create(ctx, path, wanted);
      return { outcome: 'created' };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      const current = await this.#cluster.read(ctx, path, wanted.metadata.name);
      if (current === undefined) throw error; // deleted between the two requests: create it again
      return await this.#takeOver(ctx, current, result);
    }
  }

  /** Decides what a record that is there already means, and writes this attempt into an open one. */
  async #takeOver(ctx: RunContext, current: KubeObject, result: RunResult): Promise<RecordClaim> {
    const recorded = ownRecord(current, result);
    if (recorded.terminal) return { outcome: 'terminal', recorded };
    const { progress } = recorded;
    const previous = { ...recorded, progress: { ...progress, step: lastStepOf(current) ?? progress.step } };
    if (isSameAttempt(previous, result)) return { outcome: 'created' };
    const next = renderResultConfigMap(continueResult(previous, result), this.#namespace);
    const patch = renderMergePatch(current, next);
    await this.#cluster.patch(ctx, configMapsIn(this.#namespace), current.metadata.name, patch);
    return { outcome: 'reopened', previous };
  }

  async progress(ctx: RunContext, result: RunResult): Promise<void> {
    const nowMs = ctx.clock.monotonicMs();
    const told = this.#told;
    const isFresh = told !== undefined && nowMs - told.atMs < ctx.timings.progressPatchEveryMs;
    const state = stateOf(result);
    if (isFresh && told.state === state) return;
    this.#told = { atMs: nowMs, state };
    const patch = { metadata: { annotations: progressAnnotations(result) } };
    try {
      await this.#cluster.patch(ctx, configMapsIn(this.#namespace), resultNameOf(result), patch);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      ctx.log.debug('the result ConfigMap was deleted; the end of the run writes it again');
    }
  }

  async finished(ctx: RunContext, result: RunResult): Promise<void> {
    const wanted = renderResultConfigMap(result, this.#namespace);
    const target = { namespace: this.#namespace, name: wanted.metadata.name };
    await writeConfigMap(ctx, this.#cluster, target, (current) => {
      if (current === undefined) return wanted;
      const recorded = ownRecord(current, result);
      if (!recorded.terminal) return wanted;
      if (dataOf(current, RESULT_KEY) === wanted.data[RESULT_KEY]) return undefined;
      throw new RunError('cannot-write', `ConfigMap ${target.name} was closed as ${recorded.phase} by somebody else`);
    });
  }

  async closeAbandoned(ctx: RunContext, policy: string): Promise<readonly string[]> {
    const closing = async () => closeAbandoned(ctx, this.#cluster, this.#namespace, policy);
    return asUpkeep(ctx, closing, 'the records of runs that died cannot be closed');
  }

  async tidy(ctx: RunContext, policy: string, limits: HistoryLimits): Promise<readonly string[]> {
    const tidying = async () => tidyResults(ctx, this.#cluster, this.#namespace, { policy, limits });
    return asUpkeep(ctx, tidying, 'old results cannot be deleted');
  }
}

/** What does not work out is logged, and left to the next run. */
async function asUpkeep(
  ctx: RunContext,
  act: () => Promise<readonly string[]>,
  failure: string,
): Promise<readonly string[]> {
  try {
    return await act();
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof ApiError) && !(error instanceof RunError)) throw error;
    ctx.log.warn({ reason: error.message }, failure);
    return [];
  }
}

/** What is told at once when it changes. */
function stateOf({ phase, restore }: RunResult): string {
  return `${phase} ${restore?.step ?? ''}`;
}

/** The record in a ConfigMap of this run's name, which nothing but this run may have written. */
function ownRecord(current: KubeObject, { runId }: RunResult): RunResult {
  const recorded = decodeResult(dataOf(current, RESULT_KEY) ?? '');
  if (recorded?.runId === runId) return recorded;
  const { namespace, name } = current.metadata;
  throw new RunError('internal', `Cannot use ConfigMap ${namespace}/${name}: it does not hold the record of this run`, {
    hint: 'Look at it, delete it if nobody needs it, and start the run again',
  });
}

/** The answer to our own create was lost, and the request was not. */
function isSameAttempt(previous: RunResult, result: RunResult): boolean {
  const isSamePod = previous.pod !== undefined && previous.pod.uid === result.pod?.uid;
  return isSamePod && previous.startedAt === result.startedAt && !hasEndedAttempt(previous);
}

function asRefusal(error: unknown, what: string): unknown {
  if (!(error instanceof ApiError) || error.status !== 403) return error;
  return new RunError('permission-denied', `Cannot write the result ConfigMap ${what}: ${error.message}`, {
    hint: `Add to the Role: ${RECORD_RULE}`,
    cause: error,
  });
}
