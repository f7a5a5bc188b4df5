import { outlive } from '../../base/abort.ts';
import type { RunContext } from '../../base/context.ts';
import type { BackupHooks } from '../../domain/hooks/backup-hooks.ts';
import {
  BACKUP_HOOK_ANNOTATION,
  chooseBackupHooks,
  hasBackupHookAnnotation,
  type NamedHook,
  type PodBackupHooks,
} from '../../domain/hooks/choose-backup-hooks.ts';
import { hasEnded, type HookedPod, readHookedPod } from '../../domain/hooks/hooked-pod.ts';
import { HookLog } from '../../domain/hooks/hook-log.ts';
import { RunError } from '../../domain/problem.ts';
import type { Cluster, ListedItem } from '../../kube/cluster.ts';
import type { Attendant } from '../backup/collect/collecting.ts';
import type { Journal } from '../journal.ts';
import { hookFailed } from './hook-entries.ts';
import { runHook } from './run-hook.ts';

/** What the hooks of a backup work with. */
export interface BackupHooking {
  readonly cluster: Cluster;
  readonly journal: Journal;
  readonly hooks: BackupHooks;
  /** Takes from output what must not be shown. */
  readonly redact?: ((text: string) => string) | undefined;
}

/**
 * Runs commands in Pods before and after they are stored. A command of `pre` that fails and says `Fail` leaves its Pod
 * out of the backup. What a `pre` may have begun its `post` undoes, whatever happens in between: also when storing
 * fails, and when the run is told to stop.
 */
export class BackupHookRunner implements Attendant {
  readonly #with: BackupHooking;
  readonly #log = new HookLog();
  readonly #ignored = new Set<string>();
  readonly #marker = Buffer.from(BACKUP_HOOK_ANNOTATION);

  constructor(hooking: BackupHooking) {
    this.#with = hooking;
  }

  attends(item: ListedItem): boolean {
    const { hooks } = this.#with;
    if (item.ref.group !== '' || item.ref.resource !== 'pods') return false;
    const { buffer, byteOffset, byteLength } = item.bytes;
    const isMarked = Buffer.from(buffer, byteOffset, byteLength).includes(this.#marker);
    if (!isMarked && hooks.rules.length === 0) return false;
    const pod = podOf(item);
    if (hasEnded(pod)) return false;
    if (!hooks.fromAnnotations && hasBackupHookAnnotation(pod)) this.#ignored.add(`${pod.namespace}/${pod.name}`);
    const { pre, post } = chooseBackupHooks(hooks, pod);
    return pre.length + post.length > 0;
  }

  async attend(ctx: RunContext, item: ListedItem, store: () => Promise<void>): Promise<void> {
    const pod = podOf(item);
    const hooks = chooseBackupHooks(this.#with.hooks, pod);
    this.#with.journal.warn(ctx, ...hooks.warnings);
    const state = { mayHaveActed: false, isLeftOut: false };
    try {
      await this.#runPre(ctx, pod, hooks, state);
      if (!state.isLeftOut) {
        state.mayHaveActed = true;
        await store();
      }
    } finally {
      await this.#runPost(ctx, pod, hooks, state);
    }
    ctx.signal.throwIfAborted();
  }

  /** Tells what became of all hooks, and warns of Pods whose annotations were not followed. */
  conclude(ctx: RunContext): void {
    const { journal, hooks } = this.#with;
    const [first] = this.#ignored;
    if (first !== undefined) {
      const count = this.#ignored.size === 1 ? 'pod asks' : 'pods ask';
      journal.warn(ctx, {
        code: 'hooks-ignored',
        message: `${this.#ignored.size} ${count} for hooks by annotation (${first}), which were not run: the policy does not say hooks.fromAnnotations`,
      });
    }
    if (hooks.fromAnnotations || hooks.rules.length > 0) journal.update(this.#log.report());
  }

  async #runPre(ctx: RunContext, pod: HookedPod, { pre }: PodBackupHooks, state: AttendedPod): Promise<void> {
    for (const hook of pre) {
      if (state.isLeftOut) {
        this.#skip(pod, 'pre', hook);
        continue;
      }
      // Until its end is known, it may have done anything.
      const before = state.mayHaveActed;
      state.mayHaveActed = true;
      const { mayHaveActed, isStop } = await this.#run(ctx, pod, 'pre', hook);
      state.mayHaveActed = before || mayHaveActed;
      state.isLeftOut = isStop;
    }
  }

  /** Not cut by an abort: what was stopped must go on. */
  async #runPost(ctx: RunContext, pod: HookedPod, { post }: PodBackupHooks, state: AttendedPod): Promise<void> {
    const where = `${pod.namespace}/${pod.name}`;
    using last = outlive(
      ctx,
      () => new RunError('deadline-exceeded', `Cannot run the post hooks of pod ${where} in time`),
    );
    let isStopped = !state.mayHaveActed;
    for (const hook of post) {
      if (isStopped) this.#skip(pod, 'post', hook);
      else isStopped = (await this.#run(last.ctx, pod, 'post', hook)).isStop;
    }
  }

  async #run(ctx: RunContext, pod: HookedPod, phase: 'pre' | 'post', hook: NamedHook) {
    const { cluster, journal, redact } = this.#with;
    const { run, mayHaveActed } = await runHook(ctx, cluster, { phase, pod, hook, redact });
    this.#log.note(run);
    const isStop = run.outcome === 'failed' && hook.onError === 'Fail';
    if (run.outcome === 'failed') {
      const fate = isStop && phase === 'pre' ? '; the pod is not in this backup' : '';
      journal.error(ctx, hookFailed(run, pod, fate));
    }
    await ctx.reached(`hook:${phase}:${pod.namespace}/${pod.name}`);
    return { mayHaveActed, isStop };
  }

  #skip(pod: HookedPod, phase: 'pre' | 'post', { name }: NamedHook): void {
    const detail = 'it was not run, because a hook before it failed';
    this.#log.note({ phase, pod: `${pod.namespace}/${pod.name}`, hook: name, outcome: 'skipped', detail });
  }
}

/** How far the hooks of a Pod have come. */
interface AttendedPod {
  /** Something was done that the hooks behind it may have to undo. */
  mayHaveActed: boolean;
  isLeftOut: boolean;
}

function podOf({ ref, bytes }: ListedItem): HookedPod {
  const document = JSON.parse(new TextDecoder().decode(bytes)) as object;
  return readHookedPod(document, ref.namespace ?? '', ref.name);
}
