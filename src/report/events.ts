import type { RunContext } from '../base/context.ts';
import { objectiveWarnings } from '../domain/objectives/judge-run.ts';
import type { Phase } from '../domain/phase.ts';
import type { RunResult } from '../domain/result/result.ts';
import { hasEndedAttempt } from '../domain/result/attempt.ts';
import { ApiError, type Cluster, type KubeObject } from '../kube/cluster.ts';
import { renderHeadline } from '../views/summary.ts';
import { LABEL, MANAGED_BY } from './annotations.ts';
import type { ResultSink } from './sink.ts';

/** What an Event is about; `kubectl describe` finds it by all three. */
export interface EventTarget {
  readonly kind: 'Job' | 'CronJob';
  readonly name: string;
  readonly uid: string;
}

/** What an Event may give as its reason: one stable word, named in docs/results.md. */
export const EVENT_REASONS = [
  'BackupStarted',
  'BackupInterrupted',
  'BackupCompleted',
  'BackupPartiallyFailed',
  'BackupFailed',
  'BackupFailedValidation',
  'BackupPlanned',
  'BackupSkipped',
  'RestoreStarted',
  'RestoreInterrupted',
  'RestoreCompleted',
  'RestorePartiallyFailed',
  'RestoreFailed',
  'RestoreFailedValidation',
  'RestorePlanned',
  'RestoreSkipped',
  'DeleteStarted',
  'DeleteInterrupted',
  'DeleteCompleted',
  'DeletePartiallyFailed',
  'DeleteFailed',
  'DeleteFailedValidation',
  'DeletePlanned',
  'DeleteSkipped',
  'PruneStarted',
  'PruneInterrupted',
  'PruneCompleted',
  'PrunePartiallyFailed',
  'PruneFailed',
  'PruneFailedValidation',
  'PrunePlanned',
  'PruneSkipped',
  'VerifyStarted',
  'VerifyInterrupted',
  'VerifyCompleted',
  'VerifyPartiallyFailed',
  'VerifyFailed',
  'VerifyFailedValidation',
  'VerifyPlanned',
  'VerifySkipped',
  'ObjectiveMissed',
] as const;

/** One of those words. */
export type EventReason = (typeof EVENT_REASONS)[number];

type Job = NonNullable<RunResult['job']>;

/** More than this many Events a run never makes: they are a signal, and the API server keeps them for an hour. */
const MAX_EVENTS = 6;
const MAX_NOTE_CHARACTERS = 340;

/**
 * Tells the milestones of a run as Events (events.k8s.io/v1) of its Job and its CronJob, where `kubectl describe` shows
 * them. Says nothing outside a Job.
 */
export class Events implements ResultSink {
  readonly name = 'events';
  readonly #cluster: Cluster;
  #targets: readonly EventTarget[] | undefined;
  #hasStarted = false;
  #made = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async progress(ctx: RunContext, result: RunResult): Promise<void> {
    if (this.#hasStarted || result.job === undefined) return;
    this.#hasStarted = true;
    await this.#tell(ctx, result, `${actionOf(result)}Started`);
  }

  async finished(ctx: RunContext, result: RunResult): Promise<void> {
    await this.#tell(ctx, result, reasonOf(result));
    if (result.objectives?.isMissed === true) await this.#tell(ctx, result, 'ObjectiveMissed');
  }

  async #tell(ctx: RunContext, result: RunResult, reason: EventReason): Promise<void> {
    if (result.job === undefined) return;
    this.#targets ??= await this.#findTargets(ctx, result.job);
    for (const regarding of this.#targets) {
      if (this.#made >= MAX_EVENTS) return;
      this.#made += 1;
      const event = renderEvent(result, reason, regarding, { ordinal: this.#made, at: ctx.clock.now() });
      await this.#create(ctx, event);
    }
  }

  /** The Job, and the CronJob that owns it, whose UID only the Job knows. */
  async #findTargets(ctx: RunContext, { namespace, name, uid, cronJob }: Job): Promise<readonly EventTarget[]> {
    const target: EventTarget = { kind: 'Job', name, uid };
    if (cronJob === undefined) return [target];
    const job = await this.#cluster.read(ctx, { group: 'batch', version: 'v1', resource: 'jobs', namespace }, name);
    const owner = job?.metadata.ownerReferences?.find(({ kind }) => kind === 'CronJob');
    return owner === undefined ? [target] : [target, { kind: 'CronJob', name: owner.name, uid: owner.uid }];
  }

  /** An Event has one name for ever: a second request for it, after a lost answer, changes nothing. */
  async #create(ctx: RunContext, event: KubeObject): Promise<void> {
    const { namespace = '' } = event.metadata;
    try {
      await this.#cluster.create(ctx, { group: 'events.k8s.io', version: 'v1', resource: 'events', namespace }, event);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    }
  }
}

/** The Event of one milestone, as the API server accepts it: every required field set, the note within 1 KiB. */
export function renderEvent(
  result: RunResult,
  reason: EventReason,
  regarding: EventTarget,
  { ordinal, at }: { readonly ordinal: number; readonly at: Date },
): KubeObject {
  const namespace = result.job?.namespace ?? '';
  const { kind, name, uid } = regarding;
  const instance = result.pod?.name ?? result.runId;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${(result.pod?.uid ?? result.runId).slice(0, 8)}-${ordinal}`,
      namespace,
      labels: { [LABEL.managedBy]: MANAGED_BY },
    },
    eventTime: at.toISOString().replace('Z', '000Z'),
    reportingController: 'lifeboat.dev/runner',
    reportingInstance: instance.slice(0, 128),
    action: actionOf(result),
    reason,
    regarding: { apiVersion: 'batch/v1', kind, namespace, name, uid },
    note: noteOf(result, reason).slice(0, MAX_NOTE_CHARACTERS).toWellFormed(),
    type: isWarning(reason) ? 'Warning' : 'Normal',
  };
}

function noteOf(result: RunResult, reason: EventReason): string {
  const name = result.backup?.name ?? result.restore?.name;
  if (reason === 'ObjectiveMissed') return missedText(result);
  const said = reason.endsWith('Started') ? `attempt ${result.attempt} started` : renderHeadline(result);
  return name === undefined ? said : `${name}: ${said}`;
}

const ACTIONS = { backup: 'Backup', restore: 'Restore', delete: 'Delete', prune: 'Prune', verify: 'Verify' } as const;

function missedText({ objectives }: RunResult): string {
  return objectives === undefined
    ? ''
    : objectiveWarnings(objectives)
        .map(({ message }) => message)
        .join('; ');
}

function actionOf({ action }: RunResult): (typeof ACTIONS)[RunResult['action']] {
  return ACTIONS[action];
}

function reasonOf(result: RunResult): EventReason {
  const phase: Exclude<Phase, 'InProgress'> | undefined = result.phase === 'InProgress' ? undefined : result.phase;
  if (phase === undefined || hasEndedAttempt(result)) return `${actionOf(result)}Interrupted`;
  return `${actionOf(result)}${phase}`;
}

function isWarning(reason: EventReason): boolean {
  return !/(?:Started|Completed|Planned|Skipped)$/.test(reason);
}
