import type { RunContext } from '../../base/context.ts';
import { renderMetrics } from '../../domain/metrics/metric.ts';
import { type CalledFor, type RunLabels, runLabels, runMetrics } from '../../domain/metrics/run-metrics.ts';
import type { Endpoint } from '../../domain/notify/receiver.ts';
import type { RunResult } from '../../domain/result/result.ts';
import { type OnSecret, resolveEndpoint } from '../outbound/resolved-endpoint.ts';
import { send } from '../outbound/send.ts';
import type { ResultSink } from '../sink.ts';

/**
 * Pushes the numbers of a run to a Prometheus Pushgateway, in a group of its own for each policy and cluster. A good end
 * replaces the group (PUT); any other adds to it (POST), so that what the last good run left there stays.
 */
export class Pushgateway implements ResultSink {
  readonly name = 'Pushgateway';
  readonly #endpoint: () => Endpoint | undefined;
  readonly #onSecret: OnSecret;
  readonly #called: CalledFor;

  /** `endpoint` is undefined where nothing is pushed, and until the policy was read. */
  constructor(endpoint: () => Endpoint | undefined, onSecret: OnSecret, called: CalledFor) {
    this.#endpoint = endpoint;
    this.#onSecret = onSecret;
    this.#called = called;
  }

  async progress(): Promise<void> {
    // Told at the end.
  }

  async finished(ctx: RunContext, result: RunResult): Promise<void> {
    const endpoint = this.#endpoint();
    if (endpoint === undefined || !result.terminal) return;
    const to = await resolveEndpoint(endpoint, this.#onSecret);
    await send(ctx, to, {
      method: result.phase === 'Completed' ? 'PUT' : 'POST',
      url: groupUrl(to.url, runLabels(result, this.#called)),
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: renderMetrics(runMetrics(result, this.#called)),
    });
  }
}

/** `/metrics/job/lifeboat/policy/<policy>/cluster/<cluster>`, below the path of the gateway's own address. */
export function groupUrl(base: URL, { policy, cluster }: Pick<RunLabels, 'policy' | 'cluster'>): URL {
  const url = new URL(base);
  const group = ['/metrics/job/lifeboat', segment('policy', policy), segment('cluster', cluster)];
  url.pathname = `${url.pathname.replace(/\/$/, '')}${group.join('')}`;
  return url;
}

/** A value with a slash, an empty one, and one that a path swallows go in base64: https://github.com/prometheus/pushgateway#url. */
function segment(label: string, value: string): string {
  if (value === '') return `/${label}@base64/=`;
  if (value.includes('/') || /^\.\.?$/.test(value))
    return `/${label}@base64/${Buffer.from(value).toString('base64url')}`;
  return `/${label}/${encodeURIComponent(value)}`;
}
