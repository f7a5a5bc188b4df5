import type { BackupStore } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import type { Entry } from '../../domain/entry.ts';
import type { RunIdentity } from '../../domain/identity/run-identity.ts';
import { RunError } from '../../domain/problem.ts';
import { readsUntil } from '../../domain/lock/reads-until.ts';
import { formatTime } from '../../domain/time.ts';
import { LocationWrites } from './location-writes.ts';

/** What a guard works with. */
export interface SourceGuardFacts {
  readonly backups: Pick<BackupStore, 'beginReading' | 'endReading'>;
  readonly identity: RunIdentity;
  /** The run's own deadline; undefined for none. */
  readonly timeoutMs: number | undefined;
  /** Nothing is written to the location. */
  readonly isReadOnly: boolean;
  /** The time by the API server's clock, as whoever deletes has it. */
  readonly now: () => Date;
}

/**
 * Keeps the backup that a restore reads from being deleted, by what is said beside it, until the run is over for good: a
 * retried Pod opens the backup again. Where the location lets nobody write, or takes no write just now, the restore goes on
 * without: it may be what everybody waits for.
 */
export class SourceGuard {
  readonly #facts: SourceGuardFacts;
  readonly #writes: LocationWrites;
  #guarded: { readonly backup: string; readonly until: Date } | undefined;

  constructor(facts: SourceGuardFacts) {
    this.#facts = facts;
    this.#writes = new LocationWrites(facts);
  }

  /** Throws `backup-not-found` for a backup that goes at this moment. */
  async begin(ctx: RunContext, backup: string, restore: string): Promise<void> {
    const { backups, identity, timeoutMs, now } = this.#facts;
    const run = identity.runId;
    const until = readsUntil({ now: now(), timeoutMs, jobEndsAt: identity.job?.endsAt });
    const unguarded = 'the backup is not guarded against deletion while it is read';
    try {
      const told = await this.#writes.try(() =>
        backups.beginReading(ctx, backup, { run, restore, until }, { by: `run ${run}` }),
      );
      if (told.outcome !== 'written') return ctx.log.info({ backup, reason: told.reason }, unguarded);
      this.#guarded = { backup, until };
      ctx.log.info({ backup, until: formatTime(until) }, 'the backup is guarded against deletion while it is read');
    } catch (error) {
      if (!(error instanceof RunError) || error.code !== 'storage-unavailable' || ctx.signal.aborted) throw error;
      // What was sent may have arrived: its end is said like that of any other.
      this.#guarded = { backup, until };
      ctx.log.warn({ backup, reason: error.message }, unguarded);
    }
  }

  /** The run is over for good. What cannot be said is told, may be tried again, and ends by itself in time. */
  async end(ctx: RunContext): Promise<readonly Entry[]> {
    if (this.#guarded === undefined) return [];
    const { backup, until } = this.#guarded;
    const { runId } = this.#facts.identity;
    try {
      await this.#facts.backups.endReading(ctx, backup, runId, { by: `run ${runId}` });
      this.#guarded = undefined;
      return [];
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      const message = `Backup ${backup} stays guarded until ${formatTime(until)}: ${error.message}`;
      return [{ code: 'report-failed', message }];
    }
  }
}
