import type { RunContext } from '../../../base/context.ts';
import { mapConcurrent } from '../../../base/concurrent.ts';
import type { ItemRef } from '../../../domain/item.ts';
import { parseGroupResource } from '../../../domain/resource.ts';
import { DEFINITIONS } from '../../../domain/restore/planning/definitions.ts';
import { ApiError, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';
import type { Target } from '../target.ts';

const PATH: ObjectPath = { ...DEFINITIONS, version: 'v1' };

/** Definitions that are looked at side by side. */
const AT_ONCE = 8;

/**
 * Waits until the cluster serves what new definitions define: each Established (its condition of that name), and its
 * type discovered. Returns those that are not served in time, with the reason; the rest of the restore goes on.
 */
export async function awaitDefinitions(
  ctx: RunContext,
  target: Target,
  definitions: readonly ItemRef[],
): Promise<readonly { readonly ref: ItemRef; readonly detail: string }[]> {
  const untilMs = ctx.clock.monotonicMs() + ctx.timings.definitionWaitMs;
  const waitFor = async (isDone: () => Promise<boolean>): Promise<boolean> => {
    for (;;) {
      if (await isDone()) return true;
      if (ctx.clock.monotonicMs() >= untilMs) return false;
      await ctx.clock.pause(ctx.timings.pollEveryMs, ctx.signal);
    }
  };
  const late = await mapConcurrent(definitions, AT_ONCE, async (ref) => {
    let seen: KubeObject | undefined;
    const isEstablished = async () => {
      try {
        return isTrue((seen = await target.cluster.read(ctx, PATH, ref.name)));
      } catch (error) {
        if (error instanceof ApiError) return true; // who may not look at it sees by discovery whether it is served
        throw error;
      }
    };
    return (await waitFor(isEstablished)) ? undefined : { ref, detail: whyNot(seen) };
  });
  const established = definitions.filter((_, i) => late[i] === undefined);
  const isServed = async () => {
    await target.rediscover(ctx);
    return established.every(({ name }) => target.typeOf(parseGroupResource(name)) !== undefined);
  };
  await waitFor(isServed);
  const unserved = established.filter(({ name }) => target.typeOf(parseGroupResource(name)) === undefined);
  return [
    ...late.filter((one) => one !== undefined),
    ...unserved.map((ref) => ({ ref, detail: 'it is established, but discovery does not show its type' })),
  ];
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly message?: string;
}

/** A definition that was just made has `conditions: null`. */
function conditionsOf(definition: KubeObject | undefined): readonly Condition[] {
  const status = definition?.['status'] as { readonly conditions?: readonly Condition[] | null } | null | undefined;
  return status?.conditions ?? [];
}

function isTrue(definition: KubeObject | undefined): boolean {
  return conditionsOf(definition).some(({ type, status }) => type === 'Established' && status === 'True');
}

function whyNot(definition: KubeObject | undefined): string {
  if (definition === undefined) return 'it was deleted meanwhile';
  const refusal = conditionsOf(definition).find(({ status, message }) => status === 'False' && message !== undefined);
  return refusal?.message ?? 'the API server did not establish it in time';
}
