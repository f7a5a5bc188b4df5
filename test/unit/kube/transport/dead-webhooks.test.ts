import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/kube/cluster.ts';
import { DeadWebhooks, unreachableWebhook } from '../../../../src/kube/transport/dead-webhooks.ts';
import { webhookDenied, webhookUnreachable } from '../../../support/api-server/http/refusals.ts';

function errorOf({ status, reason, message }: { status: number; reason: string; message: string }): ApiError {
  return new ApiError(status, reason, message);
}

describe('unreachableWebhook', () => {
  it('row 91: names the webhook that did not answer, and none that said no', () => {
    expect(unreachableWebhook(errorOf(webhookUnreachable('a.example.com')))).toBe('a.example.com');
    expect(unreachableWebhook(errorOf(webhookDenied('a.example.com', 'never')))).toBeUndefined();
    expect(unreachableWebhook(new ApiError(500, '', 'etcdserver: request is too large'))).toBeUndefined();
  });
});

describe('DeadWebhooks', () => {
  it('row 91: waits a minute for each webhook, whoever asks', () => {
    const webhooks = new DeadWebhooks();

    const answers = [0, 30_000, 59_999, 60_000, 60_001].map((nowMs) => webhooks.mayComeBack('a', nowMs));

    expect(answers).toEqual([true, true, true, false, false]);
    expect(webhooks.mayComeBack('b', 60_001)).toBe(true);
  });

  it('is patient again with one that nobody missed for a minute', () => {
    const webhooks = new DeadWebhooks();
    for (const nowMs of [0, 40_000, 80_000]) webhooks.mayComeBack('a', nowMs);

    const soon = webhooks.mayComeBack('a', 140_000);
    const later = webhooks.mayComeBack('a', 200_001);

    expect([soon, later]).toEqual([false, true]);
  });
});
