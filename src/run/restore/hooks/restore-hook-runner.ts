import { mapConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { Turns } from '../../../base/turns.ts';
import type { Entry } from '../../../domain/entry.ts';
import {
  chooseInitContainers,
  chooseRestoreHooks,
  hasRestoreHookAnnotation,
  type NamedRestoreHook,
  type PodInitContainers,
  RESTORE_HOOK_ANNOTATION,
} from '../../../domain/hooks/choose-restore-hooks.ts';
import { type HookedPod, readHookedPod } from '../../../domain/hooks/hooked-pod.ts';
import { HookLog, type HookRun } from '../../../domain/hooks/hook-log.ts';
import type { RestoreHooks } from '../../../domain/hooks/restore-hooks.ts';
import { textAt } from '../../../domain/json/exact-json.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import { hookFailed } from '../../hooks/hook-entries.ts';
import { runHook } from '../../hooks/run-hook.ts';
import type { Journal } from '../../journal.ts';
import { awaitContainer, awaitInitContainers } from './await-container.ts';
import { PodLooks } from './pod-looks.ts';

/** Commands under way at once. */
const COMMANDS_AT_ONCE = 8;

/** What the hooks of a restore work with. */
export interface RestoreHooking {
  readonly cluster: Cluster;
  readonly journal: Journal;
  readonly hooks: RestoreHooks;
  /** Takes from output what must not be shown. */
  readonly redact?: ((text: string) => string) | undefined;
}

/** A Pod that this restore made, with what is to run in it. */
interface RestoredPod {
  readonly pod: HookedPod;
  readonly exec: readonly NamedRestoreHook[];
  readonly init: PodInitContainers;
}

/**
 * Runs commands in the Pods that this restore has made, each as soon as its container runs. The hooks of a container run
 * in order. One that fails and says `Fail` is an error and stops those of its Pod that have not run yet; one that says
 * `Continue` is a warning. Other Pods are never touched by it.
 */
export class RestoreHookRunner {
  readonly #with: RestoreHooking;
  readonly #pods: RestoredPod[] = [];
  readonly #log = new HookLog();
  readonly #turns = new Turns(COMMANDS_AT_ONCE);
  readonly #looks: PodLooks;
  #ignored = 0;

  constructor(hooking: RestoreHooking) {
    this.#with = hooking;
    this.#looks = new PodLooks(hooking.cluster);
  }

  /** Notes an object that this restore has made. */
  created({ ref, target }: PlannedItem, { bytes }: ArchivedItem): void {
    const { hooks } = this.#with;
    if (ref.group !== '' || ref.resource !== 'pods' || target === undefined) return;
    const isMarked = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(RESTORE_HOOK_ANNOTATION);
    if (!isMarked && hooks.rules.length === 0) return;
    const pod = readHookedPod(JSON.parse(new TextDecoder().decode(bytes)) as object, target, ref.name);
    if (!hooks.fromAnnotations && hasRestoreHookAnnotation(pod)) this.#ignored++;
    const { exec } = chooseRestoreHooks(hooks, pod);
    const init = chooseInitContainers(hooks, pod);
    const isWatched = init.containers.length > 0 && init.timeoutMs !== undefined;
    if (exec.length > 0 || isWatched) this.#pods.push({ pod, exec, init });
  }

  /** Runs everything; resolves when all is done or given up. Throws what ends the run. */
  async run(ctx: RunContext): Promise<void> {
    const { journal, hooks } = this.#with;
    if (this.#ignored > 0) journal.warn(ctx, ignored(this.#ignored));
    if (this.#pods.length > 0) {
      ctx.log.info({ pods: this.#pods.length }, 'running hooks');
      journal.progress({ step: 'running hooks' });
      await ctx.reached('hooks');
    }
    try {
      await mapConcurrent(this.#pods, this.#pods.length, async (restored) => this.#serve(ctx, restored));
    } finally {
      if (hooks.fromAnnotations || hooks.rules.length > 0) journal.update(this.#log.report());
    }
    ctx.signal.throwIfAborted();
  }

  async #serve(ctx: RunContext, { pod, exec, init }: RestoredPod): Promise<void> {
    const { hooks, journal } = this.#with;
    journal.warn(ctx, ...chooseRestoreHooks(hooks, pod).warnings, ...init.warnings);
    const state = { isStopped: false };
    const byContainer = [...Map.groupBy(exec, ({ container }) => container ?? pod.containers[0])];
    await Promise.all([
      this.#watchInit(ctx, pod, init),
      ...byContainer.map(([container, ofContainer]) => this.#runAll(ctx, { pod, container, state }, ofContainer)),
    ]);
  }

  /** Nothing in Kubernetes ends an init container that takes too long; that it does, should be known. */
  async #watchInit(ctx: RunContext, pod: HookedPod, { containers, timeoutMs }: PodInitContainers): Promise<void> {
    if (timeoutMs === undefined || containers.length === 0) return;
    const names = containers.flatMap((container) => textAt(container, 'name') ?? []);
    const reason = await awaitInitContainers(ctx, this.#looks, pod, { names, timeoutMs });
    if (reason !== undefined) this.#with.journal.warn(ctx, notRun(pod, `The init containers of a hook of pod`, reason));
  }

  async #runAll(ctx: RunContext, place: Place, hooks: readonly NamedRestoreHook[]): Promise<void> {
    const since = ctx.clock.monotonicMs();
    for (const hook of hooks) {
      if (place.state.isStopped) this.#skip(place, hook);
      else await this.#runOne(ctx, place, hook, since);
    }
  }

  async #runOne(ctx: RunContext, { pod, container, state }: Place, hook: NamedRestoreHook, since: number) {
    const { cluster, redact, journal } = this.#with;
    const isThere = container !== undefined && pod.containers.includes(container);
    const reason = isThere ? await awaitContainer(ctx, this.#looks, pod, { container, hook, since }) : undefined;
    const about = { phase: 'restore' as const, pod: `${pod.namespace}/${pod.name}`, hook: hook.name };
    const run: HookRun =
      reason === undefined
        ? (await this.#turns.take(async () => runHook(ctx, cluster, { phase: 'restore', pod, hook, redact }))).run
        : { ...about, ...(container !== undefined && { container }), outcome: 'failed', detail: reason };
    this.#log.note(run);
    await ctx.reached(`hook:restore:${about.pod}`);
    if (run.outcome !== 'failed') return;
    const entry =
      reason === undefined ? hookFailed(run, pod) : notRun(pod, `Hook ${hook.name} was not run in pod`, reason);
    if (hook.onError === 'Continue') return journal.warn(ctx, entry);
    state.isStopped = true;
    journal.error(ctx, entry);
  }

  #skip({ pod, container }: Place, { name }: NamedRestoreHook): void {
    this.#log.note({
      phase: 'restore',
      pod: `${pod.namespace}/${pod.name}`,
      ...(container !== undefined && { container }),
      hook: name,
      outcome: 'skipped',
      detail: 'it was not run, because a hook before it failed',
    });
  }
}

/** Where hooks run, and whether any more may. */
interface Place {
  readonly pod: HookedPod;
  readonly container: string | undefined;
  readonly state: { isStopped: boolean };
}

function notRun({ namespace, name }: HookedPod, what: string, reason: string): Entry {
  const item = { group: '', resource: 'pods', namespace, name };
  return { code: 'hook-not-run', item, message: `${what} ${namespace}/${name}: ${reason}` };
}

function ignored(count: number): Entry {
  const pods = count === 1 ? '1 restored pod asks' : `${count} restored pods ask`;
  return {
    code: 'hooks-ignored',
    message: `${pods} for hooks by annotation, which were not run: the policy does not say hooks.fromAnnotations`,
  };
}
