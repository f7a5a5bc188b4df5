import type { RunContext } from '../../../base/context.ts';
import type { ReasonCode } from '../../../domain/restore/reason.ts';
import { RunError } from '../../../domain/problem.ts';
import type { Target } from '../target.ts';
import { ApiError, type Cluster, type ObjectPath } from '../../../kube/cluster.ts';

const NAMESPACES: ObjectPath = { group: '', version: 'v1', resource: 'namespaces' };

/** Why nothing can be written into a namespace. */
export interface UnusableNamespace {
  readonly reason: ReasonCode;
  readonly detail: string;
}

/** Sees to it that namespaces are there before anything is written into them; asks once for each. */
export class NamespaceKeeper {
  readonly #cluster: Cluster;
  readonly #known: Target['namespaces'];
  readonly #asked = new Map<string, Promise<UnusableNamespace | undefined>>();

  constructor({ cluster, namespaces }: Pick<Target, 'cluster' | 'namespaces'>) {
    this.#cluster = cluster;
    this.#known = namespaces;
  }

  /** Resolves when objects can be written into the namespace, with the reason where they cannot. */
  async ready(ctx: RunContext, name: string): Promise<UnusableNamespace | undefined> {
    if (this.#known.get(name)?.isTerminating === false) return undefined;
    const asked = this.#asked.get(name) ?? this.#makeReady(ctx, name);
    this.#asked.set(name, asked);
    return asked;
  }

  async #makeReady(ctx: RunContext, name: string): Promise<UnusableNamespace | undefined> {
    if (!(await this.#awaitEnd(ctx, name))) {
      const minutes = Math.round(ctx.timings.namespaceWaitMs / 60_000);
      return { reason: 'namespace-unusable', detail: `namespace ${name} was still being deleted after ${minutes} min` };
    }
    try {
      if ((await this.#cluster.read(ctx, NAMESPACES, name)) === undefined) await this.#make(ctx, name);
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { reason: 'namespace-unusable', detail: `namespace ${name} cannot be made: ${error.message}` };
    }
  }

  /** Waits for the end of a deletion that is under way; false where it takes too long. */
  async #awaitEnd(ctx: RunContext, name: string): Promise<boolean> {
    const untilMs = ctx.clock.monotonicMs() + ctx.timings.namespaceWaitMs;
    for (;;) {
      const namespace = await this.#cluster.read(ctx, NAMESPACES, name);
      if (namespace?.metadata.deletionTimestamp === undefined) return true;
      if (ctx.clock.monotonicMs() >= untilMs) return false;
      ctx.log.debug({ namespace: name }, 'waiting for the end of a namespace');
      await ctx.clock.pause(ctx.timings.pollEveryMs, ctx.signal);
    }
  }

  /** A namespace of which the archive holds no object: nothing but its name is known. */
  async #make(ctx: RunContext, name: string): Promise<void> {
    try {
      await this.#cluster.create(ctx, NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    } catch (error) {
      const isThere = error instanceof ApiError && error.reason === 'AlreadyExists';
      const isDoubtful = error instanceof RunError && error.code === 'cluster-unavailable';
      if (!isThere && !(isDoubtful && (await this.#cluster.read(ctx, NAMESPACES, name)) !== undefined)) throw error;
    }
  }
}
