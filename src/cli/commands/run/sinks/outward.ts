import { type RunContext, withSignal } from '../../../../base/context.ts';
import type { CalledFor } from '../../../../domain/metrics/run-metrics.ts';
import type { Telling } from '../../../../domain/notify/receiver.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import { Notifications } from '../../../../report/notify/notifications.ts';
import { Pushgateway } from '../../../../report/metrics/pushgateway.ts';
import type { ResultSink } from '../../../../report/sink.ts';
import { Trace } from '../../../../report/trace/trace.ts';
import type { Order, PodFacts, Wanted } from '../../../../run/services.ts';
import type { Call } from '../../../command.ts';

/** Sinks outside the cluster, which learn from the policy whom to tell. */
export interface Outward<O extends Order> {
  readonly sinks: readonly ResultSink[];
  /** The same order, which the sinks have seen when it is known. */
  readonly wanted: Wanted<O>;
  /** Reads the policy for whom to tell, where the run ended before it came to that: a cluster that does not answer. */
  readonly learn: (ctx: RunContext) => Promise<void>;
}

const NOBODY: Telling = { notify: [], pushgateway: undefined };

/** Notifications, Pushgateway and trace of one run; `called` names it where its result does not. */
export function openOutward<O extends Order>(
  { io, redactor }: Pick<Call, 'io' | 'redactor'>,
  wanted: Wanted<O>,
  called: CalledFor,
): Outward<O> {
  let telling = NOBODY;
  const onSecret = (secret: string): void => redactor.add(secret);
  const notifications = new Notifications({
    receivers: () => telling.notify,
    onSecret,
    redact: (text) => redactor.redact(text),
  });
  let isLearnt = false;
  const prepare: Wanted<O>['prepare'] = async (ctx) => {
    isLearnt = true;
    const prepared = await wanted.prepare(ctx);
    telling = ('order' in prepared ? tellingOf(prepared.order) : prepared.telling) ?? NOBODY;
    return prepared;
  };
  const learn = async (ctx: RunContext): Promise<void> => {
    if (isLearnt) return;
    const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(ctx.timings.notifyTryMs)]);
    await prepare(withSignal(ctx, signal)).catch((error: unknown) => {
      ctx.log.debug({ error }, 'whom to tell is not known: the policy cannot be read');
    });
  };
  const sinks = [
    notifications,
    new Pushgateway(() => telling.pushgateway, onSecret, called),
    new Trace(io.env, onSecret),
  ];
  return { sinks, wanted: { ...wanted, prepare }, learn };
}

function tellingOf(order: Order): Telling | undefined {
  if ('policy' in order) return order.policy;
  return 'telling' in order ? order.telling : undefined;
}

/**
 * Whether a result may be told outside: where it is this Pod's own, and its record in the cluster is ours; at its end also
 * without a record, because a run that may not write one has the more to tell. Not where another Pod of the run is at work.
 */
export function isTold(
  result: RunResult,
  {
    pod,
    when,
    reach,
  }: {
    readonly pod: PodFacts | undefined;
    readonly when: 'progress' | 'finished';
    readonly reach: 'pod' | 'everywhere';
  },
): boolean {
  if (pod === undefined || reach === 'everywhere') return true;
  return when === 'finished' && result.pod?.uid === pod.podUid && result.reason !== 'busy';
}
