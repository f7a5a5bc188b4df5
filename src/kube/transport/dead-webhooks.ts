import type { ApiError } from '../cluster.ts';

/** How long all objects together wait for one webhook. */
const PATIENCE_MS = 60_000;

/**
 * The admission webhook that did not answer, where that is why the server refused (`failurePolicy: Fail`): a 500 that
 * left nothing behind. Kubernetes: `staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/errors`.
 */
export function unreachableWebhook({ status, message }: ApiError): string | undefined {
  return status === 500 ? /failed calling webhook "([^"]+)"/.exec(message)?.[1] : undefined;
}

/**
 * Webhooks that do not answer. Each has a minute from its first failure to come back, for all objects that it refuses
 * together; then every further one is told at once, until nobody has met a failure for a minute.
 */
export class DeadWebhooks {
  readonly #failures = new Map<string, { firstMs: number; lastMs: number }>();

  /** Notes a failure, and says whether asking again is worth it. */
  mayComeBack(webhook: string, nowMs: number): boolean {
    const known = this.#failures.get(webhook);
    const isOver = known === undefined || nowMs - known.lastMs > PATIENCE_MS;
    const firstMs = isOver ? nowMs : known.firstMs;
    this.#failures.set(webhook, { firstMs, lastMs: nowMs });
    return nowMs - firstMs < PATIENCE_MS;
  }
}
