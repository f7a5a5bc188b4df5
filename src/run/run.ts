import type { BackupStore } from '../archive/backup-store.ts';
import { deadline, lastWords } from '../base/abort.ts';
import { type RunContext, withSignal } from '../base/context.ts';
import type { RunIdentity } from '../domain/identity/run-identity.ts';
import { RunError } from '../domain/problem.ts';
import { continueResult } from '../domain/result/attempt.ts';
import { newResult } from '../domain/result/new-result.ts';
import type { RunResult } from '../domain/result/result.ts';
import { formatLocationRoot } from '../domain/storage-location.ts';
import { formatTime } from '../domain/time.ts';
import type { RecordClaim } from '../report/sink.ts';
import type { Action } from './action.ts';
import { concludeRun, type Ending, endingOf, type Settle } from './conclude-run.ts';
import { identifyRun, provisionalIdentity } from './identity.ts';
import { Journal } from './journal.ts';
import type { LockWish } from './lock/lease.ts';
import { acquireLock, type HeldLock, readHolder } from './lock/lock.ts';
import type { Order, PodFacts, RunServices, Wanted } from './services.ts';

/**
 * One run of one action, from its first look at the policy to its last word: Lease, claim, action, publication.
 * Returns the result as published and throws nothing: whatever went wrong is in it. `pod` is undefined outside a Job;
 * then neither Lease nor record is written.
 */
export async function performRun<O extends Order>(
  ctx: RunContext,
  services: RunServices,
  { wanted, action }: { readonly wanted: Wanted<O>; readonly action: Action<O> },
  pod: PodFacts | undefined,
): Promise<RunResult> {
  const identity = provisionalIdentity(ctx, pod);
  const own = { ...ctx, log: ctx.log.child(services.logFields?.(identity) ?? {}) };
  const run = new Run(own, services, { wanted, action }, { pod, identity });
  const ending = await run.act(own);
  return run.conclude(ending);
}

/** What one Pod's try of a run holds while it is under way, and gives back at its end. */
class Run<O extends Order> {
  readonly #services: RunServices;
  readonly #wanted: Wanted<O>;
  readonly #action: Action<O>;
  readonly #pod: PodFacts | undefined;
  readonly #journal: Journal;
  /** The context of what is under way: it grows a log that names the run, a deadline, the lock's signal. */
  #ctx: RunContext;
  #identity: RunIdentity;
  #order: O | undefined;
  #lock: HeldLock | undefined;
  #claim: RecordClaim | undefined;
  #backups: BackupStore | undefined;

  constructor(
    ctx: RunContext,
    services: RunServices,
    { wanted, action }: { readonly wanted: Wanted<O>; readonly action: Action<O> },
    { pod, identity }: { readonly pod: PodFacts | undefined; readonly identity: RunIdentity },
  ) {
    this.#ctx = ctx;
    this.#services = services;
    this.#wanted = wanted;
    this.#action = action;
    this.#pod = pod;
    this.#identity = identity;
    this.#journal = new Journal(firstResult(ctx, { services, action: action.name, identity, pod }), services.publish);
  }

