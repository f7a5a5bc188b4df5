import type { RunContext } from '../../base/context.ts';
import { notifyEventsOf } from '../../domain/notify/notify-events.ts';
import { placesOnly } from '../../domain/notify/places-only.ts';
import type { NotifyEvent, Receiver } from '../../domain/notify/receiver.ts';
import { RunError } from '../../domain/problem.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { type OnSecret, readSecret, resolveEndpoint } from '../outbound/resolved-endpoint.ts';
import { send } from '../outbound/send.ts';
import type { ResultSink } from '../sink.ts';
import { renderNotification, signatureHeaders } from './render-notification.ts';

/** What the sink needs. */
export interface NotificationsOptions {
  /** Those of the policy: empty until it was read. */
  readonly receivers: () => readonly Receiver[];
  readonly onSecret: OnSecret;
  /** Takes secrets that this process knows from what is sent. */
  readonly redact: (text: string) => string;
}

/**
 * Tells the policy's receivers, all at once and each for itself. The start is told beside the run, which does not wait
 * for it; what could not be told then is told with the end.
 */
export class Notifications implements ResultSink {
  readonly name = 'notifications';
  readonly #options: NotificationsOptions;
  #start: Promise<readonly string[]> | undefined;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  async progress(ctx: RunContext, result: RunResult): Promise<void> {
    if (this.#start !== undefined || this.#options.receivers().length === 0) return;
    this.#start = this.#tell(ctx, result, ['Start']);
  }

  async finished(ctx: RunContext, result: RunResult): Promise<void> {
    const told = await this.#tell(ctx, placesOnly(result), notifyEventsOf(result));
    const failures = [...((await this.#start) ?? []), ...told];
    if (failures.length > 0) throw new RunError('cannot-write', [...new Set(failures)].join('; '));
  }

  /** A receiver hears of an end once, however many of its words it waits for. Returns what failed, and never throws. */
  async #tell(ctx: RunContext, result: RunResult, events: readonly NotifyEvent[]): Promise<readonly string[]> {
    const told = this.#options.receivers().map(async (receiver) => {
      const event = events.find((one) => receiver.on.includes(one));
      if (event === undefined) return [];
      try {
        await this.#tellOne(ctx, result, { receiver, event });
        ctx.log.debug({ receiver: receiver.name, event }, 'told');
        return [];
      } catch (error) {
        return [`${receiver.name}: ${whyNot(ctx, error)}`];
      }
    });
    return (await Promise.all(told)).flat();
  }

  async #tellOne(
    ctx: RunContext,
    result: RunResult,
    { receiver, event }: { readonly receiver: Receiver; readonly event: NotifyEvent },
  ): Promise<void> {
    const to = await resolveEndpoint(receiver.endpoint, this.#options.onSecret);
    const told = { result, event, at: ctx.clock.now() };
    const rendered = renderNotification(receiver, to.url, told);
    const outbound = { ...rendered, body: this.#options.redact(rendered.body) };
    const key = receiver.signingKeyFile;
    const signature =
      key === undefined ? {} : signatureHeaders(await readSecret(key, this.#options.onSecret), outbound.body, told);
    await send(ctx, to, { ...outbound, headers: { ...outbound.headers, ...signature } });
  }
}

function whyNot(ctx: RunContext, error: unknown): string {
  if (ctx.signal.aborted) return 'the run was stopped before it was told';
  return error instanceof RunError ? error.message : `unexpected ${error instanceof Error ? error.name : 'error'}`;
}
