import { deadline } from '../../base/abort.ts';
import type { RunContext } from '../../base/context.ts';
import { Redactor } from '../../base/redact.ts';
import type { NamedHook } from '../../domain/hooks/choose-backup-hooks.ts';
import type { HookedPod } from '../../domain/hooks/hooked-pod.ts';
import type { HookPhase, HookRun } from '../../domain/hooks/hook-log.ts';
import { OutputTail, shownOutput } from '../../domain/hooks/output-tail.ts';
import { RunError } from '../../domain/problem.ts';
import { ApiError, type Cluster } from '../../kube/cluster.ts';

/** One hook to run. */
export interface HookCall {
  readonly phase: HookPhase;
  readonly pod: HookedPod;
  readonly hook: NamedHook;
  /** Takes from output what must not be shown. */
  readonly redact?: ((text: string) => string) | undefined;
}

/** What became of a hook. */
export interface HookEnd {
  readonly run: HookRun;
  /** Whether it may have changed something that is to be undone: it succeeded, or nobody knows how it ended. */
  readonly mayHaveActed: boolean;
}

/** The command did not end in time. It goes on, for nothing in Kubernetes ends it. */
class HookTimeout extends Error {}

/**
 * Runs one hook within its timeout. Whatever is wrong with the hook is its end; throws only what ends the run: an abort,
 * credentials that are no good.
 */
export async function runHook(ctx: RunContext, cluster: Cluster, call: HookCall): Promise<HookEnd> {
  const { phase, pod, hook } = call;
  const about = { phase, pod: `${pod.namespace}/${pod.name}`, hook: hook.name };
  const container = hook.container ?? pod.containers[0];
  if (container === undefined || !pod.containers.includes(container)) {
    const detail = `it has no container ${container ?? 'at all'}, but ${pod.containers.join(', ') || 'none'}`;
    return { run: { ...about, outcome: 'failed', detail }, mayHaveActed: false };
  }
  const tail = new OutputTail();
  const startedAt = ctx.clock.monotonicMs();
  const end = await ask(ctx, cluster, call, { container, tail });
  const output = shown(call, tail.text());
  const durationMs = Math.round(ctx.clock.monotonicMs() - startedAt);
  const { mayHaveActed, detail, ...told } = end;
  const run: HookRun = {
    ...about,
    container,
    ...told,
    durationMs,
    ...(output !== '' && { output }),
    ...(detail !== undefined && { detail: shown(call, detail) }),
  };
  ctx.log.info({ ...about, container, outcome: run.outcome, durationMs }, 'hook ended');
  return { run, mayHaveActed };
}

const REDACTOR = new Redactor();

/** What the command or the node said, without what must not be shown: some nodes quote the whole command. */
function shown({ redact }: HookCall, text: string): string {
  const plain = shownOutput(REDACTOR.redact(text));
  return redact?.(plain) ?? plain;
}

type End = Pick<HookRun, 'outcome' | 'exitCode' | 'detail'> & Pick<HookEnd, 'mayHaveActed'>;

async function ask(
  ctx: RunContext,
  cluster: Cluster,
  { pod: { namespace, name }, hook }: HookCall,
  { container, tail }: { readonly container: string; readonly tail: OutputTail },
): Promise<End> {
  const { command, timeoutMs } = hook;
  using limit = deadline(ctx, timeoutMs, () => new HookTimeout(`it did not end within ${timeoutMs / 1000} s`));
  const onOutput = (bytes: Uint8Array): void => tail.push(bytes);
  try {
    const { exitCode } = await cluster.exec(limit.ctx, { namespace, pod: name, container, command, onOutput });
    if (exitCode === 0) return { outcome: 'success', exitCode, mayHaveActed: true };
    return { outcome: 'failed', exitCode, detail: `it ended with exit code ${exitCode}`, mayHaveActed: false };
  } catch (error) {
    ctx.signal.throwIfAborted();
    return failureOf(error);
  }
}

function failureOf(error: unknown): End {
  if (error instanceof HookTimeout) return { outcome: 'failed', detail: error.message, mayHaveActed: true };
  if (error instanceof ApiError) {
    const hint =
      error.status === 403
        ? '; add to a Role: {apiGroups: [""], resources: ["pods/exec"], verbs: ["get", "create"]}'
        : '';
    return { outcome: 'failed', detail: `${error.message}${hint}`, mayHaveActed: false };
  }
  if (error instanceof RunError && error.code === 'cluster-unavailable')
    return { outcome: 'failed', detail: error.message, mayHaveActed: true };
  throw error;
}