  /** From policy to commit. Never throws: what ended it early is its ending. */
  async act(ctx: RunContext): Promise<Ending> {
    try {
      await this.#journal.reached(ctx, 'started');
      if (this.#pod !== undefined) await this.#identify(ctx, this.#pod);
      const order = await this.#prepare(ctx);
      const told = this.#introduce(ctx, order);
      if (order.timeoutMs === undefined) return await this.#perform(told, order);
      using limit = deadline(told, order.timeoutMs, () => timeUp(order));
      return await this.#perform(limit.ctx, order);
    } catch (error) {
      return endingOf(this.#ctx, error, this.#journal.result);
    }
  }

  /** The last words, under a signal of their own: record, sinks, location; then the lock is given back. */
  async conclude(ending: Ending): Promise<RunResult> {
    using last = lastWords(this.#ctx, () => new RunError('deadline-exceeded', 'Cannot publish the result in time'));
    try {
      if (this.#claim === undefined) await this.#claimLate(last.ctx);
      if (this.#claim?.outcome === 'terminal') return await this.#repeat(last.ctx, this.#claim.recorded);
      const services = { ...this.#services, openBackups: async () => this.#backupsForRecord(last.ctx, ending) };
      const onPartial = this.#action.onPartial(this.#order);
      const settle: Settle = async (ctx, result) => this.#action.settle(ctx, result);
      return await concludeRun(last.ctx, services, this.#journal, {
        ending,
        onPartial,
        settle,
        promises: this.#order?.promises,
      });
    } finally {
      await this.#lock?.release(last.ctx);
      await this.#backups?.close();
    }
  }

  async #prepare(ctx: RunContext): Promise<O> {
    const prepared = await this.#wanted.prepare(ctx);
    if ('problems' in prepared) {
      const { problems, policy } = prepared;
      this.#journal.update({ problems, ...(policy === undefined ? {} : { policy }) });
      throw invalid(problems);
    }
    const { order } = prepared;
    this.#order = order;
    this.#journal.update({
      location: { name: order.location.name, root: formatLocationRoot(order.location) },
      ...(order.source === undefined ? {} : { policy: order.source }),
      ...(order.project === undefined ? {} : { project: order.project }),
      ...(order.overrides.length === 0 ? {} : { overrides: order.overrides }),
    });
    return order;
  }

  /** From here on every line of the log names run and policy. */
  #introduce(ctx: RunContext, order: O): RunContext {
    const { runId, trigger, scheduledFor } = this.#identity;
    const log = ctx.log.child({ run: runId, ...(order.source && { policy: order.source.name }) });
    log.info({ trigger, due: formatTime(scheduledFor), location: formatLocationRoot(order.location) }, 'run started');
    return { ...ctx, log };
  }

  async #perform(ctx: RunContext, order: O): Promise<Ending> {
    const { cluster, recordedLog, redact } = this.#services;
    const journal = this.#journal;
    this.#ctx = ctx;
    await using _following = journal.follow(ctx);
    this.#lock = await this.#acquireLock(ctx);
    await journal.reached(ctx, 'locked');
    await this.#claimRecord(ctx);
    if (this.#claim?.outcome === 'terminal') return { phase: this.#claim.recorded.phase, problem: undefined };
    const locked = this.#lock === undefined ? ctx : withSignal(ctx, AbortSignal.any([ctx.signal, this.#lock.signal]));
    this.#ctx = locked;
    await journal.reached(locked, 'claimed');
    const backups = await this.#openBackups(locked, order);
    const run = { order, identity: this.#identity };
    const isLocked = this.#lock !== undefined;
    const hasWaited = (this.#lock?.waitedMs ?? 0) > 0;
    const work = { cluster, backups, journal, run, pod: this.#pod, recordedLog, redact, isLocked, hasWaited };
    return this.#action.perform(locked, work);
  }

  async #openBackups(ctx: RunContext, order: O): Promise<BackupStore> {
    const { backups, warnings } = await this.#services.openBackups(ctx, order.location);
    this.#backups = backups;
    this.#journal.warn(ctx, ...warnings);
    return backups;
  }

  /** Where a finished run's record is kept: nowhere if the location is unknown, just did not answer, or is read-only. */
  async #backupsForRecord(ctx: RunContext, { problem }: Ending): Promise<BackupStore | undefined> {
    if (this.#order === undefined || UNREACHED_LOCATION.has(problem?.code ?? '')) return undefined;
    if (this.#order.location.accessMode === 'ReadOnly') return undefined;
    return this.#backups ?? this.#openBackups(ctx, this.#order);
  }

  async #identify(ctx: RunContext, pod: PodFacts): Promise<void> {
    this.#identity = await identifyRun(ctx, this.#services.cluster, pod);
    const { trigger, scheduledFor, job } = this.#identity;
    const cronJob = job?.cronJob === undefined ? {} : { cronJob: job.cronJob };
    this.#journal.update({ trigger, scheduledFor: formatTime(scheduledFor), job: { ...jobOf(pod), ...cronJob } });
  }

  /** Only runs of a policy inside a Job lock: outside, nothing is written to the cluster. */
  #wishForLock(): LockWish | undefined {
    const { policy } = this.#wanted;
    if (this.#pod === undefined || policy === undefined) return undefined;
    const { namespace, podUid } = this.#pod;
    const onBusy = this.#action.onBusy(this.#order);
    return { namespace, policy, holder: `${this.#identity.runId}/${podUid}`, onBusy };
  }

  async #acquireLock(ctx: RunContext): Promise<HeldLock | undefined> {
    const wish = this.#wishForLock();
    if (wish === undefined) return undefined;
    const lock = await acquireLock(ctx, this.#services.cluster, wish);
    ctx.log.info({ waitedMs: Math.round(lock.waitedMs) }, 'policy locked');
    if (lock.waitedMs > 0) this.#journal.update({ waitedForLockMs: Math.round(lock.waitedMs) });
    return lock;
  }

  async #claimRecord(ctx: RunContext): Promise<void> {
    const { record } = this.#services;
    if (record === undefined) return;
    this.#claim = await record.claim(ctx, this.#journal.result);
    if (this.#claim.outcome === 'terminal') return;
    this.#journal.goPublic();
    if (this.#claim.outcome === 'reopened')
      this.#journal.update(continueResult(this.#claim.previous, this.#journal.result));
    const { policy } = this.#wanted;
    if (this.#lock === undefined || policy === undefined) return;
    const closed = await record.closeAbandoned(ctx, policy);
    if (closed.length > 0) ctx.log.info({ records: closed }, 'closed the records of runs that died');
    const limits = this.#order?.historyLimits;
    const tidied = limits === undefined ? [] : await record.tidy(ctx, policy, limits);
    if (tidied.length > 0) ctx.log.info({ records: tidied }, 'deleted results beyond the limits of the policy');
  }

  /** The run is over since an earlier attempt: this Pod says so, and nothing else happens. */
  async #repeat(ctx: RunContext, recorded: RunResult): Promise<RunResult> {
    ctx.log.info({ phase: recorded.phase, exitCode: recorded.exitCode }, 'this run is over already; its result stands');
    await this.#services.publish(ctx, 'finished', recorded, 'pod');
    return recorded;
  }

  /** A run that ended before its claim, because it never got the Lease for example, still tells how it ended. */
  async #claimLate(ctx: RunContext): Promise<void> {
    try {
      if (!(await this.#isTwinAtWork(ctx))) await this.#claimRecord(ctx);
    } catch (error) {
      ctx.log.warn({ error }, 'cannot claim the result ConfigMap for the last words');
    }
  }

  /** Another Pod of this very run holds the policy's Lease: the open record is that Pod's to write. */
  async #isTwinAtWork(ctx: RunContext): Promise<boolean> {
    const wish = this.#wishForLock();
    if (wish === undefined || this.#lock !== undefined) return false;
    const holder = await readHolder(ctx, this.#services.cluster, wish);
    const isTwin = holder !== wish.holder && holder.startsWith(`${this.#identity.runId}/`);
    if (isTwin) ctx.log.warn({ holder }, 'another Pod of this run is at work; its record is left to it');
    return isTwin;
  }
}

/** Problems after which a location is not asked once more: it is what did not answer. */
const UNREACHED_LOCATION: ReadonlySet<string> = new Set(['location-not-found', 'storage-unavailable', 'tls-untrusted']);

function invalid(problems: readonly string[]): RunError {
  const [first = ''] = problems;
  const message = problems.length === 1 ? first : `The policies have ${problems.length} problems; the first: ${first}`;
  return new RunError('policy-invalid', message, { hint: 'Run `lifeboat validate` on the files to see all of them' });
}

function timeUp({ timeoutMs }: Order): RunError {
  return new RunError('deadline-exceeded', `The run passed its own deadline of ${(timeoutMs ?? 0) / 1_000} s`, {
    hint: 'Raise the timeout of the policy, and activeDeadlineSeconds of the Job above it',
  });
}

function jobOf({ namespace, jobName, jobUid }: PodFacts) {
  return { namespace, name: jobName, uid: jobUid };
}

function firstResult(
  ctx: RunContext,
  {
    services,
    action,
    identity,
    pod,
  }: {
    readonly services: RunServices;
    readonly action: RunResult['action'];
    readonly identity: RunIdentity;
    readonly pod: PodFacts | undefined;
  },
): RunResult {
  const job = pod === undefined ? undefined : jobOf(pod);
  const { version } = services;
  return newResult({ ...identity, action, job, policy: undefined, overrides: [], startedAt: ctx.clock.now(), version });
}
