import { outlive } from '../../../base/abort.ts';
import type { RunContext } from '../../../base/context.ts';
import { RunError } from '../../../domain/problem.ts';
import { STOPPED_SELECTOR } from '../../../domain/restore/apps/stop-mark.ts';
import type { StoppedApp } from '../../../domain/result/result.ts';
import { ApiError } from '../../../kube/cluster.ts';
import type { Journal } from '../../journal.ts';
import { enterRestoreStep } from '../enter-restore-step.ts';
import type { App } from './app.ts';
import type { AppKeeper } from './app-keeper.ts';
import type { AppToStop } from './find-apps.ts';

/** What a restore stops while it writes: stopped in order, and started again in the other order whatever happens. */
export class StoppedApps {
  readonly #keeper: AppKeeper;
  readonly #journal: Journal;
  readonly #apps: readonly AppToStop[];
  readonly #ends = new Map<string, StoppedApp['end']>();
  /** Everything that may bear a mark of ours: noted before the first write, whose answer may be lost. */
  readonly #touched: App[] = [];

  constructor(keeper: AppKeeper, journal: Journal, apps: readonly AppToStop[]) {
    this.#keeper = keeper;
    this.#journal = journal;
    this.#apps = apps;
  }

  /** Stops everything, and waits until it stands still; what does not in time is a warning. Throws what ends the run. */
  async stop(ctx: RunContext): Promise<void> {
    if (this.#apps.length === 0) return;
    await enterRestoreStep(ctx, this.#journal, 'STOPPING_APPS');
    this.#journal.progress({ step: 'stopping applications' });
    for (const { app } of this.#apps) {
      this.#touched.push(app);
      const outcome = await this.#keeper.stop(ctx, app);
      if (outcome === 'foreign') throw heldByAnother(app);
      if (outcome === 'done') this.#tell(app, 'stopped');
      await ctx.reached(`stopped:${app.item}`);
    }
    for (const { app } of this.#apps) {
      if (await this.#keeper.awaitStop(ctx, app)) continue;
      const message = `${app.item} was stopped, and some of its Pods still run: the restore goes on beside them`;
      this.#journal.warn(ctx, { code: 'app-not-stopped', message });
    }
  }

  /**
   * Starts everything that was stopped, also after a failure or a cancellation, for which there is little time left. What
   * cannot be started is an error each; it keeps its mark, and the next run of the restore starts it. Never throws.
   */
  async start(ctx: RunContext): Promise<void> {
    if (this.#touched.length === 0) return;
    using last = outlive(ctx, () => new RunError('deadline-exceeded', 'no time is left for it'));
    try {
      await enterRestoreStep(last.ctx, this.#journal, 'STARTING_APPS');
    } catch (error) {
      ctx.log.warn({ error }, 'the step cannot be told');
    }
    this.#journal.progress({ step: 'starting applications' });
    for (const app of this.#touched.toReversed()) await this.#startOne(last.ctx, app);
    this.#touched.length = 0;
  }

  async #startOne(ctx: RunContext, app: App): Promise<void> {
    try {
      const outcome = await this.#keeper.start(ctx, app);
      if (outcome !== 'gone' && this.#ends.has(app.item)) this.#tell(app, 'started');
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof RunError)) throw error;
      this.#tell(app, 'failed');
      this.#journal.error(ctx, notStarted(app.item, error.message));
    }
  }

  #tell({ item }: App, end: NonNullable<StoppedApp['end']>): void {
    this.#ends.set(item, end);
    const { restore } = this.#journal.result;
    if (restore === undefined) return;
    const apps = this.#apps.map(({ app, words }): StoppedApp => {
      const known = this.#ends.get(app.item);
      return { item: app.item, stop: words, ...(known && { end: known }) };
    });
    this.#journal.update({ restore: { ...restore, apps } });
  }
}

/** The error about something that stays stopped, with the way to find it. */
export function notStarted(item: string, why: string) {
  const message = `${item} was stopped for this restore and cannot be started again: ${why}; see kubectl get -A -l ${STOPPED_SELECTOR}`;
  return { code: 'app-not-started' as const, message };
}

function heldByAnother({ item }: App): RunError {
  return new RunError('busy', `Cannot stop ${item}: another restore that is at work keeps it stopped`, {
    hint: 'Wait for that one; the annotation lifeboat.dev/stopped-by names it',
  });
}
