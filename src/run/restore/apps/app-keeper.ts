import type { RunContext } from '../../../base/context.ts';
import { isOurs, markOf, markPatch, type Stopper, UNMARK_PATCH } from '../../../domain/restore/apps/stop-mark.ts';
import { hasStopped, startPatch, stopOf } from '../../../domain/restore/apps/stoppable.ts';
import { ApiError, type Cluster, type KubeObject } from '../../../kube/cluster.ts';
import type { App } from './app.ts';

/** How often a write is tried again that somebody else came before. */
const ATTEMPTS = 5;

/** How an attempt to stop or to start ended; `gone` where there is nothing of that name any more. */
export type KeeperOutcome = 'done' | 'still' | 'gone' | 'foreign';

/**
 * Stops single things and starts them again. What they had before stands on themselves, so that whoever comes later can
 * start them, too; each write names the version that it was decided on.
 */
export class AppKeeper {
  readonly #cluster: Cluster;
  readonly #by: Stopper;

  constructor(cluster: Cluster, by: Stopper) {
    this.#cluster = cluster;
    this.#by = by;
  }

  /** `still`: it stood still before, and stays so. `foreign`: another run that is at work keeps it stopped. */
  async stop(ctx: RunContext, app: App): Promise<KeeperOutcome> {
    return this.#settle(ctx, app, (object) => {
      const mark = markOf(object);
      if (mark !== undefined) return isOurs(mark, this.#by) ? 'done' : 'foreign';
      const stop = stopOf(app.kind, object);
      if (stop === undefined) return 'still';
      return { ...stop.patch, metadata: markPatch({ ...this.#by, was: stop.was }) };
    });
  }

  /** Gives back what its mark says that it had. Without a mark of ours there is nothing to give back: `still`. */
  async start(
    ctx: RunContext,
    app: App,
    mayStart = (runId: string) => isOurs({ runId }, this.#by),
  ): Promise<KeeperOutcome> {
    return this.#settle(ctx, app, (object) => {
      const mark = markOf(object);
      if (mark === undefined || !mayStart(mark.runId)) return 'still';
      return { ...startPatch(app.kind, object, mark.was), metadata: UNMARK_PATCH };
    });
  }

  /** Waits until nothing of it runs any more, as long as a deletion is waited for; false where something still does. */
  async awaitStop(ctx: RunContext, { kind, path, name }: App): Promise<boolean> {
    const { deletionWaitMs, pollEveryMs } = ctx.timings;
    const until = ctx.clock.monotonicMs() + deletionWaitMs;
    for (;;) {
      const object = await this.#cluster.read(ctx, path, name);
      if (object === undefined || hasStopped(kind, object)) return true;
      if (ctx.clock.monotonicMs() >= until) return false;
      await ctx.clock.pause(pollEveryMs, ctx.signal);
    }
  }

  /** Reads, decides and writes, again where somebody wrote in between; also where that was this very write. */
  async #settle(
    ctx: RunContext,
    { path, name }: App,
    decide: (object: KubeObject) => KeeperOutcome | Readonly<Record<string, unknown>>,
  ): Promise<KeeperOutcome> {
    for (let attempt = 1; ; attempt++) {
      const object = await this.#cluster.read(ctx, path, name);
      if (object === undefined) return 'gone';
      const decision = decide(object);
      if (typeof decision === 'string') return decision;
      const { resourceVersion } = object.metadata;
      const metadata = {
        ...(decision['metadata'] as object),
        ...(resourceVersion !== undefined && { resourceVersion }),
      };
      try {
        await this.#cluster.amend(ctx, path, name, { ...decision, metadata });
        return 'done';
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 404) return 'gone';
        if (error.reason !== 'Conflict' || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
