import type { RunContext } from '../../../base/context.ts';
import type { NamedRestoreHook } from '../../../domain/hooks/choose-restore-hooks.ts';
import { type PodState, whyOver } from '../../../domain/hooks/container-state.ts';
import type { HookedPod } from '../../../domain/hooks/hooked-pod.ts';
import type { PodLooks } from './pod-looks.ts';

/** What is waited for before a hook. */
export interface WantedContainer {
  readonly container: string;
  readonly hook: Pick<NamedRestoreHook, 'waitTimeoutMs' | 'waitForReady'>;
  /** When the wait began, by the monotonic clock. */
  readonly since: number;
}

/** Waits until a container runs, or is ready where the hook asks for that; else returns why it is given up. */
export async function awaitContainer(
  ctx: RunContext,
  looks: PodLooks,
  pod: HookedPod,
  { container, hook: { waitTimeoutMs, waitForReady }, since }: WantedContainer,
): Promise<string | undefined> {
  const isThere = ({ containers }: PodState): boolean => {
    const found = containers.find(({ name }) => name === container);
    return found !== undefined && found.isRunning && (found.isReady || !waitForReady);
  };
  const endsAt = waitTimeoutMs === undefined ? Number.POSITIVE_INFINITY : since + waitTimeoutMs;
  const what = `container ${container} is not ${waitForReady ? 'ready' : 'running'} after ${(waitTimeoutMs ?? 0) / 1000} s`;
  return watchPod(ctx, looks, pod, { isDone: isThere, endsAt, tooLate: what });
}

/** Waits until init containers have ended well; else returns why not. */
export async function awaitInitContainers(
  ctx: RunContext,
  looks: PodLooks,
  pod: HookedPod,
  { names, timeoutMs }: { readonly names: readonly string[]; readonly timeoutMs: number },
): Promise<string | undefined> {
  const isDone = ({ containers }: PodState): boolean =>
    names.every((name) => containers.some((it) => it.name === name && it.exitCode === 0));
  const endsAt = ctx.clock.monotonicMs() + timeoutMs;
  return watchPod(ctx, looks, pod, { isDone, endsAt, tooLate: `they have not ended after ${timeoutMs / 1000} s` });
}

interface Awaited {
  readonly isDone: (state: PodState) => boolean;
  /** By the monotonic clock. */
  readonly endsAt: number;
  readonly tooLate: string;
}

async function watchPod(
  ctx: RunContext,
  looks: PodLooks,
  pod: HookedPod,
  { isDone, endsAt, tooLate }: Awaited,
): Promise<string | undefined> {
  let found = await looks.look(ctx, pod, 'now');
  for (;;) {
    if (typeof found === 'string') return found;
    if (isDone(found)) return undefined;
    const over = whyOver(found);
    if (over !== undefined) return over;
    if (ctx.clock.monotonicMs() >= endsAt) return tooLate;
    found = await looks.look(ctx, pod, 'next');
  }
}
