import type { RunContext } from '../../base/context.ts';
import { retry } from '../../base/retry.ts';
import { decodeOnce } from '../../domain/lock/once-document.ts';
import { judgeOnce, type OnceEnd, type OnceFacts, type OnceRecord } from '../../domain/lock/once.ts';
import { RunError } from '../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject } from '../../kube/cluster.ts';
import { type ConfigMap, configMapsIn, dataOf, judgeRace, renderMergePatch, writeConfigMap } from '../config-map.ts';
import { onceNameOf, ONCE_KEY, renderOnce } from './render-once.ts';
import { RECORD_RULE } from '../result-config-map.ts';
import type { OnceClaim, OnceMarker } from '../sink.ts';

/** Keeps markers as ConfigMaps in the runner's namespace: `lifeboat-once-<request>`. */
export class OnceConfigMap implements OnceMarker {
  readonly #cluster: Cluster;
  readonly #namespace: string;

  constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  async claim(ctx: RunContext, request: string, facts: OnceFacts): Promise<OnceClaim> {
    try {
      return await retry(ctx, () => this.#claimOnce(ctx, request, facts), judgeRace);
    } catch (error) {
      throw this.#asRefusal(error, request);
    }
  }

  async finish(ctx: RunContext, request: string, facts: OnceFacts, end: OnceEnd): Promise<void> {
    const wanted = this.#render(request, { ...facts, end });
    const target = { namespace: this.#namespace, name: wanted.metadata.name };
    const decide = (current: KubeObject | undefined): ConfigMap | undefined => {
      const record = current === undefined ? undefined : recordIn(current);
      if (record === undefined || (record.runId === facts.runId && record.end === undefined)) return wanted;
      if (record.runId === facts.runId) return undefined;
      throw new RunError('cannot-write', `ConfigMap ${target.namespace}/${target.name} was taken over by another run`);
    };
    try {
      await writeConfigMap(ctx, this.#cluster, target, decide);
    } catch (error) {
      throw this.#asRefusal(error, request);
    }
  }

  async withdraw(ctx: RunContext, request: string, { runId }: OnceFacts): Promise<void> {
    const path = configMapsIn(this.#namespace);
    const name = onceNameOf(request);
    try {
      const current = await this.#cluster.read(ctx, path, name);
      if (current === undefined) return;
      const record = recordIn(current);
      if (record.runId === runId && record.end === undefined) await this.#cluster.delete(ctx, path, name);
    } catch (error) {
      throw this.#asRefusal(error, request);
    }
  }

  async #claimOnce(ctx: RunContext, request: string, facts: OnceFacts): Promise<OnceClaim> {
    const path = configMapsIn(this.#namespace);
    const wanted = this.#render(request, { ...facts, end: undefined });
    try {
      await this.#cluster.create(ctx, path, wanted);
      return { outcome: 'created' };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      const current = await this.#cluster.read(ctx, path, wanted.metadata.name);
      if (current === undefined) throw error; // deleted between the two requests: create it again
      return await this.#takeOver(ctx, current, { wanted, facts });
    }
  }

  /** Judges a marker that is there, and makes one ours that is to be carried on. */
  async #takeOver(
    ctx: RunContext,
    current: KubeObject,
    { wanted, facts }: { readonly wanted: ConfigMap; readonly facts: OnceFacts },
  ): Promise<OnceClaim> {
    const record = recordIn(current);
    const isOurs = record.runId === facts.runId;
    const isSettled = isOurs || record.end !== undefined || record.requestHash !== facts.requestHash;
    const verdict = judgeOnce(record, facts, !isSettled && (await this.#isThere(ctx, record.job)));
    if (verdict.outcome !== 'resumed' || isOurs) return verdict;
    const patch = renderMergePatch(current, wanted);
    await this.#cluster.patch(ctx, configMapsIn(this.#namespace), current.metadata.name, patch);
    return verdict;
  }

  async #isThere(ctx: RunContext, { name, uid }: OnceFacts['job']): Promise<boolean> {
    const path = { group: 'batch', version: 'v1', resource: 'jobs', namespace: this.#namespace };
    const job = await this.#cluster.read(ctx, path, name);
    return job?.metadata.uid === uid;
  }

  #render(request: string, record: OnceRecord): ConfigMap {
    return renderOnce(request, record, this.#namespace);
  }

  #asRefusal(error: unknown, request: string): unknown {
    if (!(error instanceof ApiError) || error.status !== 403) return error;
    const what = `${this.#namespace}/${onceNameOf(request)}`;
    return new RunError('permission-denied', `Cannot keep the once-marker ${what}: ${error.message}`, {
      hint: `Add to the Role: ${RECORD_RULE}, and {apiGroups: ["batch"], resources: ["jobs"], verbs: ["get"]}`,
      cause: error,
    });
  }
}

/** What a marker says. Whatever cannot be read as one is not overwritten: it may be what is remembered. */
function recordIn(object: KubeObject): OnceRecord {
  const record = decodeOnce(dataOf(object, ONCE_KEY) ?? '');
  if (record !== undefined) return record;
  const { namespace, name } = object.metadata;
  throw new RunError('cannot-write', `ConfigMap ${namespace}/${name} is no once-marker that can be read`, {
    hint: 'Look at it, delete it if nobody needs it, and start the run again',
  });
}
