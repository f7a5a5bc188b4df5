import type { RunContext } from '../../../base/context.ts';
import type { ReasonCode } from '../../../domain/restore/reason.ts';
import { RunError } from '../../../domain/problem.ts';
import { NAMESPACES, type Target } from '../target.ts';
import { ApiError, type Cluster } from '../../../kube/cluster.ts';

/** Why nothing can be written into a namespace. */
export interface UnusableNamespace {
  readonly reason: ReasonCode;
  readonly detail: string;
}

/** Sees to it that namespaces are there before anything is written into them; asks once for each in every round. */
export class NamespaceKeeper {
  readonly #cluster: Cluster;
  /** Namespaces that are there, and are not being deleted. */
  readonly #usable: Set<string>;
  /** Namespaces that were being deleted when the plan was made. */
  readonly #ending: ReadonlySet<string>;
  /** Namespaces that were waited for in vain: a later look is a look and no wait. */
  readonly #givenUp = new Set<string>();
  readonly #asked = new Map<string, Promise<UnusableNamespace | undefined>>();

  constructor({ cluster, namespaces }: Pick<Target, 'cluster' | 'namespaces'>) {
    this.#cluster = cluster;
    const names = (isTerminating: boolean) =>
      [...namespaces].filter(([, known]) => known.isTerminating === isTerminating).map(([name]) => name);
    this.#usable = new Set(names(false));
    this.#ending = new Set(names(true));
  }

  /** Resolves when objects can be written into the namespace, with the reason where they cannot. */
  async ready(ctx: RunContext, name: string): Promise<UnusableNamespace | undefined> {
    if (this.#usable.has(name)) return undefined;
    const asked = this.#asked.get(name) ?? this.#makeReady(ctx, name);
    this.#asked.set(name, asked);
    return asked;
  }

  /** Resolves when the namespace itself can be made as it was archived: when the one that is being deleted has gone. */
  async vacant(ctx: RunContext, name: string): Promise<UnusableNamespace | undefined> {
    if (!this.#ending.has(name)) return undefined;
    return (await this.#awaitEnd(ctx, name)) === 'ending' ? stillThere(ctx, name) : undefined;
  }

  /** The namespace is there: its own item was written, or found. */
  found(name: string): void {
    this.#usable.add(name);
  }

  /** A write has told that the namespace is not there any more, or is being deleted. */
  lost(name: string): void {
    this.#usable.delete(name);
    this.#asked.delete(name);
  }

  /** Begins a round: what could not be used in the last one may be usable now. */
  beginRound(): void {
    this.#asked.clear();
  }

  async #makeReady(ctx: RunContext, name: string): Promise<UnusableNamespace | undefined> {
    const state = await this.#awaitEnd(ctx, name);
    if (state === 'ending') return stillThere(ctx, name);
    try {
      if (state === 'absent') await this.#make(ctx, name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { reason: 'namespace-unusable', detail: `namespace ${name} cannot be made: ${error.message}` };
    }
    this.#usable.add(name);
    return undefined;
  }

  /** Waits for the end of a deletion that is under way, as long as that is bearable. */
  async #awaitEnd(ctx: RunContext, name: string): Promise<'there' | 'absent' | 'ending'> {
    const patienceMs = this.#givenUp.has(name) ? 0 : ctx.timings.namespaceWaitMs;
    const untilMs = ctx.clock.monotonicMs() + patienceMs;
    for (;;) {
      const namespace = await this.#cluster.read(ctx, NAMESPACES, name);
      if (namespace === undefined) return 'absent';
      if (namespace.metadata.deletionTimestamp === undefined) return 'there';
      if (ctx.clock.monotonicMs() >= untilMs) break;
      ctx.log.debug({ namespace: name }, 'waiting for the end of a namespace');
      await ctx.clock.pause(ctx.timings.pollEveryMs, ctx.signal);
    }
    this.#givenUp.add(name);
    return 'ending';
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

function stillThere(ctx: RunContext, name: string): UnusableNamespace {
  const minutes = Math.round(ctx.timings.namespaceWaitMs / 60_000);
  return { reason: 'namespace-unusable', detail: `namespace ${name} was still being deleted after ${minutes} min` };
}
