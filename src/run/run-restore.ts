import { deadline } from '../base/abort.ts';
import type { RunContext } from '../base/context.ts';
import { type OnceFacts, onceRefusal } from '../domain/lock/once.ts';
import type { Entry } from '../domain/entry.ts';
import { RunError } from '../domain/problem.ts';
import type { RunResult } from '../domain/result/result.ts';
import { ApiError } from '../kube/cluster.ts';
import type { OnceMarker } from '../report/sink.ts';
import type { Action, Work } from './action.ts';
import type { Ending } from './conclude-run.ts';
import { type ClusterFacts, identifyCluster } from './backup/world.ts';
import { BothMarkers } from './restore/once/both-markers.ts';
import { LocationMarker } from './restore/once/location-marker.ts';
import type { Probe } from './restore/conditions/look.ts';
import { makeRestore } from './restore/restore.ts';
import { SourceGuard } from './restore/source-guard.ts';
import { performRun } from './run.ts';
import type { PodFacts, RestoreOrder, RunServices, Wanted } from './services.ts';

/** How long a restore that failed may take to say that it reads its backup no more: its result is still to be told. */
const GUARD_MS = 10_000;

/** What a restore is given beside what every run is. */
export interface RestoreServices extends RunServices {
  /** Markers of requests that are applied once; undefined outside a Job. */
  readonly once: OnceMarker | undefined;
  /** Asks the addresses of success conditions. */
  readonly probe: Probe;
  /** What the run's record in the cluster is called, for the marker to point at. */
  readonly recordName: (result: RunResult) => string;
}

/** One run of one restore, plan or apply; see `performRun`. */
export async function runRestore(
  ctx: RunContext,
  services: RestoreServices,
  wanted: Wanted<RestoreOrder>,
  pod: PodFacts | undefined,
): Promise<RunResult> {
  return performRun(ctx, services, { wanted, action: new RestoreAction(services) }, pod);
}

/** A request and its marker, held by this run. */
interface Held {
  readonly request: string;
  readonly facts: OnceFacts;
  /** Nobody has begun it before this run. */
  readonly isNew: boolean;
  readonly markers: OnceMarker;
}

function guardOf({ backups, run: { order, identity } }: Work<RestoreOrder>, { now }: ClusterFacts): SourceGuard {
  const { timeoutMs, location } = order;
  return new SourceGuard({ backups, identity, timeoutMs, isReadOnly: location.accessMode === 'ReadOnly', now });
}

/** A restore as a run's action: applied once for each request, planned as often as one likes. */
class RestoreAction implements Action<RestoreOrder> {
  readonly name = 'restore';
  readonly #once: OnceMarker | undefined;
  readonly #recordName: RestoreServices['recordName'];
  readonly #probe: Probe;
  #held: Held | undefined;
  #guard: SourceGuard | undefined;

  constructor({ once, recordName, probe }: Pick<RestoreServices, 'once' | 'recordName' | 'probe'>) {
    this.#once = once;
    this.#probe = probe;
    this.#recordName = recordName;
  }

  onBusy(): 'Wait' {
    return 'Wait';
  }

  onPartial(): 'Fail' {
    return 'Fail';
  }

  async perform(ctx: RunContext, work: Work<RestoreOrder>): Promise<Ending> {
    const facts = await identifyCluster(ctx, work.cluster);
    const done = work.run.order.policy.mode === 'Apply' ? await this.#claim(ctx, work, facts) : undefined;
    if (done !== undefined) return done;
    const isResumed = this.#held?.isNew === false;
    const guard = guardOf(work, facts);
    this.#guard = guard;
    const phase = await makeRestore(ctx, { ...work, probe: this.#probe, guard }, { isResumed, cluster: facts });
    // What cannot be said now, because the run is told to stop at this moment, is said, or told, when it settles.
    await guard.end(ctx);
    return { phase, problem: undefined };
  }

  /** A run that is over for good needs its backup no more; one that is tried again opens it once more. */
  async settle(ctx: RunContext, result: RunResult): Promise<readonly Entry[]> {
    if (!result.terminal) return [];
    const unsettled = await this.#settleMarker(ctx, result);
    using limit = deadline(
      ctx,
      GUARD_MS,
      () => new RunError('deadline-exceeded', 'the location does not answer in time'),
    );
    return [...unsettled, ...((await this.#guard?.end(limit.ctx)) ?? [])];
  }

  /** What the marker cannot be told changes nothing about the run: a new Job of its name finds everything as it is. */
  async #settleMarker(ctx: RunContext, result: RunResult): Promise<readonly Entry[]> {
    if (this.#held === undefined) return [];
    try {
      await this.#settle(ctx, this.#held, result);
      return [];
    } catch (error) {
      if (!(error instanceof RunError) && !(error instanceof ApiError)) throw error;
      return [{ code: 'report-failed', message: `The once-marker of this request stays open: ${error.message}` }];
    }
  }

  /**
   * A run that is over for good closes its marker; one that is tried again leaves it open. Where nothing was written yet,
   * the request may be put right and asked for again: a marker that is ours alone goes, one that was carried on stays open.
   */
  async #settle(ctx: RunContext, { request, facts, isNew, markers }: Held, result: RunResult): Promise<void> {
    const hasWritten = result.restore?.ended !== undefined;
    if (!hasWritten) return isNew ? markers.withdraw(ctx, request, facts) : undefined;
    const { exitCode = 0, phase } = result;
    await markers.finish(ctx, request, facts, { exitCode, phase, result: this.#recordName(result) });
  }

  /** Takes the request's marker, which is called like its Job; an ending where the request has been carried out before. */
  async #claim(ctx: RunContext, work: Work<RestoreOrder>, { uid }: ClusterFacts): Promise<Ending | undefined> {
    const { run, pod, journal, backups, cluster } = work;
    if (this.#once === undefined || pod === undefined) return undefined;
    const location = new LocationMarker({
      backups,
      cluster,
      clusterUid: uid,
      namespace: pod.namespace,
      isReadOnly: run.order.location.accessMode === 'ReadOnly',
      warn: (entry) => journal.warn(ctx, entry),
    });
    const markers = new BothMarkers({ cluster: this.#once, location });
    const { requestHash } = run.order;
    const request = pod.jobName;
    const facts = { requestHash, runId: run.identity.runId, job: { name: pod.jobName, uid: pod.jobUid } };
    const claim = await markers.claim(ctx, request, facts);
    if (claim.outcome === 'created' || claim.outcome === 'resumed') {
      this.#held = { request, facts, isNew: claim.outcome === 'created', markers };
      if (claim.outcome === 'resumed')
        ctx.log.info({ request, from: claim.from }, 'carrying on a request begun before');
      return undefined;
    }
    const refusal = onceRefusal(request, claim, facts);
    if (refusal !== undefined) throw refusal;
    if (claim.outcome !== 'done') throw new RunError('internal', `Cannot read the marker of request ${request}`);
    const { phase, exitCode } = claim;
    journal.update({ message: `Request ${request} was carried out before and ended as ${phase}; nothing was done` });
    return { phase: 'Skipped', problem: undefined, exitCode };
  }
}
