import type { RunContext } from '../../base/context.ts';
import { RunError } from '../../domain/problem.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { type OnSecret, resolveEndpoint } from '../outbound/resolved-endpoint.ts';
import { send } from '../outbound/send.ts';
import type { ResultSink } from '../sink.ts';
import { type OtelVariables, otelSettings, protocolFault } from './otel-environment.ts';
import { type ReachedStep, renderTrace } from './render-trace.ts';

/** Sends one trace of a run to an OpenTelemetry collector at its end, where the environment (`OTEL_*`) names one. */
export class Trace implements ResultSink {
  readonly name = 'trace';
  readonly #env: OtelVariables;
  readonly #onSecret: OnSecret;
  readonly #steps: ReachedStep[] = [];

  constructor(env: OtelVariables, onSecret: OnSecret) {
    this.#env = env;
    this.#onSecret = onSecret;
  }

  async progress({ clock }: RunContext, { progress: { step } }: RunResult): Promise<void> {
    if (this.#steps.at(-1)?.step !== step) this.#steps.push({ step, at: clock.now() });
  }

  async finished(ctx: RunContext, result: RunResult): Promise<void> {
    const settings = otelSettings(this.#env);
    if (settings === undefined) return;
    const fault = protocolFault(this.#env);
    if (fault !== undefined) throw new RunError('cannot-write', fault);
    for (const value of Object.values(settings.endpoint.headers)) this.#onSecret(value);
    const to = await resolveEndpoint(settings.endpoint, this.#onSecret);
    const body = renderTrace(result, this.#steps, { settings, endedAt: ctx.clock.now() });
    await send(ctx, to, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
}
